import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { generate } from 'selfsigned';
import { networkPage } from './frames.ts';
import { EXAMPLE_PICTURES } from './host/example.ts';
import { type Manifest, policyOf } from './manifest.ts';

/** A preview being served. */
export interface Served {
  /** https://localhost with the port. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where everything is. */
export interface ServeOptions {
  /** The repository's folder. */
  readonly root: string;
  /** The folder with code.js, ui.html and manifest.json. */
  readonly plugin: string;
  /** 0 for any that is free. */
  readonly port?: number;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  wasm: 'application/wasm',
  png: 'image/png',
  jpg: 'image/jpeg',
  ttf: 'font/ttf',
};

/**
 * Serves the preview over https://localhost with a certificate of its own: WebGPU and the plugin's frames behave as in
 * Figma over https only. Throws where the port is taken.
 */
export async function servePreview({ root, plugin, port = 0 }: ServeOptions): Promise<Served> {
  const script = await pageScript(root);
  const file = (path: string) => () => readFile(path);
  const within = (specifier: string) => file(fileURLToPath(import.meta.resolve(specifier)));
  const canvaskit = createRequire(import.meta.resolve('@open-pencil/core/package.json')).resolve(
    'canvaskit-wasm',
  );
  const fonts = fileURLToPath(new URL('assets/', import.meta.resolve('@open-pencil/core/package.json')));
  const manifest = async () => JSON.parse(await readFile(join(plugin, 'manifest.json'), 'utf8')) as Manifest;
  const pages: Record<string, () => Promise<Uint8Array | string>> = {
    '/': file(join(root, 'preview/page/index.html')),
    '/page.css': file(join(root, 'preview/page/page.css')),
    '/page.js': async () => script,
    '/network.html': async () => networkPage(policyOf(await manifest())),
    '/canvaskit.wasm': file(canvaskit.replace(/js$/, 'wasm')),
    '/quickjs.wasm': within('@jitl/quickjs-wasmfile-release-sync/wasm'),
    ...Object.fromEntries(
      ['code.js', 'ui.html', 'manifest.json'].map((n) => [`/plugin/${n}`, file(join(plugin, n))]),
    ),
    ...Object.fromEntries(
      Object.keys(EXAMPLE_PICTURES).map((n) => [`/examples/${n}`, file(join(root, 'examples', n))]),
    ),
    ...Object.fromEntries(
      ['Regular', 'Medium', 'SemiBold', 'Bold'].map((n) => [
        `/Inter-${n}.ttf`,
        file(join(fonts, `Inter-${n}.ttf`)),
      ]),
    ),
  };

  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createServer({ key, cert }, async ({ url = '/' }, response) => {
    const path = url.split('?')[0];
    const page = pages[path];
    try {
      const body = await page?.();
      const type = TYPES[path.split('.').pop() ?? ''] ?? TYPES.html;
      response.writeHead(body === undefined ? 404 : 200, {
        'content-type': type,
        'cache-control': 'no-store',
      });
      response.end(body);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(String(error));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', resolve);
  });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Libraries that run in node too ask for its modules where they are never used in a page: they get empty ones. */
const withoutNode: Plugin = {
  name: 'without-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:.*|fs|path|module)$/ }, ({ path }) => ({ path, namespace: 'without-node' }));
    onLoad({ filter: /.*/, namespace: 'without-node' }, () => ({ contents: 'module.exports = { env: {} }' }));
  },
};

/** The page's script: the host itself, with open-pencil, CanvasKit and QuickJS in it. */
async function pageScript(root: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'preview/page/main.tsx')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    logLevel: 'error',
    plugins: [withoutNode],
  });
  return outputFiles[0].contents;
}
