import { textOf } from './parts.ts';
import { unpack } from './unpack.ts';

/** Starts the window: its own script lies packed in ui.html too, which saves two thirds of it. */
async function start(): Promise<void> {
  const script = document.createElement('script');
  script.textContent = await unpack(textOf('ui')).text();
  document.body.append(script);
}

void start();
