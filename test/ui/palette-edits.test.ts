import { describe, expect, it } from 'vitest';
import { colourList, parseColourList } from '../../src/core/hex.ts';
import type { Rgba } from '../../src/core/image.ts';
import * as edits from '../../src/ui/palette/edits.ts';

const of = (text: string) => parseColourList(text) as readonly Rgba[];
const [RED, GREEN, BLUE, GREY] = of('#f00 #0f0 #00f #888');

const settings = (changes: Partial<edits.PaletteSettings> = {}): edits.PaletteSettings => ({
  palette: null,
  pin: [],
  exclude: [],
  colors: 16,
  ...changes,
});
/** The settings after an edit, with their lists as text. */
function edited(start: edits.PaletteSettings, changes: edits.PaletteChanges) {
  const { palette, pin, exclude, colors } = { ...start, ...changes };
  return {
    palette: palette && colourList(palette),
    pin: colourList(pin),
    exclude: colourList(exclude),
    colors,
  };
}

describe('a palette that is made from the layer', () => {
  const shown = [RED, GREEN, BLUE];

  it('shows the art’s colours and the pins that it does not use', () => {
    expect(edits.swatchesOf(settings({ pin: [GREY, RED] }), shown)).toEqual([RED, GREEN, BLUE, GREY]);
  });

  it('stays one while colours are pinned, let go, excluded and allowed', () => {
    const start = settings({ exclude: [RED] });
    expect(edited(start, edits.pin(start, [RED, BLUE]))).toMatchObject({
      palette: null,
      pin: '#ff0000, #0000ff',
      exclude: '',
    });
    const pinned = settings({ pin: [RED, BLUE] });
    expect(edited(pinned, edits.unpin(pinned, [RED]))).toMatchObject({ pin: '#0000ff' });
    expect(edited(pinned, edits.exclude(pinned, [RED]))).toMatchObject({
      pin: '#0000ff',
      exclude: '#ff0000',
    });
    expect(edited(start, edits.allow(start, [RED]))).toMatchObject({ exclude: '' });
  });

  it('gets room for pins beyond its size', () => {
    const start = settings({ colors: 2, pin: [RED, GREEN] });
    expect(edited(start, edits.pin(start, [BLUE]))).toMatchObject({ colors: 3 });
    expect(edited(start, edits.add(start, [BLUE]))).toMatchObject({ palette: null, colors: 3 });
  });

  it('becomes fixed when colours that it has by itself are edited, removed, merged, moved or sorted', () => {
    const start = settings({ pin: [RED] });
    expect(edited(start, edits.edit(start, shown, GREEN, GREY)).palette).toBe('#ff0000, #888888, #0000ff');
    expect(edited(start, edits.remove(start, shown, [GREEN])).palette).toBe('#ff0000, #0000ff');
    expect(edited(start, edits.move(start, shown, [BLUE], 0)).palette).toBe('#0000ff, #ff0000, #00ff00');
    expect(edited(start, edits.merge(start, shown, [RED, GREEN], GREEN))).toMatchObject({
      palette: '#00ff00, #0000ff',
      pin: '#00ff00',
    });
  });

  it('stays one while its pins are edited or removed', () => {
    const start = settings({ pin: [RED] });
    expect(edited(start, edits.edit(start, shown, RED, GREY))).toMatchObject({
      palette: null,
      pin: '#888888',
    });
    expect(edited(start, edits.remove(start, shown, [RED]))).toMatchObject({ palette: null, pin: '' });
  });
});

describe('a fixed palette', () => {
  const palette = [RED, GREEN, BLUE];

  it('has the pins that it lacks, and nothing excluded', () => {
    expect(edits.swatchesOf(settings({ palette, pin: [GREY], exclude: [RED] }), [])).toEqual([
      GREEN,
      BLUE,
      GREY,
    ]);
  });

  it('takes colours that are added, even excluded ones, each once', () => {
    const start = settings({ palette, exclude: [GREY] });
    expect(edited(start, edits.add(start, [GREY, RED]))).toMatchObject({
      palette: '#ff0000, #00ff00, #0000ff, #888888',
      exclude: '',
    });
  });

  it('lets pins go that are removed, and is made from the layer again without any colour', () => {
    const start = settings({ palette, pin: [RED] });
    expect(edited(start, edits.remove(start, palette, [RED]))).toMatchObject({
      palette: '#00ff00, #0000ff',
      pin: '',
    });
    expect(edited(start, edits.remove(start, palette, palette)).palette).toBeNull();
  });

  it('has a colour once that another one is made', () => {
    const start = settings({ palette });
    expect(edited(start, edits.edit(start, palette, RED, BLUE)).palette).toBe('#0000ff, #00ff00');
  });

  it('is put in another order, several colours together', () => {
    const start = settings({ palette });
    const moved = (colours: readonly Rgba[], before: number) => {
      const changes = edits.move(start, palette, colours, before);
      return changes && edited(start, changes).palette;
    };
    expect(moved([RED], 3)).toBe('#00ff00, #0000ff, #ff0000');
    expect(moved([RED, BLUE], 3)).toBe('#00ff00, #ff0000, #0000ff');
    expect(moved([GREEN], 1)).toBeNull();
    expect(moved([GREEN], 2)).toBeNull();
  });

  it('is sorted by hue, greys first, or by lightness', () => {
    const mixed = of('#0000ff #ffffff #00ff00 #ff0000 #000000');
    const start = settings({ palette: mixed });
    expect(edited(start, edits.sort(start, mixed, 'hue')).palette).toBe(
      '#000000, #ffffff, #ff0000, #00ff00, #0000ff',
    );
    expect(edited(start, edits.sort(start, mixed, 'lightness')).palette).toBe(
      '#000000, #0000ff, #ff0000, #00ff00, #ffffff',
    );
  });
});
