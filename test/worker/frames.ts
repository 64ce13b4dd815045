import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { generate } from 'selfsigned';

/** WebGPU on the processor. */
const SOFTWARE_GPU = ['--enable-unsafe-webgpu', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** The policy of a plugin whose manifest allows no domains. */
const CSP = [
  'default-src data: blob:',
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data: blob:",
].join('; ');
/** The stricter one that Figma's documentation prints: no blob: workers. */
const STRICT_CSP = ["default-src 'unsafe-inline' 'unsafe-eval' data:"].join('; ');

/** The data: frame that writes the HTML it is sent over itself. */
const LOADER = `<script>
addEventListener('message', ({ data }) => {
  document.open();
  document.write(data);
  document.close();
}, { once: true });
parent.postMessage('loader', '*');
</script>`;

const outer = (strict: boolean) => `<!doctype html><title>Canvas</title><body>
<iframe id="network" src="/network${strict ? '-strict' : ''}" style="width:400px;height:300px"></iframe>`;

const network = (csp: string) => `<!doctype html><meta http-equiv="Content-Security-Policy" content="${csp}">
<body><iframe id="ui" src="data:text/html;base64,${Buffer.from(LOADER).toString('base64')}"></iframe>
<script>
const ui = document.getElementById('ui');
addEventListener('message', ({ data, source }) => {
  if (source === ui.contentWindow && data === 'loader') document.title = 'ready';
  if (source === parent) ui.contentWindow.postMessage(data, '*');
});
</script>`;

/** A ui.html open in Figma's three frames. */
export interface Opened {
  readonly page: Page;
  /** The frame of ui.html. */
  readonly frame: Frame;
  /** What the browser refused by its policy, uncaught errors, and requests that left the page. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/**
 * Opens a ui.html as Figma does: a page, in it a frame with the policy, in it a data: frame that writes what it is sent.
 * @param gpu whether Chromium offers WebGPU, on a software adapter
 * @param strict the policy without blob:
 */
export async function openInFigma(
  html: string,
  { gpu = false, strict = false }: { gpu?: boolean; strict?: boolean } = {},
): Promise<Opened> {
  const pages: Record<string, string> = {
    '/': outer(strict),
    '/network': network(CSP),
    '/network-strict': network(STRICT_CSP),
  };
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createServer({ key, cert }, ({ url = '' }, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.writeHead(pages[url] === undefined ? 404 : 200).end(pages[url]);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launch(gpu);
  const close = async () => {
    await browser.close();
    server.close();
  };
  try {
    const complaints: string[] = [];
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`https://localhost:${port}/`);
    const outerFrame = page.frames().find((frame) => frame.url().includes('/network'));
    await outerFrame?.waitForFunction("document.title === 'ready'");
    page.on('request', (request) => {
      if (!/^(data|blob|about):/.test(request.url())) complaints.push(`request ${request.url()}`);
    });
    const frame = outerFrame?.childFrames()[0];
    if (frame === undefined) throw new Error('the data: frame did not load');
    await page.evaluate(
      `document.getElementById('network').contentWindow.postMessage(${JSON.stringify(html).replaceAll('</', '<\\/')}, '*')`,
    );
    await frame.waitForFunction("'harness' in globalThis");
    return { page, frame, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function launch(gpu: boolean): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...(gpu ? SOFTWARE_GPU : ['--disable-gpu']),
    ],
  });
}
