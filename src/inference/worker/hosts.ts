import { wasmModule, workerScript } from './assets.ts';
import type { Greeting, Host } from './host.ts';
import type { FromWorker } from './protocol.ts';

/** How long a worker may take to answer its first message; a busy machine takes a second or two. */
const OPENING_MS = 15_000;
/** How long one in the nested frame may: it asks for the GPU, and there is another way if that does not answer. */
const SECURE_OPENING_MS = 6_000;

let prepared: Promise<Host> | undefined;

/** Begins to open a worker, before it is known what for; the next one that is asked for is this one. */
export function prepareWorker(): void {
  prepared = opened();
  prepared.catch(() => undefined);
  void wasmModule().catch(() => undefined);
}

/**
 * A worker of the UI itself, from a blob: URL, or a data: URL where a stricter policy blocks that.
 * Rejects if there can be none.
 */
export function openWorker(): Promise<Host> {
  const host = prepared ?? opened();
  prepared = undefined;
  return host;
}

async function opened(): Promise<Host> {
  const script = workerScript();
  const blobUrl = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    return await workerFrom(blobUrl);
  } catch {
    return await workerFrom(dataUrl(script));
  } finally {
    URL.revokeObjectURL(blobUrl);
  }
}

function workerFrom(url: string): Promise<Host> {
  const worker = new Worker(url);
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(null, [port2]);
  return greeted(
    port1,
    OPENING_MS,
    {},
    () => worker.terminate(),
    (onError) => {
      worker.onerror = (event) => {
        event.preventDefault();
        onError(new Error(event.message || 'the worker did not start'));
      };
    },
  );
}

/** What runs in the nested frame: starts the worker whose URL it is sent, and reports over the second port. */
const FRAME = `<!doctype html><script>
addEventListener('message', ({ data, ports: [toWorker, report] }) => {
  report.postMessage({ facts: {
    'secure context': String(isSecureContext),
    'navigator.gpu': String('gpu' in navigator),
    'cross-origin isolated': String(crossOriginIsolated),
  } });
  try {
    const worker = new Worker(data);
    worker.onerror = (event) => report.postMessage({ error: event.message || 'the worker did not start' });
    worker.postMessage(null, [toWorker]);
  } catch (error) {
    report.postMessage({ error: String(error) });
  }
}, { once: true });
</script>`;

/**
 * A worker inside a sandboxed frame. Figma loads the UI from a data: URL, which is no secure context, so WebGPU is
 * hidden from it; a srcdoc frame in it is one, and so is a data: worker (not a blob: one) in there.
 * Rejects if there can be none.
 */
export async function openSecureWorker(): Promise<Host> {
  const script = workerScript();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.hidden = true;
  frame.title = 'Computing';
  frame.srcdoc = FRAME;
  // A policy may keep the frame from loading; nobody answers then, and `greeted` gives up.
  const loaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
    setTimeout(resolve, SECURE_OPENING_MS);
  });
  // Not into the body, whose content is the UI's.
  document.documentElement.append(frame);
  await loaded;
  const [toWorker, report] = [new MessageChannel(), new MessageChannel()];
  const frameFacts: Record<string, string> = {};
  frame.contentWindow?.postMessage(dataUrl(script), '*', [toWorker.port2, report.port2]);
  return greeted(
    toWorker.port1,
    SECURE_OPENING_MS,
    frameFacts,
    () => frame.remove(),
    (onError) => {
      report.port1.onmessage = ({
        data,
      }: MessageEvent<{ facts?: Record<string, string>; error?: string }>) => {
        Object.assign(frameFacts, data.facts);
        if (data.error !== undefined) onError(new Error(data.error));
      };
    },
  );
}

const dataUrl = (script: string): string =>
  `data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`;

/** Waits for the worker's first words; ends it if they do not come. */
function greeted(
  port: MessagePort,
  within: number,
  frameFacts: Readonly<Record<string, string>>,
  end: () => void,
  watch: (onError: (error: Error) => void) => void,
): Promise<Host> {
  return new Promise((resolve, reject) => {
    let failed = (error: Error) => {
      clearTimeout(timer);
      terminate();
      reject(error);
    };
    const terminate = () => {
      failed = () => undefined;
      port.close();
      end();
    };
    const timer = setTimeout(() => failed(new Error('the worker did not answer')), within);
    watch((error) => failed(error));
    port.onmessage = ({ data: greeting }: MessageEvent<Greeting>) => {
      clearTimeout(timer);
      failed = () => undefined;
      resolve({
        greeting,
        frameFacts,
        post: (message, transfer = []) => port.postMessage(message, [...transfer]),
        listen(onMessage, onError) {
          port.onmessage = ({ data }: MessageEvent<FromWorker>) => onMessage(data);
          failed = onError;
        },
        terminate,
      });
    };
  });
}
