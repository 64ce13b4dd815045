import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildPlugin } from '../../../scripts/build-plugin.mjs';

const models = fileURLToPath(new URL('../../fixtures/tiny', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pixel-cascade-plugin-'));
});
afterAll(() => rm(folder, { recursive: true }));

const entry = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

it('builds the plugin as its manifest says, one html with nothing left outside', async () => {
  const sizes = await buildPlugin({ models, out: folder });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect([manifest.main, manifest.ui]).toEqual(['code.js', 'ui.html']);
  const code = await readFile(join(folder, 'code.js'), 'utf8');
  expect(code).not.toMatch(/\bimport\s*(\(|\/[/*])/);
  const html = await readFile(join(folder, 'ui.html'), 'utf8');
  expect(sizes['ui.html']).toBe(Buffer.byteLength(html));
  expect(html).not.toMatch(/<(script|link|img)[^>]*\s(src|href)=/);
  for (const inside of ['onnxruntime-web', 'fast-png', 'preact']) expect(html).toMatch(`${inside} `);
  for (const part of ['ui', 'worker', 'wasm', 'gridnet', 'pixelnet', 'depixelnet']) {
    expect(html).toMatch(new RegExp(`id="part-${part}">[!-;=?-~]{1000}`));
  }
});

it('lets nothing in the UI end its script', async () => {
  const text = 'document.title = "</script><!-- <script>" + String(/<\\/script>/)';
  const uiEntry = await entry('ui.ts', text);
  await buildPlugin({ models, out: folder, uiEntry, codeEntry: null });
  const html = await readFile(join(folder, 'ui.html'), 'utf8');
  expect(html.split('</script').length - 1).toBe(8);
  expect(html).not.toContain('<!--');
});

it('refuses code that Figma would take for a dynamic import', async () => {
  const codeEntry = await entry('code.ts', 'console.log("import (nothing)")');
  await expect(buildPlugin({ models, out: folder, codeEntry })).rejects.toThrow('dynamic import');
});

it('refuses a model that is not the one of models.json', async () => {
  const other = await mkdtemp(join(folder, 'models-'));
  await writeFile(join(other, 'models.json'), await readFile(join(models, 'models.json')));
  for (const name of ['gridnet', 'pixelnet', 'depixelnet'])
    await writeFile(join(other, `${name}.onnx`), 'broken');
  await expect(buildPlugin({ models: other, out: folder, codeEntry: null })).rejects.toThrow('SHA-256');
});
