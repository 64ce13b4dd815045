import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPreview, type Preview } from '../../preview/drive.ts';
import { policyOf } from '../../preview/manifest.ts';
import type { Store } from '../../preview/page/store.ts';
import { start } from '../../preview/start.ts';

/** The page's own; what is evaluated there sees it. */
declare const preview: Store;

const root = fileURLToPath(new URL('../..', import.meta.url));
let driven: Preview;

beforeAll(async () => {
  driven = await openPreview({ root, plugin: fileURLToPath(new URL('plugin', import.meta.url)) });
});
afterAll(() => driven.close());

const selected = () => driven.page.evaluate(() => preview.selected.map(({ name }) => name));

test('layers are selected by click and by keyboard', async () => {
  const { page } = driven;
  const canvas = (await page.locator('canvas').boundingBox())!;
  const at = await page.evaluate(() => {
    const { x, y, width, height } = preview.document.boxOf(
      preview.document.graph.getChildren(preview.document.currentPage)[0].id,
    );
    return { x, y, width, height };
  });
  // The whole document is shown at first, with the first frame at the left.
  expect(at).toMatchObject({ x: 0, y: 0 });
  const parrot = page.getByRole('option', { name: 'Parrot', exact: true });
  await parrot.click();
  expect(await selected()).toEqual(['Parrot']);
  await page.getByRole('option', { name: 'Sunset', exact: true }).click({ modifiers: ['Shift'] });
  expect(await selected()).toEqual(['Parrot', 'Sunset']);
  await parrot.focus();
  await page.keyboard.press('ArrowUp');
  expect(await selected()).toEqual(['Bunny picture']);
  await page.keyboard.press('Shift+ArrowUp');
  expect(await selected()).toEqual(['Bunny picture', 'Bunny']);
  await page.mouse.click(canvas.x + 8, canvas.y + 8);
  expect(await selected()).toEqual([]);
});

test('a click on the canvas takes the frame that is drawn there', async () => {
  const { page } = driven;
  await page.getByRole('option', { name: 'Coffee', exact: true }).click();
  await page.getByRole('button', { name: 'Zoom to layer' }).click();
  const canvas = (await page.locator('canvas').boundingBox())!;
  const middle = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2] as const;
  await page.evaluate(() => preview.select(null, false));
  await page.mouse.click(...middle);
  expect(await selected()).toEqual(['Coffee']);
  await page.keyboard.down('Control');
  await page.mouse.click(...middle);
  await page.keyboard.up('Control');
  expect(await selected()).toEqual(['Coffee picture']);
});

test('the menu runs commands by keyboard, and asks for parameters', async () => {
  const { page } = driven;
  await page.getByRole('button', { name: 'Plugin' }).press('Enter');
  const focused = () =>
    page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.textContent');
  await expect.poll(focused).toBe('Show');
  await page.keyboard.press('ArrowDown');
  await expect.poll(focused).toBe('Show, with parameters');
  await page.keyboard.press('Enter');
  await page.getByLabel('Size').fill('1');
  await expect
    .poll(() => page.locator('datalist option').evaluateAll((all) => all.map((o) => o.getAttribute('value'))))
    .toEqual(['16']);
  await page.getByLabel('Size').fill('16');
  await page.getByRole('button', { name: 'Run' }).click();
  const ui = await driven.ui();
  await expect.poll(() => ui.locator('body').textContent()).toContain('{"size":"16"}');
});

test('the plugin’s frame: Figma’s three, a null origin, themes, and a policy that is kept', async () => {
  await driven.run('show');
  const ui = await driven.ui();
  expect(await ui.evaluate('[origin, isSecureContext, document.compatMode].join()')).toBe(
    'null,false,BackCompat',
  );
  expect(await ui.evaluate('document.documentElement.className')).toBe('figma-light');
  const background = () =>
    ui.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--figma-color-bg')");
  expect(await background()).toBe('#ffffff');
  await driven.page.getByLabel('Dark').check();
  await expect.poll(() => ui.evaluate('document.documentElement.className')).toBe('figma-dark');
  expect(await background()).toBe('#2c2c2c');

  expect(await ui.evaluate("fetch('https://example.com/').then(() => 'fetched', () => 'refused')")).toBe(
    'refused',
  );
  await expect.poll(async () => (await driven.complaints()).violations.length).toBeGreaterThan(0);
  await expect.poll(() => driven.page.locator('[data-count="Policy violations"]').textContent()).toBe('1');
});

test('undo takes back what the plugin did; closing the window ends it', async () => {
  const { page } = driven;
  const before = await driven.layers();
  await driven.run('show');
  const ui = await driven.ui();
  await ui.getByRole('button', { name: 'Draw' }).click();
  await expect.poll(async () => (await driven.layers()).length).toBe(before.length + 1);
  await page.getByRole('button', { name: 'Close plugin' }).click();
  await driven.idle();
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await driven.layers()).toEqual(before);
});

test('the policy is made of the manifest', () => {
  const sources = (domains: string[]) => policyOf({ name: '', networkAccess: { allowedDomains: domains } });
  expect(sources(['none'])).toContain('default-src data: blob:;');
  expect(sources(['https://a.example'])).toContain('default-src data: blob: https://a.example;');
});

test('npm start says what is wrong with its options, and where there is no browser', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const words = () => said.mock.calls.splice(0).flat().join(' ');
  expect(await start(['--prt', '1'], root)).toBe(2);
  expect(words()).toMatch(/--prt.*--help/s);
  expect(await start(['--port', 'x'], root)).toBe(2);
  expect(words()).toContain('--port: expected 0..65535, received x');
  const taken = createServer().listen(0, 'localhost');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  expect(await start(['--no-open', '--port', String(port)], root)).toBe(1);
  expect(words()).toContain(`Port ${port} is taken`);
  taken.close();
  vi.stubEnv('CHROMIUM', '/nowhere');
  expect(await start(['--once'], root)).toBe(1);
  expect(words()).toContain('No Chromium, Chrome or Edge was found');
  vi.unstubAllEnvs();
  said.mockRestore();
});
