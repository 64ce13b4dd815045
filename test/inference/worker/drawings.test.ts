import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { FREE, guideOf, KEEP } from '../../../src/core/guide.ts';
import type { PixelArt, Rgba, RgbaImage } from '../../../src/core/image.ts';
import {
  type DrawOptions,
  METHOD_OPTIONS,
  PIXELIZE_OPTIONS,
  parseOptions,
} from '../../../src/core/options.ts';
import { encodeRgbaPng } from '../../../src/core/png.ts';
import { decodePng } from '../../../src/core/png-read.ts';
import { colour, paletteOf, sharedPalette, weigh } from '../../../src/inference/art/colour.ts';
import { exactnessOf } from '../../../src/inference/art/exact.ts';
import type { Drawing } from '../../../src/inference/draw/drawing.ts';
import { drawBy, drawPrepared, lookBefore, prepareBefore } from '../../../src/inference/pixelize.ts';
import { Drawings } from '../../../src/inference/worker/drawings.ts';
import type { Lane } from '../../../src/inference/worker/lane.ts';
import type { Task } from '../../../src/inference/worker/protocol.ts';
import { Store } from '../../../src/inference/worker/store.ts';
import { analyticNetworks } from '../../support/networks.ts';
import { disc } from '../../support/pictures.ts';

const optionsOf = (values: Record<string, unknown> = {}): DrawOptions =>
  parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size: '12', colors: 5, ...values });

const INKS: readonly Rgba[] = [
  [200, 60, 40, 255],
  [40, 120, 60, 255],
  [60, 60, 200, 255],
  [230, 190, 40, 255],
];
const PNGS = INKS.map((ink) => encodeRgbaPng(disc(96, ink, [20, 15, 15, 255], 4)));

/** Art as the client tells of it. */
const told = (drawing: Drawing, art: PixelArt) => ({ ...art, exactness: exactnessOf(drawing, art) });

const drawingOf = (png: Uint8Array, options: DrawOptions): Promise<Drawing> =>
  drawBy(analyticNetworks(), decodePng(png), options);

const drawn = ({ png, picture, options }: Extract<Task, { kind: 'draw' }>): Promise<Drawing> =>
  picture === null ? drawingOf(png, options) : drawPrepared(analyticNetworks(), picture, options);

/** Both lanes without workers: what is sent is copied or handed over as a port does it. `most` bytes are kept. */
function opened(most?: number) {
  let store = new Store(most);
  const done = {
    draw: 0,
    run: 0,
    prepare: 0,
    look: 0,
    keep: 0,
    release: 0,
    part: 0,
    palette: 0,
    colour: 0,
    animate: 0,
    depixelize: 0,
    decode: 0,
    encode: 0,
  };
  /** Whatever a draw waits for. */
  const state = { drawing: Promise.resolve(), keeps: true };
  const perform = async (task: Task): Promise<unknown> => {
    switch (task.kind) {
      case 'draw':
        await state.drawing;
        return drawn(task);
      case 'prepare':
        return prepareBefore(decodePng(task.png), task.options);
      case 'look':
        return store.look(task.id, lookBefore(task.picture, task.options));
      case 'keep':
        if (!state.keeps) throw new Error('no memory');
        return store.keep(task.id, task.drawing, task.options);
      case 'release':
        return store.release(task.id);
      case 'part':
        return store.part(task.id, task.options);
      case 'palette':
        return sharedPalette(task.parts, task.options);
      case 'colour':
        return store.colour(task.id, task.palette, task.options, task.keep);
      default:
        throw new Error(task.kind);
    }
  };
  const run = (async (task: Task, { signal }: { signal?: AbortSignal }, transfer: ArrayBuffer[] = []) => {
    signal?.throwIfAborted();
    done[task.kind]++;
    const sent = structuredClone(task, { transfer });
    const stopped = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    return structuredClone(await Promise.race([perform(sent), stopped]));
  }) as Lane['run'];
  const drawings = new Drawings({ run }, { run });
  const lose = () => {
    store = new Store(most);
  };
  return { drawings, done, state, lose };
}

/** Enough for the evidence of so many of the drawings above, but not of one more. */
async function bytesFor(count: number): Promise<number> {
  const options = optionsOf();
  const drawing = await drawingOf(PNGS[0], options);
  for (let most = 1024; ; most += 1024) {
    const store = new Store(most);
    for (let id = 0; id < count; id++) store.keep(id, drawing, options);
    if (store.part(0, options) !== null) return most;
  }
}

describe('a drawing that a worker keeps', () => {
  it.each([
    {},
    { quantizer: 'kmeans' },
    { palette: 'pico-8' },
    { dither: 'bayer4' },
    { tidy: 'off' },
    { method: 'dpid' },
  ])('is coloured by %o as the drawing itself is, and again by other options', async (values) => {
    const { drawings, done } = opened();
    const options = optionsOf(values);
    const { id, width, height } = await drawings.draw(PNGS[0], options, {});
    expect([width, height]).toEqual([12, 12]);
    const drawing = await drawingOf(PNGS[0], options);
    for (const wish of [options, optionsOf({ ...values, colors: 3 }), optionsOf(), options]) {
      const keep = wish.palette !== null;
      const [art] = await drawings.colour([id], wish, keep, {});
      expect(art).toEqual(told(drawing, colour(drawing, paletteOf([drawing], wish), wish, keep)));
    }
    expect(done.draw).toBe(1);
  });

  it('shares a palette as drawings do, and tells how far it is', async () => {
    const { drawings, done } = opened();
    const options = optionsOf();
    const ids: number[] = [];
    for (const png of PNGS) ids.push((await drawings.draw(png, options, {})).id);
    const percents: number[] = [];
    const onProgress = ({ percent }: { percent: number }) => percents.push(percent);
    const arts = await drawings.colour(ids, options, true, { onProgress });
    const all = await Promise.all(PNGS.map((png) => drawingOf(png, options)));
    const palette = paletteOf(all, options);
    expect(arts).toEqual(all.map((drawing) => told(drawing, colour(drawing, palette, options, true))));
    expect(done.draw).toBe(4);
    expect(percents).toEqual([12.5, 25, 37.5, 50, 62.5, 75, 87.5, 100]);
  });

  it('is coloured while another is drawn', async () => {
    const { drawings, state } = opened();
    const options = optionsOf();
    const { id } = await drawings.draw(PNGS[0], options, {});
    let finish = () => {};
    state.drawing = new Promise((resolve) => {
      finish = resolve;
    });
    const other = drawings.draw(PNGS[1], options, {});
    expect((await drawings.colour([id], options, false, {}))[0].width).toBe(12);
    finish();
    expect((await other).id).not.toBe(id);
  });

  it('is no more once it is released', async () => {
    const { drawings, done } = opened();
    const options = optionsOf();
    const { id } = await drawings.draw(PNGS[0], options, {});
    drawings.release(id);
    drawings.release(id);
    expect(done.release).toBe(1);
    await expect(drawings.colour([id], options, false, {})).rejects.toThrow('released');
    expect(done.draw).toBe(1);
  });
});

describe('a drawing that is not kept any more', () => {
  it('is drawn again when the worker was lost, and the caller notices nothing', async () => {
    const { drawings, done, lose } = opened();
    const options = optionsOf();
    const { id } = await drawings.draw(PNGS[0], options, {});
    const before = await drawings.colour([id], options, false, {});
    lose();
    expect(await drawings.colour([id], options, false, {})).toEqual(before);
    expect(await drawings.colour([id], options, false, {})).toEqual(before);
    expect(done.draw).toBe(2);
  });

  it('is the one asked for longest ago, where there are too many', async () => {
    const { drawings, done } = opened(await bytesFor(2));
    const options = optionsOf();
    const ask = (id: number) => drawings.colour([id], options, false, {});
    const [a, b] = [await drawings.draw(PNGS[0], options, {}), await drawings.draw(PNGS[1], options, {})];
    await ask(a.id);
    const c = await drawings.draw(PNGS[2], options, {});
    await ask(a.id);
    await ask(c.id);
    expect(done.draw).toBe(3);
    await ask(b.id);
    expect(done.draw).toBe(4);
  });

  it('leaves a shared palette as it would be: only what is missing is drawn again, once for each step', async () => {
    const options = optionsOf();
    const { drawings, done } = opened(await bytesFor(3));
    const ids: number[] = [];
    for (const png of PNGS) ids.push((await drawings.draw(png, options, {})).id);
    expect(done.draw).toBe(4);
    const arts = await drawings.colour(ids, options, true, {});
    expect(done.draw).toBe(6);
    const all = await Promise.all(PNGS.map((png) => drawingOf(png, options)));
    const palette = paletteOf(all, options);
    expect(arts).toEqual(all.map((drawing) => told(drawing, colour(drawing, palette, options, true))));
  });

  it('shares the palette that the command line makes, by whatever guides ask of them', async () => {
    const marks = (mark: number) =>
      guideOf(
        { width: 6, height: 4 },
        Array.from({ length: 24 }, (_, i) => (i < 7 ? mark : FREE)),
      );
    const options = optionsOf({ guide: marks(0x10a0f0) });
    for (const values of [{}, { quantizer: 'kmeans' }, { palette: 'pico-8' }]) {
      const asked = { ...options, ...optionsOf({ ...values, guide: options.guide }) };
      const { drawings } = opened();
      const ids: number[] = [];
      for (const png of PNGS) ids.push((await drawings.draw(png, asked, {})).id);
      const all = await Promise.all(PNGS.map((png) => drawingOf(png, asked)));
      const palette = paletteOf(all, asked);
      // As the window asks: what is asked for by area is each layer's own.
      const guides = ids.map(() => asked.guide);
      const arts = await drawings.colour(ids, { ...asked, guide: null }, true, {}, guides);
      expect(arts).toEqual(all.map((drawing) => told(drawing, colour(drawing, palette, asked, true))));
      expect(palette).toContainEqual([0x10, 0xa0, 0xf0, 255]);
      const others = [marks(0x123456), null, marks(0xfedcba), marks(KEEP)];
      const own = await drawings.colour(ids, { ...asked, guide: null }, true, {}, others);
      expect(own[0].palette).toContainEqual([0x12, 0x34, 0x56, 255]);
      expect(own[1].palette).toContainEqual([0xfe, 0xdc, 0xba, 255]);
      expect(own[1].palette).not.toContainEqual([0x10, 0xa0, 0xf0, 255]);
    }
  });

  it('is kept if it is the only one, however large', async () => {
    const { drawings, done } = opened(1);
    const options = optionsOf();
    const { id } = await drawings.draw(PNGS[0], options, {});
    await drawings.colour([id], options, false, {});
    expect(done.draw).toBe(1);
  });

  it('is told of where no worker can keep it', async () => {
    const { drawings, done, state } = opened();
    state.keeps = false;
    const options = optionsOf();
    const { id } = await drawings.draw(PNGS[0], options, {});
    const failed = drawings.colour([id], options, false, {});
    await expect(failed).rejects.toThrow(UserError);
    await expect(failed).rejects.toThrow('not enough memory');
    expect(done.draw).toBe(2);
  });

  it('can be cancelled while it is drawn again', async () => {
    const { drawings, state, lose } = opened();
    const options = optionsOf();
    const { id } = await drawings.draw(PNGS[0], options, {});
    lose();
    state.drawing = new Promise(() => {});
    const controller = new AbortController();
    const coloured = drawings.colour([id], options, false, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(coloured).rejects.toThrow('enough');
  });
});

it('a drawing is handed on whole, not copied', async () => {
  const options = optionsOf();
  const sent: Task[] = [];
  let made: Drawing | null = null;
  const run = (async (task: Task, _: object, transfer: ArrayBuffer[] = []) => {
    if (task.kind === 'prepare') return prepareBefore(decodePng(task.png), task.options);
    if (task.kind !== 'draw') sent.push(structuredClone(task, { transfer }));
    else made = await drawn(task);
    return made;
  }) as unknown as Lane['run'];
  await new Drawings({ run }, { run }).draw(PNGS[0], options, {});
  const { rgb, voters, opaque, source } = made as unknown as Drawing;
  for (const { buffer } of [rgb, voters, opaque, source?.data as Uint8Array]) {
    expect(buffer.byteLength).toBe(0);
  }
  expect(sent).toMatchObject([
    { kind: 'look', id: 1 },
    { kind: 'keep', id: 1, drawing: await drawingOf(PNGS[0], options) },
  ]);
});

it('what was seen of a picture goes with a draw that fails', async () => {
  const sent: string[] = [];
  const run = (async ({ kind }: Task) => {
    sent.push(kind);
    if (kind === 'draw') throw new UserError('no');
    return kind === 'prepare' ? decodePng(PNGS[0]) : null;
  }) as Lane['run'];
  await expect(new Drawings({ run }, { run }).draw(PNGS[0], optionsOf(), {})).rejects.toThrow('no');
  expect(sent).toEqual(['prepare', 'look', 'draw', 'release']);
});

describe('what is seen of a picture before it is drawn', () => {
  // Art from which nothing but the networks' drawing is missing, a silhouette, and a tile.
  const figure = decodePng(PNGS[0]);
  const filled = { ...figure, data: figure.data.map((value, at) => (at % 4 === 3 ? 255 : value)) };
  it.each([
    ['opaque', filled, {}],
    ['transparent', figure, {}],
    ['a tile', filled, { tile: true }],
    ['adjusted', filled, { brightness: 20 }],
  ])('gives the evidence that the drawing gives: %s', async (_, picture, values) => {
    const options = optionsOf(values);
    const drawing = await drawBy(analyticNetworks(), picture, options);
    const looked = lookBefore(prepareBefore(picture, options) as RgbaImage, options);
    expect(looked?.lines === null).toBe(picture === figure);
    expect(weigh({ ...drawing }, options, looked)).toEqual(weigh({ ...drawing }, options));
  });

  it('is nothing where nothing asks for it', () => {
    expect(lookBefore(filled, optionsOf({ quantizer: 'kmeans', tidy: 'off' }))).toBeNull();
    for (const values of [{ method: 'dpid' }, { size: '129' }])
      expect(prepareBefore(filled, optionsOf(values))).toBeNull();
  });
});
