import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PixelArt, Rgba } from '../../../src/core/image.ts';
import { METHOD_OPTIONS, PIXELIZE_OPTIONS, parseOptions, RUN_OPTIONS } from '../../../src/core/options.ts';
import { encodeRgbaPng } from '../../../src/core/png.ts';
import { gifWriter } from '../../../src/export/animation/gif.ts';
import { gifFrames } from '../../../src/frames/gif.ts';
import { openModels } from '../../../src/inference/draw/node.ts';
import { type Animated, type AnimationInput, animateWhole } from '../../../src/inference/sequence/whole.ts';
import { run, TINY_MODELS, useCli } from '../../support/cli.ts';
import { picture } from '../../support/pictures.ts';

const { folder } = useCli();
const at = (...parts: string[]) => join(folder(), ...parts);
const OPTIONS = parseOptions({ ...PIXELIZE_OPTIONS, ...METHOD_OPTIONS }, { size: '12x12', colors: 6 });

const colourAt = (x: number, y: number, t: number): Rgba => {
  const isBall = Math.hypot(x - 12 - 2 * t, y - 24) < 8;
  return isBall ? [220, 60, 40, 255] : y > 36 ? [60, 120, 50, 255] : [180, 210, 240, 255];
};

const rgbaOf = ({ palette, indices }: PixelArt): string =>
  Buffer.from([...indices].flatMap((index) => [...palette[index]])).toString('hex');

async function byCli(input: string): Promise<string[]> {
  const out = at('out.gif');
  const options = ['--size', '12x12', '--colors', '6', '--provider', 'wasm', '--models', TINY_MODELS];
  const { stderr, code } = await run('animate', input, '--out', out, '--force', ...options);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const frames: string[] = [];
  for await (const frame of gifFrames('out.gif', readFileSync(out)).read())
    if ('image' in frame) frames.push(Buffer.from(frame.image.data).toString('hex'));
  return frames;
}

it('what the window makes of frames or of a GIF is what the command line makes, pixel by pixel', async () => {
  const networks = await openModels(TINY_MODELS, parseOptions(RUN_OPTIONS, { provider: 'wasm' }));
  const byWindow = async (input: AnimationInput): Promise<Animated> => {
    const percents: number[] = [];
    const animated = await animateWhole(networks, input, OPTIONS, {
      onProgress: ({ percent }) => percents.push(percent),
    });
    expect(percents).toEqual([...percents].sort((p, q) => p - q));
    expect(percents.at(-1)).toBe(100);
    return animated;
  };
  mkdirSync(at('walk'));
  const frames = [0, 1, 2, 3, 4].map((t) => ({
    name: `walk ${t + 8}`,
    png: encodeRgbaPng(picture(48, 48, (x, y) => colourAt(x, y, t))),
  }));
  for (const { name, png } of frames) writeFileSync(at('walk', `${name}.png`), png);
  const made = await byWindow({ kind: 'pictures', frames, loops: true });
  expect(made.frames.map(({ art }) => rgbaOf(art))).toEqual(await byCli(at('walk')));
  expect(made.figures).toMatchObject({ frames: 5 });

  const palette: Rgba[] = [colourAt(12, 24, 0), colourAt(0, 40, 0), colourAt(0, 0, 0)];
  const writer = gifWriter({ zoom: 1, loops: true });
  for (let t = 0; t < 4; t++) {
    const colours = palette.map((colour) => colour.join());
    const indices = Uint8Array.from({ length: 48 * 48 }, (_, i) =>
      colours.indexOf(colourAt(i % 48, Math.floor(i / 48), t).join()),
    );
    writer.add({ width: 48, height: 48, palette, indices }, 60 + 20 * t);
  }
  const bytes = writer.finish();
  writeFileSync(at('ball.gif'), bytes);
  const ball = await byWindow({ kind: 'file', name: 'Ball', bytes, loops: true });
  expect(ball.frames.map(({ art }) => rgbaOf(art))).toEqual(await byCli(at('ball.gif')));
  expect(ball.frames.map(({ duration }) => duration)).toEqual([60, 80, 100, 120]);
  await networks.close();
});
