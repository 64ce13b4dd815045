import { decode } from 'fast-png';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsFrom } from '../../src/core/settings.ts';
import type { PROTOCOL } from '../../src/messages.ts';
import { layer, openSession, stripes } from './fakes.ts';

/** Longer than settings are waited for, and shorter than anything goes away by itself. */
const A_WHILE = 1000;
/** Time stands still but for this, and all that is due meanwhile happens. */
const eventually = async (holds: () => boolean) => {
  await vi.advanceTimersByTimeAsync(A_WHILE);
  expect(holds()).toBe(true);
};

/** What is ready happens; nothing that waits does. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A window that has started and shows its first preview. */
async function shown(...args: Parameters<ReturnType<typeof openSession>['start']>) {
  const opened = openSession();
  opened.start(...args);
  await eventually(() => opened.session.state.pixelize.value.status !== 'working');
  return { ...opened, client: opened.clients[0] };
}

describe('the preview', () => {
  it('shows the first layer that can be used', async () => {
    const layers = [layer('1', { problem: 'It is hidden.' }), layer('2')];
    const { session, sandbox } = await shown({ layers });
    expect(session.state.pixelize.value).toMatchObject({
      status: 'ready',
      after: { width: 48, height: 24 },
      draft: null,
    });
    expect(sandbox.sent('export').map((m) => m.layer)).toEqual(['2']);
  });

  it('asks anew what is selected when its user comes back, and draws a layer at its new size', async () => {
    const { session, sandbox } = await shown();
    sandbox.sizes.set('1', { width: 192, height: 48 });
    session.refresh();
    await eventually(() => session.state.pixelize.value.after?.height === 12);
    expect(session.state.pixelize.value.after).toMatchObject({ width: 48, height: 12 });
    expect(session.state.shownSides.value).toEqual({ width: 192, height: 48 });
    expect(sandbox.sent('look')).toHaveLength(1);
  });

  it('recolours without the networks', async () => {
    const { session, client } = await shown();
    session.change('pixelize', { colors: 2 });
    await eventually(() => session.state.pixelize.value.after?.palette.length === 2);
    session.change('pixelize', { palette: [[1, 2, 3, 255]] });
    await eventually(() => session.state.pixelize.value.after?.palette.length === 1);
    expect(client.draws).toHaveLength(1);
  });

  it('cancels the older drawing when the size changes', async () => {
    const { session, client } = await shown();
    client.hold = new Promise(() => {});
    session.change('pixelize', { size: { width: 32, height: null } });
    await eventually(() => client.draws.length === 2);
    expect(session.state.pixelize.value.draft).toMatchObject({ width: 32, height: 16 });
    client.hold = null;
    session.change('pixelize', { size: { width: 16, height: null } });
    await eventually(() => session.state.pixelize.value.after?.width === 16);
    expect(client.aborted).toBe(1);
    expect(client.draws.map(({ size }) => size?.width)).toEqual([48, 32, 16]);
  });

  it('says what is wrong, and goes on once it is mended', async () => {
    const { session } = await shown();
    session.change('pixelize', { size: { width: 4000, height: 4000 } });
    await eventually(() => session.state.pixelize.value.status === 'failed');
    expect(session.state.pixelize.value.reason).toMatch(/can be 512 × 512 pixels\.$/);
    session.change('pixelize', { size: { width: 8, height: 8 } });
    await eventually(() => session.state.pixelize.value.after?.width === 8);
    expect(session.state.pixelize.value.reason).toBeNull();
  });

  describe('while colours are computed', () => {
    /** A window whose first preview is in its last step, and what lets that step end. */
    async function colouring() {
      const opened = openSession();
      opened.start();
      const [client] = opened.clients;
      let release: () => void = () => {};
      client.holdColour = new Promise((resolve) => {
        release = resolve;
      });
      await eventually(() => client.colourings === 1);
      const end = async () => {
        release();
        await settle();
      };
      return { ...opened, client, end };
    }

    it('shows nothing of workers that others have taken the place of', async () => {
      const { session, clients, end } = await colouring();
      session.change('run', { provider: 'wasm' });
      clients[1].hold = new Promise(() => {});
      await eventually(() => clients[1].draws.length === 1);
      await settle();
      await end();
      expect(session.state.pixelize.value).toMatchObject({ status: 'working', after: null });
    });

    it('shows nothing of a layer that is no longer selected', async () => {
      const { session, sandbox, end } = await colouring();
      sandbox.port.receive({ type: 'selection', layers: [] });
      await end();
      expect(session.state.pixelize.value).toMatchObject({ status: 'empty', after: null });
      sandbox.port.receive({ type: 'selection', layers: [layer('5', { problem: 'It is hidden.' })] });
      expect(session.state.pixelize.value).toMatchObject({ status: 'failed', after: null });
    });

    it('shows nothing of a size that is no longer wanted', async () => {
      const { session, client, end } = await colouring();
      client.hold = new Promise(() => {});
      session.change('pixelize', { size: { width: 16, height: null } });
      session.change('pixelize', { size: { width: 16, height: null }, colors: 3 });
      await end();
      expect(session.state.pixelize.value).toMatchObject({ status: 'working', after: null });
    });
  });

  it('learns that a layer has become transparent on the canvas', async () => {
    let alpha = 255;
    const { session, start } = openSession({
      draftOf: async (_, { width, height }) => ({
        width,
        height,
        data: new Uint8Array(width * height * 4).fill(alpha),
      }),
    });
    start({ layers: [layer('1')] });
    await eventually(() => session.state.pixelize.value.status === 'ready');
    expect(session.state.transparent.value).toBe(false);
    alpha = 0;
    session.refresh();
    await eventually(() => session.state.transparent.value);
    expect(session.state.pixelize.value).toMatchObject({ status: 'ready', draft: null });
  });

  it('empties when nothing is selected, even after a rest', async () => {
    const { session, sandbox, client } = await shown();
    client.hold = new Promise(() => {});
    session.change('pixelize', { size: { width: 20, height: null } });
    session.show('batch');
    sandbox.port.receive({ type: 'selection', layers: [] });
    session.show('pixelize');
    expect(session.state.pixelize.value).toMatchObject({ status: 'empty', after: null });
  });

  it('empties when nothing is selected', async () => {
    const { session, sandbox } = await shown();
    sandbox.port.receive({ type: 'selection', layers: [] });
    expect(session.state.pixelize.value).toMatchObject({ status: 'empty', before: null, after: null });
  });
});

it('another layer that is selected on another page has nothing of what was shown before', async () => {
  const { session, sandbox, start } = openSession();
  const { state } = session;
  sandbox.notes = ['“pixel: kep” asks for nothing that is known.'];
  const tall = { width: 10, height: 1000 };
  start({ layers: [layer('1', tall)] });
  await eventually(() => state.pixelize.value.status === 'ready');
  expect(state.asked.value.notes).toHaveLength(1);
  expect(state.art.value).not.toBeNull();
  session.show('batch');
  session.change('pixelize', { size: { width: 100, height: null } });
  expect(state.blocked.value).toMatch(/This is more than can be drawn/);
  sandbox.port.receive({ type: 'selection', layers: [layer('2')] });
  expect(state.shownSides.value).toMatchObject({ width: 96, height: 48 });
  expect([state.blocked.value, state.art.value, state.asked.value.notes]).toEqual([null, null, []]);
  sandbox.port.receive({ type: 'selection', layers: [layer('3', tall)] });
  expect(state.ready.value).toBe(false);
});

describe('applying', () => {
  it('draws all, then writes all, then finishes', async () => {
    const { session, sandbox, client } = await shown();
    await session.apply();
    const types = sandbox.messages.map(({ type }) => type).filter((type) => type !== 'palettes');
    const looked = ['export', 'guides'];
    const written = ['write', 'write', 'finish'];
    expect(types).toEqual([...looked, 'save-settings', ...looked, ...looked, ...written]);
    expect(session.state.job.value).toEqual({ kind: 'done', text: 'Pixelized 2 layers.', failures: [] });
    // What was previewed is not drawn again, and neither is another layer with the same pixels.
    expect(client.draws).toHaveLength(1);
    const [{ item }] = sandbox.sent('write');
    expect(item).toMatchObject({
      layer: '1',
      suffix: '48×24',
      place: 'beside',
      bind: 'none',
      again: 'pixelize',
    });
    expect(settingsFrom(item.settings).pixelize).toEqual(session.state.settings.value.pixelize);
    const { result } = item;
    if (result.kind !== 'image') throw new Error('no image');
    expect(decode(result.png)).toMatchObject({ width: 96, height: 48 });
    expect(result).toMatchObject({ width: 96, height: 48 });
  });

  it('makes vectors exactly as large as their layer, and says where a size is another', async () => {
    const layers = [layer('1', { width: 100, height: 50.5 }), layer('2')];
    const { session, sandbox } = await shown({
      layers,
      settings: { pixelize: { output: 'vectors', fit: 'exact' } },
    });
    await session.apply();
    const [exact] = sandbox.sent('write').map(({ item }) => item.result);
    expect(exact).toMatchObject({ kind: 'vectors', width: 100, height: 50.5 });
    expect(session.state.job.value).toMatchObject({ text: 'Pixelized 2 layers.' });
    session.change('pixelize', { fit: 'whole' });
    await session.apply();
    expect(session.state.job.value).toMatchObject({
      text: 'Pixelized 2 layers, 1 to another size than the layer’s.',
    });
  });

  it('draws layers, and originals of art, at the size that they have then', async () => {
    const madeBy = { pixelize: { longest: 48 } };
    const layers = [layer('1'), layer('9', { madeBy, source: '3' })];
    const { session, sandbox } = await shown({ layers });
    for (const id of ['1', '3']) sandbox.sizes.set(id, { width: 48, height: 96 });
    await session.apply();
    for (const { item } of sandbox.sent('write')) {
      expect(item).toMatchObject({ suffix: '24×48', result: { width: 48, height: 96 } });
    }
  });

  it('is not told of any more once it was undone', async () => {
    const { session, sandbox } = await shown();
    await session.apply();
    const layers = [layer('1')];
    sandbox.port.receive({ type: 'selection', layers, undone: 7 });
    expect(session.state.job.value.kind).toBe('done');
    sandbox.port.receive({ type: 'selection', layers, undone: 1 });
    expect(session.state.job.value.kind).toBe('idle');
  });

  it('writes vectors, with their colours linked as asked', async () => {
    const { session, sandbox } = await shown({
      settings: { pixelize: { output: 'vectors', bind: 'styles' } },
    });
    await session.apply();
    const [{ item }] = sandbox.sent('write');
    expect(item.bind).toBe('styles');
    expect(item.result).toMatchObject({ kind: 'vectors', width: 96, height: 48 });
    expect(item.result.kind === 'vectors' && item.result.layers.length).toBe(4);
  });

  it('writes nothing when it is cancelled while it draws', async () => {
    const { session, sandbox, client } = await shown();
    session.change('pixelize', { size: { width: 20, height: null } });
    client.hold = new Promise(() => {});
    const job = session.apply();
    await eventually(() => client.draws.length === 2);
    expect(session.state.job.value).toMatchObject({ kind: 'working', progress: { index: 1, total: 2 } });
    session.cancel();
    await job;
    expect(session.state.job.value).toEqual({ kind: 'cancelled' });
    expect(sandbox.sent('write')).toEqual([]);
    expect(client.aborted).toBe(1);
  });

  it('takes everything back when it is cancelled while it writes', async () => {
    const { session, sandbox } = await shown();
    sandbox.before = (message) => {
      if (message.type === 'write' && message.item.layer === '2') session.cancel();
    };
    await session.apply();
    expect(session.state.job.value).toEqual({ kind: 'cancelled' });
    expect(sandbox.messages.at(-1)?.type).toBe('discard');
    expect(sandbox.sent('finish')).toEqual([]);
  });

  it('does the rest when some layers cannot be done', async () => {
    const layers = [layer('1'), layer('2', { problem: 'It is hidden.' }), layer('3')];
    const { session, sandbox } = await shown({ layers });
    sandbox.before = (message) => {
      if (message.type === 'export' && message.layer === '3') throw new Error('It is gone.');
    };
    await session.apply();
    expect(session.state.job.value).toEqual({
      kind: 'done',
      text: 'Pixelized 1 layer. 2 layers were left out.',
      failures: [
        { layer: 'Layer 2', reason: 'It is hidden.' },
        { layer: 'Layer 3', reason: 'It is gone.' },
      ],
    });
  });

  it('does not show developers’ words', async () => {
    const { session, sandbox, client } = await shown({ layers: [layer('1')] });
    vi.spyOn(console, 'error').mockReturnValueOnce();
    client.colour = () => Promise.reject(new TypeError('undefined is not a function'));
    await session.apply();
    expect(session.state.job.value).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^Something went wrong/),
    });
    expect(sandbox.sent('write')).toEqual([]);
  });

  it('starts from the original when a result is selected', async () => {
    const result = layer('9', { madeBy: { pixelize: { colors: 3 } }, source: '1', width: 48, height: 24 });
    const { session, sandbox } = await shown({ layers: [result] });
    expect(session.state.settings.value.pixelize.colors).toBe(3);
    await session.apply();
    const [{ item }] = sandbox.sent('write');
    expect(item.layer).toBe('1');
    // 96 × 48 is the original's size: the result's own would halve the zoom.
    expect(item.result).toMatchObject({ width: 96, height: 48 });
  });

  it('exports a layer while the one before is drawn', async () => {
    const { session, sandbox, client } = await shown({ layers: [layer('1'), layer('2'), layer('3')] });
    session.change('pixelize', { size: { width: 20, height: null } });
    client.hold = new Promise(() => {});
    const job = session.apply();
    await eventually(() => sandbox.sent('export').some((message) => message.layer === '2'));
    await settle();
    expect(sandbox.sent('export').some((message) => message.layer === '3')).toBe(false);
    session.cancel();
    await job;
  });

  it('depixelizes layers at their own pixels', async () => {
    const { session, sandbox } = await shown({}, 'depixelize');
    await session.apply();
    expect(sandbox.sent('export').every(({ size }) => size.type === 'SCALE' && size.value === 1)).toBe(true);
    expect(sandbox.sent('write')[1].item).toMatchObject({
      layer: '2',
      suffix: 'smooth',
      again: 'depixelize',
    });
  });
});

describe('a smooth picture that is too large for the canvas', () => {
  /** A window whose layers are strips of so many art pixels. */
  const strips = async (across: number) => {
    const opened = openSession();
    opened.start({ layers: [layer('1')] }, 'depixelize');
    opened.clients[0].depixelize = async (_, { zoom }) => {
      const image = { width: across * zoom, height: zoom, data: new Uint8Array(across * zoom ** 2 * 4) };
      return { image, grid: { width: 1, height: 1, x: 0, y: 0 } };
    };
    await eventually(() => opened.session.state.depixelize.value.status !== 'working');
    return opened;
  };

  it('is told of in the preview, with the enlargement that fits, and is not written', async () => {
    const { session, sandbox } = await strips(640);
    const reason =
      'The smooth picture would be 5120 × 8 pixels, but Figma’s images end at 4096 pixels a side. This art can be enlarged 4 times.';
    expect(session.state.depixelize.value).toMatchObject({ status: 'failed', reason });
    await session.apply();
    expect(session.state.job.value).toMatchObject({ kind: 'failed', reason });
    expect(sandbox.sent('write')).toEqual([]);
    session.change('depixelize', { zoom: 4 });
    await eventually(() => session.state.depixelize.value.status === 'ready');
    await session.apply();
    expect(sandbox.sent('write')).toHaveLength(1);
  });

  it('has no enlargement where the art is too large for each', async () => {
    const { session } = await strips(1025);
    expect(session.state.depixelize.value.reason).toMatch(/This art is too large for any enlargement\.$/);
  });
});

describe('a batch', () => {
  it('shares one palette if asked, and saves a ZIP file', async () => {
    const settings = {
      batch: { sharedPalette: true, exportZoom: 2, sheet: 'hash' },
      pixelize: { colors: 3 },
    };
    const { session, sandbox, saved } = await shown({ settings }, 'batch');
    await session.apply();
    expect(sandbox.sent('write')).toEqual([]);
    const files = unzipSync(saved[0].bytes);
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['images/Layer 1.png', 'images/Layer 2@2x.png', 'sheet.json', 'manifest.json']),
    );
    const palettes = ['1', '2'].map((n) => decode(files[`images/Layer ${n}.png`]).palette);
    expect(palettes[0]).toHaveLength(3);
    expect(palettes[1]).toEqual(palettes[0]);
    expect(session.state.job.value).toMatchObject({
      kind: 'done',
      text: 'Exported 2 layers to pixel-cascade.zip.',
    });
    session.saveAgain();
    expect(saved).toHaveLength(2);
  });

  it('that goes into a file does not care how large images on the canvas can be', async () => {
    const settings = { pixelize: { longest: 128, zoom: 40 } };
    const { session, saved } = await shown({ settings }, 'batch');
    expect([session.state.blocked.value, session.state.ready.value]).toEqual([null, true]);
    await session.apply();
    expect(saved).toHaveLength(1);
    session.change('batch', { deliver: 'canvas' });
    expect(session.state.blocked.value).toMatch(/can be enlarged 32 times: .* Vectors can be larger\.$/);
    session.state.readOnly.value = true;
    expect(session.state.blocked.value).toBeNull();
  });

  it('writes to the canvas if asked', async () => {
    const { session, sandbox, saved } = await shown({ settings: { batch: { deliver: 'canvas' } } }, 'batch');
    await session.apply();
    expect(sandbox.sent('write')).toHaveLength(2);
    expect(saved).toEqual([]);
  });

  it('is all that can be done in a file that can only be viewed', async () => {
    const { session, sandbox, saved } = await shown({ readOnly: true });
    await session.apply();
    expect(sandbox.sent('write')).toEqual([]);
    expect(saved).toHaveLength(1);
  });

  it('saves nothing when it is cancelled', async () => {
    const { session, client, saved } = await shown({}, 'batch');
    client.hold = new Promise(() => {});
    const job = session.apply();
    await eventually(() => client.draws.length > 0);
    session.cancel();
    await job;
    expect(saved).toEqual([]);
    expect(session.state.saved.value).toBeNull();
  });
});

describe('without a window', () => {
  const unseen = async (...args: Parameters<ReturnType<typeof openSession>['start']>) => {
    const opened = openSession();
    opened.start({ ...args[0], visible: false }, args[1]);
    await opened.sandbox.closed;
    expect(opened.sandbox.sent('close')).toHaveLength(1);
    return opened;
  };

  it('does the job, says so and closes', async () => {
    const { sandbox, clients } = await unseen({ parameters: { size: '32x16', colors: '2' } });
    expect(clients[0].draws[0].size).toEqual({ width: 32, height: 16 });
    expect(sandbox.sent('write')[0].item.suffix).toBe('32×16');
    expect(sandbox.sent('notify')).toMatchObject([{ text: 'Pixelized 2 layers.', error: false }]);
    expect(sandbox.messages.at(-1)?.type).toBe('close');
    expect(clients[0].closed).toBe(true);
  });

  it('does art again by what made it, each by its own', async () => {
    const layers = [
      layer('8', { madeBy: { pixelize: { size: { width: 24, height: 12 } } }, source: '1' }),
      layer('9', { madeBy: { pixelize: { size: { width: 12, height: 6 } } }, source: '2' }),
      layer('3'),
    ];
    const { sandbox } = await unseen({ layers, parameters: { colors: '2' } }, 'pixelize-again');
    const items = sandbox.sent('write').map(({ item }) => item);
    expect(items.map(({ suffix }) => suffix)).toEqual(['24×12', '12×6', '48×24']);
    // Each is changed where it is; what is no art of ours gets new art.
    expect(items.map(({ layer, updates }) => [layer, updates])).toEqual([
      ['1', '8'],
      ['2', '9'],
      ['3', null],
    ]);
    expect(items.map(({ settings }) => settingsFrom(settings).pixelize.colors)).toEqual([2, 2, 2]);
  });

  it('says plainly what is wrong', async () => {
    const wrong = await unseen({ parameters: { colors: 'many' } });
    expect(wrong.sandbox.sent('notify')).toMatchObject([
      { text: 'The number of colors should be a whole number from 2 to 256, but is "many".', error: true },
    ]);
    const other = await unseen({ layers: [layer('1', { width: 100, height: 50 })] });
    expect(other.sandbox.sent('notify')).toMatchObject([
      { text: 'Pixelized 1 layer: 96 × 48 px, the layer has 100 × 50.', error: false },
    ]);
    const nothing = await unseen({ layers: [] }, 'pixelize-again');
    expect(nothing.sandbox.sent('notify')).toMatchObject([
      { text: 'Select at least one layer first.', error: true },
    ]);
    expect(nothing.sandbox.sent('write')).toEqual([]);
    const hidden = await unseen({ layers: [layer('1', { problem: 'It is hidden.' })] }, 'pixelize-again');
    expect(hidden.sandbox.sent('notify')).toMatchObject([{ text: 'It is hidden.', error: true }]);
  });
});

describe('settings', () => {
  it('are stored once they rest', async () => {
    const { session, sandbox } = await shown();
    for (const colors of [3, 4, 5]) session.change('pixelize', { colors });
    await eventually(() => sandbox.sent('save-settings').length > 0);
    await settle();
    expect(sandbox.sent('save-settings').map(({ settings }) => settings.pixelize.colors)).toEqual([5]);
  });

  describe('of art that is opened', () => {
    const art = layer('9', { madeBy: { pixelize: { colors: 3 } }, source: '1' });
    const settings = { pixelize: { colors: 20 } };
    const opened = async () => {
      const { session, sandbox } = await shown({ layers: [art], settings });
      const stored = () => sandbox.sent('save-settings').map((message) => message.settings.pixelize.colors);
      return { session, sandbox, stored };
    };

    it('are not remembered where it is only looked at', async () => {
      const { session, sandbox, stored } = await opened();
      session.close();
      expect(stored()).toEqual([]);
      expect(sandbox.sent('close')).toHaveLength(1);
    });

    it('are not remembered where something else is changed or done', async () => {
      const { session, stored } = await opened();
      session.change('batch', { exportZoom: 3 });
      session.close();
      session.show('depixelize');
      await session.apply();
      expect(stored()).toEqual([20, 20]);
    });

    it('are remembered once they are changed or applied', async () => {
      const changed = await opened();
      changed.session.change('pixelize', { zoom: 2 });
      changed.session.close();
      await settle();
      expect(changed.stored()).toEqual([3]);
      const applied = await opened();
      await applied.session.apply();
      applied.session.close();
      expect(applied.stored()).toEqual([3]);
    });
  });

  it('go back to their defaults, page by page', async () => {
    const { session } = await shown({ settings: { pixelize: { colors: 5 }, batch: { exportZoom: 3 } } });
    session.reset('pixelize');
    expect(session.state.settings.value.pixelize).toEqual(settingsFrom(null).pixelize);
    expect(session.state.settings.value.batch.exportZoom).toBe(3);
  });

  it('open other workers when the provider changes', async () => {
    const { session, clients } = await shown();
    session.change('run', { provider: 'wasm' });
    expect(clients).toHaveLength(2);
    expect(clients[0].closed).toBe(true);
    await eventually(() => session.state.pixelize.value.status === 'ready');
    expect(clients[1].draws).toHaveLength(1);
  });

  it('leave the workers alone while a job needs them, and where nothing changes', async () => {
    const { session, sandbox, clients } = await shown();
    session.change('run', {});
    expect(clients).toHaveLength(1);
    const during: boolean[] = [];
    sandbox.before = (message) => {
      if (message.type !== 'write') return;
      session.change('run', { provider: 'wasm' });
      during.push(clients[0].closed);
    };
    await session.apply();
    expect(during).toEqual([false, false]);
    expect(session.state.job.value.kind).toBe('done');
    expect([clients.length, clients[0].closed]).toEqual([2, true]);
  });

  it('are not told where workers run that others have taken the place of', async () => {
    const { session, client } = await shown();
    session.change('run', { provider: 'wasm' });
    client.onProvider?.('webgpu', null);
    expect(session.state.provider.value).toBeNull();
  });

  it('take quick actions’ “automatic” for a palette from the layer', async () => {
    const settings = { pixelize: { palette: [[0, 0, 0, 255]] } };
    const { session } = await shown({ settings, parameters: { palette: 'automatic' } });
    expect(session.state.settings.value.pixelize.palette).toBeNull();
  });
});

describe('palettes', () => {
  it('are read from files, told apart by their bytes', async () => {
    const { session } = await shown();
    await session.importPalette(new File(['ff0000\n00ff00\n'], 'two.hex'));
    expect(session.state.settings.value.pixelize.palette).toEqual([
      [255, 0, 0, 255],
      [0, 255, 0, 255],
    ]);
    expect(session.state.imported.value).toMatchObject([{ name: 'two.hex' }]);
  });

  it('that were imported are remembered, those that can be used', async () => {
    const colours = [[1, 2, 3, 255]];
    const imported = [{ name: 'old.hex', colours }, { name: 'half.hex', colours: [[1, 2, 3, 128]] }, 3, null];
    const { session, sandbox } = await shown({ imported });
    expect(session.state.imported.value).toEqual([{ name: 'old.hex', colours }]);
    await session.importPalette(new File(['ff0000\n'], 'new.hex'));
    expect(sandbox.sent('save-palettes').map(({ palettes }) => palettes)).toEqual([
      [
        { name: 'old.hex', colours },
        { name: 'new.hex', colours: [[255, 0, 0, 255]] },
      ],
    ]);
    for (let i = 0; i < 60; i++) await session.importPalette(new File(['ff0000\n'], `${i}.hex`));
    expect(session.state.imported.value).toHaveLength(50);
    expect(session.state.imported.value.at(-1)?.name).toBe('59.hex');
  });

  it('change nothing when the file is broken', async () => {
    const { session } = await shown();
    await session.importPalette(new File(['GIMP Palette\n1 2 x\n'], 'broken.gpl'));
    expect(session.state.settings.value.pixelize.palette).toBeNull();
    expect(session.state.notice.value).toMatch(/^Broken\.gpl, line 2 should be .*\.$/);
  });

  it('are not read from files that are far too large', async () => {
    const { session } = await shown();
    const read = vi.fn();
    await session.importPalette({ name: 'film.hex', size: 2 ** 30, arrayBuffer: read });
    expect(read).not.toHaveBeenCalled();
    expect(session.state.notice.value).toBe(
      'Film.hex should be a palette file of at most 4 MB, but is 1024 MB.',
    );
  });
});

describe('diagnostics', () => {
  it('tell what the window offers, and that a picture comes back from the canvas as it was', async () => {
    const { session } = await shown({ facts: { editor: 'figma' } }, 'diagnostics');
    await eventually(() => 'export at 1×' in session.state.facts.value);
    expect(session.state.facts.value).toEqual({
      editor: 'figma',
      compatMode: 'BackCompat',
      'export at 1×': '0 of 2304 pixels differ',
    });
  });

  it('count the pixels that an export has changed', async () => {
    const { session, sandbox } = await shown();
    sandbox.canvas = () => stripes(48, 48);
    session.show('diagnostics');
    await eventually(() =>
      /^[1-9]\d+ of 2304 pixels differ$/.test(session.state.facts.value['export at 1×']),
    );
    sandbox.canvas = () => stripes(24, 48);
    session.show('pixelize');
    session.show('diagnostics');
    await eventually(() => session.state.facts.value['export at 1×'] === '24 × 48 pixels of 48 × 48');
  });
});

it('refuses a sandbox of another version in a plain sentence', () => {
  const { session, start, clients } = openSession();
  start({ version: 99 as typeof PROTOCOL });
  expect(session.state.refusal.value).toMatch(/was updated while it was open/);
  expect(clients).toEqual([]);
});

describe('several layers', () => {
  it('are shown one after the other, round and round, without those that cannot be used', async () => {
    const layers = [layer('1'), layer('2', { problem: 'It is hidden.' }), layer('3')];
    const { session, sandbox } = await shown({ layers });
    const shownId = () => session.state.shown.value?.id;
    session.step(1);
    await eventually(() => session.state.pixelize.value.status === 'ready');
    expect(shownId()).toBe('3');
    expect(sandbox.sent('export').map((m) => m.layer)).toEqual(['1', '3']);
    session.step(1);
    expect(shownId()).toBe('1');
    session.step(-1);
    expect(shownId()).toBe('3');
    // What is gone from the selection is not shown.
    sandbox.port.receive({ type: 'selection', layers: layers.slice(0, 2) });
    expect(shownId()).toBe('1');
  });

  it('have thumbnails as they are drawn', async () => {
    const { session, client } = await shown();
    const drawing = session.apply();
    let release: () => void = () => {};
    client.holdColour = new Promise((resolve) => {
      release = resolve;
    });
    await settle();
    expect([...session.state.drawnArt.value.keys()]).toEqual([]);
    release();
    await drawing;
    expect([...session.state.drawnArt.value.keys()]).toEqual(['1', '2']);
  });
});

it('a size is sketched until it was drawn once', async () => {
  const { session, client } = await shown();
  const sketched: (number | undefined)[] = [];
  session.state.pixelize.subscribe(({ draft }) => sketched.push(draft?.width));
  const wait = () => eventually(() => session.state.pixelize.value.status === 'ready');
  session.change('pixelize', { longest: 32 });
  await wait();
  expect(sketched).toContain(32);
  session.change('pixelize', { longest: 48, alpha: 40 });
  await wait();
  expect(client.draws).toHaveLength(3);
  expect(sketched).not.toContain(48);
});
