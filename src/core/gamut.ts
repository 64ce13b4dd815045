import type { Rgba } from './image.ts';

/** The machines by whose rule colours may be picked; any is none of them. */
export const GAMUTS = ['any', 'mega-drive', 'amiga'] as const;

/** Which colours a palette may have. */
export type Gamut = (typeof GAMUTS)[number];

/**
 * Levels of each of red, green and blue, in equal steps. Sega's Mega Drive keeps three bits a channel, 512 colours
 * (megadrive.org, "VDP Palette"; its video output rises in equal steps, sonicretro.org, "Palette"); Commodore's Amiga (OCS, ECS) four,
 * 4096 colours (Amiga Hardware Reference Manual, chapter 3, "Playfield Hardware").
 */
const LEVELS: Readonly<Record<Exclude<Gamut, 'any'>, number>> = { 'mega-drive': 8, amiga: 16 };

/** The nearest bytes of a gamut, channel by channel; the values themselves where any colour may be. */
export function bytesIn(gamut: Gamut, bytes: Uint8Array): Uint8Array {
  if (gamut === 'any') return bytes;
  const steps = LEVELS[gamut] - 1;
  return bytes.map((byte) => Math.round((Math.round((byte * steps) / 255) * 255) / steps));
}

/** Colours as the nearest ones of a gamut. */
export const coloursInGamut = (gamut: Gamut, colours: readonly Rgba[]): Rgba[] =>
  colours.map(([r, g, b, a]): Rgba => {
    const [red, green, blue] = bytesIn(gamut, Uint8Array.of(r, g, b));
    return [red, green, blue, a];
  });
