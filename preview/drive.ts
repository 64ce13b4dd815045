import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { browserFlags, findBrowser } from './browser.ts';
import type { Constraint } from './host/document.ts';
import type { Store } from './page/store.ts';
import { type Served, type ServeOptions, servePreview } from './server.ts';

/** How the page starts. */
export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly readOnly?: boolean;
  readonly vm?: 'quickjs' | 'native';
}

/** How the preview is opened. */
export interface DriveOptions extends ServeOptions, PageOptions {
  /** Whether the browser offers WebGPU, on a software adapter. */
  readonly webgpu?: boolean;
  /** Of the whole page. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** A layer of the document. */
export interface DrivenLayer {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly parent: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly visible: boolean;
}

/** What must stay empty. */
export interface Complaints {
  /** What a Content-Security-Policy refused, in any frame or worker. */
  readonly violations: readonly string[];
  /** Requests to anything but the preview's own server; and, since the plugin runs, any request at all. */
  readonly requests: readonly string[];
  /** Uncaught errors of the page and of the plugin's UI, and errors of the plugin's code. */
  readonly errors: readonly string[];
}

/** A preview in a headless browser. */
export interface Preview {
  readonly page: Page;
  /** Opens the page anew, with the example document as it was at first. */
  reopen(options: PageOptions): Promise<void>;
  /** The plugin's UI, once it is there: the innermost of the three frames. Rejects after `ms` (30,000). */
  ui(ms?: number): Promise<Frame>;
  /** Selects layers of the page by name; throws if one is missing. */
  select(...names: string[]): Promise<void>;
  /** Runs a command, with quick-action parameters if there are any. */
  run(command: string, parameters?: Readonly<Record<string, string>>): Promise<void>;
  /** All layers of the current page, top first. */
  layers(): Promise<DrivenLayer[]>;
  /** A layer as a PNG: exportAsync with absolute bounds. */
  exportLayer(id: string, constraint?: Constraint): Promise<Uint8Array>;
  /** Messages from the plugin's code to its UI, of the run that is on, without their bytes. */
  messages(): Promise<{ readonly type?: string }[]>;
  /** The PNG of the `exported` message number `index`: what the UI was given to work on. */
  exportedPng(index: number): Promise<Uint8Array>;
  undo(): Promise<void>;
  /** The user closes the plugin's window. */
  closeWindow(): Promise<void>;
  /** Settles when no plugin runs; rejects after `ms` (120,000). */
  idle(ms?: number): Promise<void>;
  /** The last toasts that are still shown. */
  toasts(): Promise<string[]>;
  complaints(): Promise<Complaints>;
  /** A picture of the page. */
  screenshot(path?: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The page's own store: what functions that run in the page may use. */
declare const preview: Store;

/**
 * Serves a built plugin and opens the preview in a headless Chromium (CHROMIUM, or one that is installed), for tests and
 * pictures. Throws if there is no browser. Close it: it keeps a server and a browser.
 */
export async function openPreview(options: DriveOptions): Promise<Preview> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('There is no Chromium: set CHROMIUM to one.');
  const { webgpu = false, size = { width: 1440, height: 900 } } = options;
  const served = await servePreview(options);
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath, args: browserFlags(webgpu) });
    return await open(browser, served, size, options);
  } catch (error) {
    await browser?.close();
    await served.close();
    throw error;
  }
}

async function open(
  browser: Browser,
  served: Served,
  viewport: { width: number; height: number },
  options: PageOptions,
): Promise<Preview> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport });
  const page = await context.newPage();
  const violations: string[] = [];
  const requests: string[] = [];
  const errors: string[] = [];
  let started = false;
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) violations.push(message.text());
    else if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  context.on('request', (request) => {
    const url = request.url();
    if (/^(data|blob|about):/.test(url)) return;
    if (
      started ? !url.endsWith('/network.html') && !url.endsWith('/quickjs.wasm') : !url.startsWith(served.url)
    ) {
      requests.push(url);
    }
  });
  const reopen = async ({ theme = 'light', readOnly = false, vm = 'quickjs' }: PageOptions) => {
    started = false;
    await page.goto(`${served.url}?theme=${theme}&vm=${vm}${readOnly ? '&readonly' : ''}`);
    try {
      await page.waitForFunction("'preview' in globalThis", null, { timeout: 30_000 });
    } catch (error) {
      throw new Error(`The preview did not open: ${await page.textContent('#app')} ${errors.join(' ')}`, {
        cause: error,
      });
    }
    // The canvas has been drawn once.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    started = true;
  };
  await reopen(options);

  const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
  return {
    page,
    reopen,
    async ui(ms = 30_000) {
      const end = Date.now() + ms;
      for (;;) {
        const network = page.frames().find((frame) => frame.url().endsWith('/network.html'));
        const frame = network?.childFrames()[0];
        const written = await frame
          ?.evaluate('document.readyState === "complete" && document.body.childElementCount > 0')
          .catch(() => false);
        if (frame && written) return frame;
        if (Date.now() > end) throw new Error('The plugin opened no window');
        await page.waitForTimeout(50);
      }
    },
    async select(...names) {
      await page.evaluate((wanted) => {
        const layers = preview.document.layers().map(({ node }) => node);
        preview.document.selection = wanted.map((name) => {
          const layer = layers.find((node) => node.name === name);
          if (!layer) throw new Error(`There is no layer named "${name}"`);
          return layer.id;
        });
      }, names);
    },
    run: (command, parameters) =>
      page.evaluate(([c, p]) => preview.run(c, p ?? undefined), [command, parameters ?? null] as const),
    layers: () =>
      page.evaluate(() =>
        preview.document.layers().map(({ node }) => {
          const { id, name, type, x, y, width, height, visible } = node;
          return { id, name, type, parent: node.parentId ?? '', x, y, width, height, visible };
        }),
      ),
    async exportLayer(id, constraint) {
      const base64 = await page.evaluate(
        async ([node, how]) => {
          const png = await preview.document.exportNode(node, how ?? undefined);
          return btoa(Array.from(png, (byte) => String.fromCharCode(byte)).join(''));
        },
        [id, constraint ?? null] as const,
      );
      return bytes(base64);
    },
    messages: () =>
      page.evaluate(() =>
        (preview.host?.messages ?? []).map((message) =>
          JSON.parse(
            JSON.stringify(message, (_, value) => (value instanceof Uint8Array ? value.length : value)),
          ),
        ),
      ),
    async exportedPng(index) {
      const base64 = await page.evaluate((at) => {
        const found = (preview.host?.messages ?? []) as { type?: string; png?: Uint8Array }[];
        const png = found.filter(({ type }) => type === 'exported')[at]?.png;
        if (!png) throw new Error(`There is no exported message number ${at}`);
        return btoa(Array.from(png, (byte) => String.fromCharCode(byte)).join(''));
      }, index);
      return bytes(base64);
    },
    undo: () => page.evaluate(() => preview.undo()),
    closeWindow: () => page.evaluate(() => preview.closePlugin()),
    async idle(ms = 120_000) {
      await page.waitForFunction('preview.host === null', null, { timeout: ms });
    },
    toasts: () => page.evaluate(() => preview.toasts.map(({ text }) => text)),
    async complaints() {
      const seen = await page.evaluate(() => [preview.violations, preview.requests, preview.errors]);
      return {
        violations: [...violations, ...seen[0]],
        requests: [...requests, ...seen[1]],
        errors: [...errors, ...seen[2]],
      };
    },
    screenshot: (path) => page.screenshot(path === undefined ? {} : { path }),
    async close() {
      await browser.close();
      await served.close();
    },
  };
}
