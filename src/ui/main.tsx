import './theme.css';
import './buttons.css';
import { render } from 'preact';
import { openClient, prepareWorker } from '../inference/worker/client.ts';
import type { ToSandbox } from '../messages.ts';
import { App } from './components/App.tsx';
import { draftOf } from './draft.ts';
import { Port } from './port.ts';
import { save } from './save.ts';
import { Session } from './session/session.ts';

// It opens while the window is drawn and the sandbox looks at the document.
prepareWorker();
const port = new Port((message: ToSandbox) => parent.postMessage({ pluginMessage: message }, '*'));
const session = new Session({ port, openClient, draftOf, save, now: () => performance.now() });

window.addEventListener('message', ({ data, source }: MessageEvent<unknown>) => {
  // The sandbox is heard through the frame around this one, and nobody else is.
  if (source !== parent) return;
  if (typeof data === 'object' && data !== null && 'pluginMessage' in data) port.receive(data.pluginMessage);
});
render(<App session={session} />, document.getElementById('root') ?? document.body);
port.ready();
