import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import { type ImageResult, PROTOCOL, type ToUi, type WriteItem } from '../../src/messages.ts';
import { contents, item, namesIn, newDocument, Plugin, pluginCode, vectors } from './plugin.ts';

const write = (layer: string, changes: Partial<WriteItem> = {}, job = 1) =>
  ({ type: 'write', job, item: item(layer, changes) }) as const;

/** A page with an empty frame, one in auto layout, and a style and a variable collection of its own. */
async function busyDocument() {
  const made = await newDocument();
  const { document, add } = made;
  const row = add('FRAME', 'Row', { layoutMode: 'HORIZONTAL', y: 300 });
  const layers = [
    add('FRAME', 'Hero'),
    add('FRAME', 'In a row', {}, row),
    add('TEXT', 'Words', { text: 'Words', y: 600 }),
  ];
  document.addStyle('Hero 8×6/mine', []);
  document.graph.createCollection('Hero 8×6');
  document.selection = layers;
  document.settle();
  return { ...made, layers };
}

const KINDS: readonly Partial<WriteItem>[] = [
  { place: 'beside' },
  { place: 'over', result: vectors(), bind: 'styles' },
  { place: 'replace', result: vectors(), bind: 'variables' },
];

describe('a finished job', () => {
  it.each(['quickjs', 'native'] as const)('is one undo step, and selected, in %s', async (vm) => {
    const made = await busyDocument();
    const { document, layers } = made;
    const before = contents(made);
    const plugin = await Plugin.run(document, { vm });
    const ids: string[] = [];
    for (const [i, layer] of layers.entries())
      ids.push((await plugin.get('written', write(layer, KINDS[i]))).id);
    await plugin.get('done', { type: 'finish', job: 1 });
    expect(document.selection).toEqual(ids);
    expect(contents(made)).not.toEqual(before);
    expect(plugin.host.undo()).toBe(true);
    expect(contents(made)).toEqual(before);
    expect(document.selection).toEqual(layers);
    // The window is told, so that it no longer speaks of it.
    await plugin.host.message<{ type: string; undone?: number }>(
      ({ type, undone }) => type === 'selection' && undone === 1,
    );
    expect(plugin.host.undo()).toBe(false);
    plugin.close();
  });

  it('stays when the window is closed, and when its job number is discarded late', async () => {
    const { document, layers } = await busyDocument();
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(layers[0]));
    await plugin.get('done', { type: 'finish', job: 1 });
    await plugin.get('done', { type: 'discard', job: 1 });
    plugin.close();
    expect(document.graph.getNode(id)).toBeDefined();
  });
});

describe('a discarded job', () => {
  it('leaves the document as it was, other jobs apart', async () => {
    const made = await busyDocument();
    const { document, layers } = made;
    const plugin = await Plugin.run(document);
    const other = await plugin.get('written', write(layers[2], {}, 2));
    await plugin.get('done', { type: 'finish', job: 2 });
    const before = contents(made);
    for (const [i, layer] of layers.entries()) await plugin.get('written', write(layer, KINDS[i]));
    await plugin.get('done', { type: 'discard', job: 1 });
    expect(contents(made)).toEqual(before);
    expect(document.graph.getNode(other.id)).toBeDefined();
    // What arrives after that is refused.
    expect(await plugin.reason(write(layers[0]))).toMatch(/stopped/);
    expect(contents(made)).toEqual(before);
    plugin.close();
  });

  it('is discarded while it is writing', async () => {
    const made = await busyDocument();
    const { layers } = made;
    const before = contents(made);
    const plugin = await Plugin.run(made.document);
    const answers = KINDS.map((kind, i) => plugin.ask(write(layers[i], kind)));
    await plugin.get('done', { type: 'discard', job: 1 });
    for (const answer of await Promise.all(answers)) expect(['written', 'failed']).toContain(answer.type);
    expect(contents(made)).toEqual(before);
    plugin.close();
  });

  it('does not mind what others have deleted meanwhile', async () => {
    const { document, layers } = await busyDocument();
    const plugin = await Plugin.run(document);
    const { id } = await plugin.get('written', write(layers[0], { place: 'replace' }));
    await plugin.get('written', write(layers[2]));
    document.remove(id);
    document.remove(layers[0]);
    await plugin.get('done', { type: 'discard', job: 1 });
    expect(namesIn(document)).toEqual(['Row', 'Words']);
    plugin.close();
  });
});

describe('a window that is closed', () => {
  it.each(
    (['quickjs', 'native'] as const).flatMap((vm) => [0, 1, 2, 3].map((answers) => [answers, vm] as const)),
  )('after %i answers leaves nothing half-written, in %s', async (answers, vm) => {
    const made = await busyDocument();
    const { layers } = made;
    const before = contents(made);
    const plugin = await Plugin.run(made.document, { vm });
    await plugin.start();
    const asked = KINDS.map((kind, i) => plugin.ask(write(layers[i], kind)));
    for (const answer of asked) answer.catch(() => undefined);
    for (const answer of asked.slice(0, answers)) expect((await answer).type).toBe('written');
    plugin.close();
    expect(contents(made)).toEqual(before);
    // Under "native" the plugin's code goes on where it waited. Its timers have ended and nothing else here takes time, so
    // that all of it has run by the next turn; whatever it did to the document would be told.
    const late: string[] = [];
    const leave = made.document.listen((event) => late.push(event));
    await Promise.allSettled(asked);
    await new Promise((resolve) => setImmediate(resolve));
    leave();
    expect(late).toEqual([]);
    expect(contents(made)).toEqual(before);
  });

  it('during the export of a hidden original hides it again', async () => {
    const { document, layers } = await busyDocument();
    const [layer] = layers;
    const plugin = await Plugin.run(document);
    await plugin.get('written', write(layer, { place: 'replace' }));
    await plugin.get('done', { type: 'finish', job: 1 });
    const size = { type: 'SCALE', value: 1 } as const;
    plugin.ask({ type: 'export', job: 2, layer, size }).catch(() => undefined);
    plugin.close();
    expect(document.graph.getNode(layer)!.visible).toBe(false);
  });
});

describe('an item that cannot be written', () => {
  it('leaves nothing of itself, and the rest of its job', async () => {
    const made = await busyDocument();
    const { document, layers } = made;
    const plugin = await Plugin.run(document);
    await plugin.get('written', write(layers[0]));
    const before = contents(made);
    const broken = vectors();
    const last = broken.layers[broken.layers.length - 1];
    const result = { ...broken, layers: [...broken.layers.slice(0, -1), { ...last, path: 'M 0 0 L x y Z' }] };
    for (const bind of ['none', 'styles', 'variables'] as const) {
      const reason = await plugin.reason(write(layers[1], { place: 'replace', result, bind }));
      expect(reason).toBe(
        'Figma could not write the art to the canvas. Try again; Diagnostics in this plugin’s menu tells more.',
      );
      expect(contents(made)).toEqual(before);
    }
    document.remove(layers[2]);
    expect(await plugin.reason(write(layers[2]))).toMatch(/deleted/);
    expect((await plugin.get('written', write(layers[0]))).name).toBe('Hero 8×6 (2)');
    plugin.close();

    // What was behind it is kept for Diagnostics, in a later run.
    const later = await Plugin.run(document, { command: 'diagnostics' });
    const { facts } = await later.start();
    expect(Object.entries(facts).filter(([name]) => name.startsWith('trouble'))).toHaveLength(3);
    expect(facts['trouble 1']).toMatch(/write the art to the canvas: .*path/);
    expect(facts).toMatchObject({ editor: 'figma, default, API 1.0.0' });
    later.close();
  });

  it('is told of in Diagnostics, the newest ten of many', async () => {
    const { document, layers } = await busyDocument();
    const plugin = await Plugin.run(document);
    const broken = { ...vectors(), layers: [{ ...vectors().layers[0], path: 'M 0 0 L x y Z' }] };
    for (let i = 0; i < 11; i++)
      expect(await plugin.reason(write(layers[1], { result: broken }))).toMatch(/write the art/);
    const image = { ...(item('').result as ImageResult), png: new Uint8Array([1, 2, 3]) };
    expect(await plugin.reason({ type: 'check', image })).toMatch(/show a picture/);
    plugin.close();
    const later = await Plugin.run(document, { command: 'diagnostics' });
    const { facts } = await later.start();
    const troubles = Object.entries(facts).flatMap(([name, text]) => (/^trouble/.test(name) ? [text] : []));
    expect(troubles).toHaveLength(10);
    expect(troubles[8]).toMatch(/^write the art/);
    expect(troubles[9]).toMatch(/^show a picture/);
    later.close();
  });

  it('is any item in Dev Mode, where layers can still be drawn', async () => {
    const { document, layers } = await busyDocument();
    const plugin = await Plugin.run(document, { readOnly: true, command: '' });
    expect(await plugin.start()).toMatchObject({ command: 'batch', readOnly: true, visible: true });
    expect(await plugin.reason(write(layers[0]))).toMatch(/^Dev Mode only reads the file/);
    const size = { type: 'SCALE', value: 2 } as const;
    await plugin.get('exported', { type: 'export', job: 1, layer: layers[0], size });
    await plugin.get('done', { type: 'discard', job: 1 });
    plugin.close();
  });
});

describe('a batch of 60', () => {
  it('can be cancelled in the middle, within QuickJS’s memory, and leaves no stray layers', async () => {
    const made = await newDocument();
    const { document, add } = made;
    const layers = Array.from({ length: 60 }, (_, i) => add('FRAME', `Frame ${i}`, { x: i * 140 }));
    const before = contents(made);
    const plugin = await Plugin.run(document, { memory: 16 * 2 ** 20 });
    for (const layer of layers.slice(0, 30)) await plugin.get('written', write(layer, { place: 'replace' }));
    const rest = layers.slice(30).map((layer) => plugin.ask(write(layer, { place: 'replace' })));
    await plugin.get('done', { type: 'discard', job: 1 });
    await Promise.all(rest);
    expect(contents(made)).toEqual(before);
    plugin.close();
  });
});

describe('the built code', () => {
  it('holds nothing that Figma takes for a dynamic import, and asks for nothing that its VM lacks', async () => {
    const code = await pluginCode();
    expect(code).not.toMatch(/\bimport\s*(\(|\/[/*])/);
    expect(code).not.toMatch(
      /new (TextEncoder|TextDecoder|URL|Worker|Blob)\b|\b(fetch|atob|btoa|structuredClone)\(/,
    );
    expect(code.length).toBeLessThan(64_000);
  });
});

describe('the export check', () => {
  it('renders a picture that is on the canvas for just that long', async () => {
    const made = await busyDocument();
    const before = contents(made);
    const plugin = await Plugin.run(made.document);
    const image = item('').result as ImageResult;
    for (let i = 0; i < 2; i++) {
      const { png } = await plugin.get('exported', { type: 'check', image });
      expect(decode(png)).toMatchObject({ width: 32, height: 24 });
      expect(contents(made)).toEqual(before);
    }
    plugin.ask({ type: 'check', image }).catch(() => undefined);
    plugin.close();
    expect(contents(made)).toEqual(before);
  });

  it('is no undo step: what the job before it wrote is taken back', async () => {
    const { document, add } = await newDocument();
    const layer = add('FRAME', 'Hero');
    document.settle();
    const before = namesIn(document);
    const plugin = await Plugin.run(document);
    await plugin.get('written', { type: 'write', job: 1, item: item(layer) });
    await plugin.get('done', { type: 'finish', job: 1 });
    await plugin.get('exported', { type: 'check', image: item('').result as ImageResult });
    expect(namesIn(document)).not.toEqual(before);
    plugin.host.undo();
    expect(namesIn(document)).toEqual(before);
    plugin.close();
  });
});

describe('without a window', () => {
  it.each([
    [{}, 'Select a layer first, then run this again.'],
    [{ readOnly: true }, 'Dev Mode only reads the file. Use Batch export to save the art as files.'],
  ])('a run that would do nothing says why and ends: %j', async (options, text) => {
    const { document } = await newDocument();
    const plugin = await Plugin.run(document, { command: 'pixelize-again', ...options });
    await plugin.host.closing();
    expect([plugin.host.closingText, plugin.host.window]).toEqual([text, null]);
    plugin.close();
  });

  it('a run tells what is wrong with the selected layers', async () => {
    const { document, add } = await newDocument();
    document.selection = [add('FRAME', 'Ghost', { visible: false })];
    const plugin = await Plugin.run(document, { parameters: { size: '32' } });
    await plugin.host.closing();
    expect(plugin.host.closingText).toBe('“Ghost” is hidden. Show it first.');
    plugin.close();
  });

  it('quick actions start the job with their parameters, and end with a toast', async () => {
    const { document, layers } = await busyDocument();
    const plugin = await Plugin.run(document, { entering: true });
    expect(await plugin.host.suggest('size', '50')).toEqual(['50']);
    expect((await plugin.host.suggest('palette', 'pico')) ?? []).toEqual(['pico-8']);
    await plugin.host.start({ size: '48', palette: 'pico-8' });
    const { parameters, visible } = await plugin.start();
    expect([parameters, visible]).toEqual([{ size: '48', palette: 'pico-8' }, false]);
    await plugin.get('written', write(layers[0]));
    await plugin.get('done', { type: 'finish', job: 1 });
    await plugin.tell({ type: 'notify', text: 'Pixelized 1 layer.', error: false });
    await plugin.tell({ type: 'close' });
    expect(plugin.host.closed).toBe(true);
    expect(plugin.host.notifications).toEqual([{ text: 'Pixelized 1 layer.', error: false }]);
    expect(namesIn(document)).toContain('Hero 8×6');
    plugin.close();
  });
});

describe('the window', () => {
  it('is shown with Figma’s theme, and takes the size that the UI asks for', async () => {
    const { document } = await newDocument();
    const plugin = await Plugin.run(document, { html: '<p>' });
    expect(plugin.host.window).toMatchObject({
      html: '<p>',
      visible: true,
      themeColors: true,
      title: 'Pixel Cascade',
    });
    await plugin.tell({ type: 'resize', width: 20, height: 333.4 });
    expect(plugin.host.window).toMatchObject({ width: 70, height: 333 });
    plugin.close();
  });

  it('remembers settings, and starts whatever is stored', async () => {
    const { document } = await newDocument();
    const settings = settingsFrom({ pixelize: { colors: 7 } });
    const first = await Plugin.run(document);
    expect((await first.start()).settings).toBeNull();
    await first.tell({ type: 'save-settings', settings: settingsFrom(null) });
    await first.tell({ type: 'save-settings', settings });
    await expect.poll(() => document.storage.get('settings')).toEqual(settings);
    const palettes = [{ name: 'two.hex', colours: [[1, 2, 3, 255] as const] }];
    await first.tell({ type: 'save-palettes', palettes });
    await expect.poll(() => document.storage.get('palettes')).toEqual(palettes);
    first.close();
    for (const stored of [settings, 'nonsense', [1, null], null]) {
      document.storage.set('settings', stored);
      document.storage.set('causes', stored);
      const plugin = await Plugin.run(document, { command: 'diagnostics' });
      expect(await plugin.start()).toMatchObject({ settings: stored, imported: palettes });
      plugin.close();
    }
  });

  it('of another build is refused with a toast', async () => {
    const { document } = await newDocument();
    const plugin = await Plugin.run(document);
    await plugin.host.toPlugin({ type: 'ready', version: PROTOCOL + 1 });
    await plugin.host.closing();
    expect(plugin.host.notifications).toMatchObject([
      { text: expect.stringMatching(/updated/), error: true },
    ]);
    expect(plugin.host.messages).toEqual([]);
    plugin.close();
  });

  it('may send what is no message', async () => {
    const { document } = await newDocument();
    const plugin = await Plugin.run(document);
    for (const message of [null, 'ready', 5, {}]) await plugin.host.toPlugin(message);
    const { type }: ToUi = await plugin.start();
    expect(type).toBe('start');
    plugin.close();
  });
});
