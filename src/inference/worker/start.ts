import { hold, textOf } from './parts.ts';
import { unpack } from './unpack.ts';

/**
 * Starts the window: its own script lies packed in ui.html too, which saves two thirds of it. The workers' script is unpacked
 * beside it, so that a worker can open before the window is drawn, which takes its while.
 */
async function start(): Promise<void> {
  const [ui, worker] = ['ui', 'worker'].map((name) => unpack(textOf(name)).text());
  hold('worker', await worker);
  const script = document.createElement('script');
  script.textContent = await ui;
  document.body.append(script);
}

void start();
