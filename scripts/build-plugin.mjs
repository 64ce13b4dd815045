// Builds the Figma plugin: code.js, one ui.html that holds everything else, and the manifest beside them. --help tells
// the options.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';
import { readOptions, refuse } from './options.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const HELP = `
Usage: node scripts/build-plugin.mjs [options]

Builds the Figma plugin: manifest.json, code.js and ui.html.

  --models DIR   the folder with models.json; without it models
  --out DIR      where the plugin goes; without it dist/plugin
  --help         this text
`;
const MODELS = ['gridnet', 'pixelnet', 'depixelnet'];
/** What Figma's filter refuses in code.js, even in comments. */
const LOOKS_LIKE_IMPORT = /\bimport\s*(\(|\/[/*])/;

/**
 * @param {object} options
 * @param {string} [options.models] the folder with models.json
 * @param {string} [options.out] where code.js, ui.html and manifest.json go
 * @param {string} [options.uiEntry] the UI's script
 * @param {string | null} [options.codeEntry] the sandbox's script; null builds ui.html alone
 * @returns {Promise<Record<string, number>>} bytes of each file, and of each part of ui.html
 */
export async function buildPlugin({
  models = join(root, 'models'),
  out = join(root, 'dist/plugin'),
  uiEntry = join(root, 'src/ui/main.tsx'),
  codeEntry = join(root, 'src/code.ts'),
} = {}) {
  await mkdir(out, { recursive: true });
  const { version } = await readJson(join(root, 'package.json'));
  const define = { VERSION: JSON.stringify(version) };
  const sizes = {};
  const write = async (name, text) => {
    sizes[name] = Buffer.byteLength(text);
    await writeFile(join(out, name), text);
  };

  if (codeEntry !== null) {
    const code = (await bundle({ entryPoints: [codeEntry], target: 'es2020', define })).js;
    const refused = LOOKS_LIKE_IMPORT.exec(code);
    if (refused !== null) {
      const around = code.slice(Math.max(0, refused.index - 60), refused.index + 60);
      throw new Error(`code.js holds what Figma takes for a dynamic import: …${around}…`);
    }
    await write('code.js', code);
    const manifest = await readJson(join(root, 'manifest.json'));
    await write(
      'manifest.json',
      `${JSON.stringify({ ...manifest, main: 'code.js', ui: 'ui.html' }, null, 2)}\n`,
    );
  }

  const ui = await bundle({
    entryPoints: [uiEntry],
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define,
    outdir: out,
  });
  const worker = await bundleWorker();
  const parts = await packedParts(models, { ui: ui.js, worker: worker.js });
  const start = await bundle({
    entryPoints: [join(root, 'src/inference/worker/start.ts')],
    target: 'es2022',
  });
  for (const [name, text] of Object.entries(parts)) sizes[`  ${name}`] = text.length;
  sizes['  start and styles'] = Buffer.byteLength(start.js + ui.css);
  const notices = await noticesOf([...ui.inputs, ...worker.inputs], models);
  await write('ui.html', page(start.js, ui.css, parts, notices));
  return sizes;
}

function bundleWorker() {
  return bundle({
    entryPoints: [join(root, 'src/inference/worker/worker.ts')],
    target: 'es2022',
    // onnxruntime's loader is bundled for every host; these are never reached in a worker.
    define: { 'import.meta.url': '"data:,"' },
    external: ['fs', 'os', 'path', 'module', 'url', 'crypto', 'perf_hooks', 'worker_threads', 'node:*'],
  });
}

/** The parts of ui.html by name, gzipped, in base 85: what src/inference/worker/start.ts and src/inference/worker/assets.ts unpack. */
async function packedParts(models, scripts) {
  const manifest = await readJson(join(models, 'models.json'));
  const raw = {
    ui: Buffer.from(scripts.ui),
    worker: Buffer.from(scripts.worker),
    // One build serves WebGPU and the processor; docs/why.md, "The plugin", says why this one.
    wasm: await readFile(require.resolve('onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm')),
  };
  for (const name of MODELS) raw[name] = await readModel(models, manifest.models[name]);
  const { toBase85 } = await moduleOf('src/core/base85.ts');
  const packed = Object.entries(raw).map(async ([name, bytes]) => [name, toBase85(await packed9(bytes))]);
  return Object.fromEntries(await Promise.all(packed));
}

/** A module of src, which node cannot read as it is. */
async function moduleOf(path) {
  const { outputFiles } = await build({
    entryPoints: [join(root, path)],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

async function readModel(models, { file, sha256 }) {
  const bytes = await readFile(join(models, file));
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new Error(`${join(models, file)} does not have the SHA-256 of models.json`);
  }
  return bytes;
}

/** The bytes, gzipped as small as it goes; kept, since it takes seconds for onnxruntime's wasm. */
async function packed9(bytes) {
  const folder = join(root, 'node_modules/.cache/plugin');
  const kept = join(folder, `${createHash('sha256').update(bytes).digest('hex')}.gz`);
  const known = await readFile(kept).catch(() => null);
  if (known !== null) return known;
  const packed = await promisify(gzip)(bytes, { level: 9 });
  await mkdir(folder, { recursive: true });
  await writeFile(kept, packed);
  return packed;
}

/** What the licences of the packages and models inside ask to be said wherever they go. */
async function noticesOf(inputs, models) {
  const packages = inputs.flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  const notices = [...new Set(packages)].sort().map(async (folder) => {
    const { name, version, license } = await readJson(join(root, folder, 'package.json'));
    const text = await readFile(join(root, folder, 'LICENSE'), 'utf8').catch(() => '');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  const ofModels = await readFile(join(models, 'ATTRIBUTION.md'), 'utf8').catch(() => '');
  return [...(await Promise.all(notices)), ofModels].join('\n');
}

/** A classic script, the styles that it imports, and the files that both are made of. */
async function bundle(options) {
  const { outputFiles, metafile } = await build({
    bundle: true,
    metafile: true,
    absWorkingDir: root,
    format: 'iife',
    platform: 'browser',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    outdir: 'out',
    ...options,
    write: false,
  });
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { js: text('.js'), css: text('.css'), inputs: Object.keys(metafile.inputs) };
}

/**
 * ui.html: the parts lie in elements that run nothing, before the script that unpacks the UI's and starts it. They are in
 * the head since the body is the UI's, to fill as it likes.
 */
function page(js, css, parts, notices) {
  const held = (id, text) => `<script type="text/plain" id="${id}">${text}</script>`;
  const elements = Object.entries(parts).map(([name, text]) => held(`part-${name}`, text));
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pixel Cascade</title>',
    `<style>${css.replaceAll('</style', '<\\/style')}</style>`,
    held('licences', notices.replaceAll('</script', '').replaceAll('<!--', '')),
    ...elements,
    `</head><body><script>${inlined(js)}</script></body></html>`,
    '',
  ].join('\n');
}

/** Script text that cannot end or comment out the element around it. */
const inlined = (js) => js.replaceAll('</script', '<\\/script').replaceAll('<!--', '\\x3c!--');

const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));

/** Prints sizes as buildPlugin returns them. */
export function printSizes(sizes) {
  for (const [name, bytes] of Object.entries(sizes)) {
    console.log(`${name.padEnd(20)} ${(bytes / 1e6).toFixed(3).padStart(8)} MB`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = readOptions(HELP, { options: { models: { type: 'string' }, out: { type: 'string' } } });
  if (values.models !== undefined && !existsSync(join(values.models, 'models.json')))
    refuse(`--models: there is no models.json in ${values.models}`);
  printSizes(await buildPlugin(values));
}
