import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeRgbaPng } from '../../src/core/png.ts';
import { analyticNetworks } from '../../test/support/networks.ts';
import { type FigureArguments, figuresCommand, HELP } from '../src/figures/command.ts';
import { FIGURES, Subject } from '../src/figures/figures.ts';
import { colourCount } from '../src/measures/index.ts';
import { draw, enlarge, paint } from './pictures.ts';

const art = draw('........', '.######.', '.#rryy#.', '.#ryyg#.', '.######.', '........');
const picture = enlarge(art, 12);
const MODELS = 'test/fixtures/tiny';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'figures-'));
  for (const name of ['pictures', 'arts', 'torn', 'empty']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'pictures/flower.png'), encodeRgbaPng(picture));
  writeFileSync(join(folder, 'arts/flower.png'), encodeRgbaPng(art));
  writeFileSync(join(folder, 'torn/flower.png'), encodeRgbaPng(picture));
  writeFileSync(join(folder, 'torn/torn.png'), encodeRgbaPng(picture).subarray(0, 60));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(args: FigureArguments): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const given = { models: MODELS, out: join(folder, 'out', 'figure.png'), ...args };
  const images = args.images === undefined ? {} : { images: join(folder, args.images) };
  return { code: await figuresCommand({ ...given, ...images }, (line) => lines.push(line)), lines };
}

const columns = async (number: string, source = picture) => {
  const subject = new Subject(source, async () => analyticNetworks(), FIGURES[number].side);
  const made = Object.entries(FIGURES[number].columns).map(async ([title, make]) => [
    title,
    await make(subject),
  ]);
  return Object.fromEntries(await Promise.all(made)) as Record<string, typeof picture>;
};
const sizes = (made: Record<string, typeof picture>) =>
  Object.fromEntries(Object.entries(made).map(([title, { width, height }]) => [title, `${width}x${height}`]));

describe('the columns', () => {
  it('Fig. 2 and 6 are 32 art pixels long, the network output four times that', async () => {
    const two = sizes(await columns('2'));
    expect(two).toEqual({
      perceptual: '32x24',
      'content-adaptive': '32x24',
      'network output': '128x96',
      voting: '32x24',
    });
    expect(Object.keys(FIGURES[6].columns)).toHaveLength(12);
  });

  it("Fig. 5 has GridNet's three pictures and as many of the pair's", async () => {
    expect(sizes(await columns('5'))).toEqual({
      'gridnet 1/4': '48x36',
      'gridnet 3/16': '36x27',
      'gridnet 1/8': '24x18',
      'pair 1/4': '192x144',
      'pair 3/16': '192x144',
      'pair 1/8': '192x144',
    });
  });

  it('Fig. 7 brings all to 16 colours', async () => {
    const photograph = paint(96, 72, (x, y) => [x * 2, y * 3, (x * y) % 256, 255]);
    const made = await columns('7', photograph);
    for (const [title, image] of Object.entries(made))
      expect(colourCount(image), title).toBeLessThanOrEqual(16);
    expect(sizes(made)).toMatchObject({ subsampling: '16x12', 'network output': '96x72', voting: '16x12' });
  });

  it('Fig. 8 has both factors, and our votes of one network output', async () => {
    expect(sizes(await columns('8'))).toEqual({
      'c-adaptive 1/6': '16x12',
      'c-adaptive 1/8': '12x9',
      'abstraction 1/6': '16x12',
      'abstraction 1/8': '12x9',
      'network output': '96x72',
      'voting 1/6': '16x12',
      'voting 1/8': '12x9',
    });
  });

  it('Fig. 12 enlarges eight times', async () => {
    const made = await columns('12', art);
    expect(Object.keys(made)).toEqual(['nearest', 'epx', 'splines', 'depixelnet']);
    expect(new Set(Object.values(sizes(made)))).toEqual(new Set(['64x48']));
    expect(made.nearest).toEqual({ ...enlarge(art, 8), data: made.nearest.data });
  });
});

describe('figures', () => {
  it.each([
    ['2', 'pictures'],
    ['5', 'pictures'],
    ['8', 'pictures'],
    ['12', 'arts'],
  ])('writes Fig. %s with the networks of a models folder', async (figure, images) => {
    const { code, lines } = await run({ figure, images, zoom: figure === '12' ? '1' : '2' });
    expect(lines.at(-1)).toMatch(/figure\.png: \d+x\d+$/);
    expect(code).toBe(0);
    const { width, height } = decode(readFileSync(join(folder, 'out', 'figure.png')));
    expect(width).toBeGreaterThan(height);
  });

  it('names an unreadable picture, leaves it out and ends with 1', async () => {
    const { code, lines } = await run({ figure: '2', images: 'torn', size: '16' });
    expect(code).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/^figures: left out torn\.png: /));
  });

  it('draws the other methods where there are no models, says so and ends with 1', async () => {
    const { code, lines } = await run({ figure: '2', images: 'pictures', models: join(folder, 'empty') });
    expect(code).toBe(1);
    expect(lines).toContainEqual(
      expect.stringMatching(/^figures: voting left out flower\.png: .*models\.json/),
    );
  });

  it.each<[string, FigureArguments, string]>([
    ['no figure', {}, '--figure: expected one of 2, 5, 6, 7, 8, 9, 10, 12, received undefined'],
    ['a figure that is none', { figure: '3' }, '--figure: expected one of 2, 5, 6'],
    ['an ablation', { figure: '9' }, 'npm --prefix training run ablate'],
    ['no pixel art', { figure: '12' }, '--images: expected a folder of pixel art'],
    ['an empty folder', { figure: '2', images: 'empty' }, '--images: expected a folder with PNG'],
    ['a size of nothing', { figure: '2', size: '0' }, '--size: expected an integer 8..512'],
  ])('refuses %s', async (_, args, message) => {
    await expect(run(args)).rejects.toThrow(message);
  });

  it('helps', () => {
    for (const number of Object.keys(FIGURES)) expect(HELP).toContain(`  ${number} `);
  });
});
