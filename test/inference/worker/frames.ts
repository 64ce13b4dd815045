import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { generate } from 'selfsigned';
import { browserFlags, findBrowser } from '../../../preview/browser.ts';
import { networkPage } from '../../../preview/frames.ts';
import { policyOf } from '../../../preview/manifest.ts';

/** The policy of a plugin whose manifest allows no domains. */
const POLICY = policyOf({ name: 'test', networkAccess: { allowedDomains: ['none'] } });
/** The stricter one that Figma's documentation prints: no blob: workers. */
const STRICT_POLICY = "default-src 'unsafe-inline' 'unsafe-eval' data:";

const canvas = (source: string) => `<!doctype html><title>Canvas</title><body>
<iframe id="network" src="/${source}" style="width:400px;height:300px"></iframe>
<script>addEventListener('message', ({ data }) => { if (data.loader) document.title = 'ready'; })</script>`;

/** A ui.html open in Figma's three frames. */
export interface Opened {
  readonly page: Page;
  /** The frame of ui.html. */
  readonly frame: Frame;
  /** What the browser refused by its policy, uncaught errors, and requests that left the page. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** A browser, and a server with the pages around a ui.html. */
export interface Figma {
  /**
   * Opens a ui.html as Figma does: a page, in it a frame with the policy, in it a data: frame that writes what it is
   * sent.
   * @param strict the policy without blob:
   */
  open(html: string, strict?: boolean): Promise<Opened>;
  close(): Promise<void>;
}

/** @param gpu whether the browser offers WebGPU, on a software adapter */
export async function startFigma(gpu: boolean): Promise<Figma> {
  const pages: Record<string, string> = {
    '/': canvas('network'),
    '/strict': canvas('network-strict'),
    '/network': networkPage(POLICY),
    '/network-strict': networkPage(STRICT_POLICY),
  };
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createServer({ key, cert }, ({ url = '' }, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.writeHead(pages[url] === undefined ? 404 : 200).end(pages[url]);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launch(gpu);
  return {
    open: (html, strict = false) =>
      openIn(browser, `https://localhost:${port}/${strict ? 'strict' : ''}`, html),
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function openIn(browser: Browser, url: string, html: string): Promise<Opened> {
  const complaints: string[] = [];
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForFunction("document.title === 'ready'");
  page.on('request', (request) => {
    if (!/^(data|blob|about):/.test(request.url())) complaints.push(`request ${request.url()}`);
  });
  const frame = page.mainFrame().childFrames()[0]?.childFrames()[0];
  if (frame === undefined) throw new Error('the data: frame did not load');
  const text = JSON.stringify(html).replaceAll('</', '<\\/');
  await page.evaluate(`document.getElementById('network').contentWindow.postMessage(${text}, '*')`);
  await frame.waitForFunction("'harness' in globalThis");
  return { page, frame, complaints, close: () => context.close() };
}

function launch(gpu: boolean): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('no Chromium is installed, or CHROMIUM does not name one');
  return chromium.launch({ executablePath, args: browserFlags(gpu) });
}
