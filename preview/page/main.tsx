import { render } from 'preact';
import { App } from './app.tsx';
import { Store } from './store.ts';

const root = document.getElementById('app')!;

try {
  const store = await Store.open();
  // For the console, and for tests (preview/drive.ts).
  Object.assign(globalThis, { preview: store });
  root.textContent = '';
  render(<App store={store} />, root);
} catch (error) {
  root.textContent = '';
  render(
    <p class="loading" role="alert">
      {error instanceof Error ? error.message : String(error)}
    </p>,
    root,
  );
}
