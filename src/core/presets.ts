import { parseHex } from './hex.ts';
import type { Rgba } from './image.ts';

const colours = (list: string): readonly Rgba[] => list.split(' ').map((text) => parseHex(text) as Rgba);

/** All colours of a machine with a few levels for each of red, green and blue. */
const levels = (values: readonly number[]): readonly Rgba[] =>
  values.flatMap((r) => values.flatMap((g) => values.map((b): Rgba => [r, g, b, 255])));

/**
 * Palettes by name: those of pixel artists, as they are listed on Lospec (lospec.com/palette-list/NAME), and of well-known
 * machines, which are facts about hardware or its usual emulation.
 */
export const PRESETS: Readonly<Record<string, readonly Rgba[]>> = {
  /** DawnBringer's 16, as "dawnbringer-16" on Lospec; first on Pixel Joint, 2011. */
  db16: colours(
    '140c1c 442434 30346d 4e4a4e 854c30 346524 d04648 757161 597dce d27d2c 8595a1 6daa2c d2aa99 6dc2ca dad45e deeed6',
  ),
  /** DawnBringer's 32, as "dawnbringer-32" on Lospec; pixeljoint.com/p/23821.htm. */
  db32: colours(
    '000000 222034 45283c 663931 8f563b df7126 d9a066 eec39a fbf236 99e550 6abe30 37946e 4b692f 524b24 323c39 3f3f74 ' +
      '306082 5b6ee1 639bff 5fcde4 cbdbfc ffffff 9badb7 847e87 696a6a 595652 76428a ac3232 d95763 d77bba 8f974a 8a6f30',
  ),
  /** By GrafxKid, as "sweetie-16" on Lospec; TIC-80's own palette. */
  'sweetie-16': colours(
    '1a1c2c 5d275d b13e53 ef7d57 ffcd75 a7f070 38b764 257179 29366f 3b5dc9 41a6f6 73eff7 f4f4f4 94b0c2 566c86 333c57',
  ),
  /** By Endesga, as "endesga-32" on Lospec. */
  'endesga-32': colours(
    'be4a2f d77643 ead4aa e4a672 b86f50 733e39 3e2731 a22633 e43b44 f77622 feae34 fee761 63c74d 3e8948 265c42 193c3e ' +
      '124e89 0099db 2ce8f5 ffffff c0cbdc 8b9bb4 5a6988 3a4466 262b44 181425 ff0044 68386c b55088 f6757a e8b796 c28569',
  ),
  /** By Endesga, as "endesga-64" on Lospec. */
  'endesga-64': colours(
    'ff0040 131313 1b1b1b 272727 3d3d3d 5d5d5d 858585 b4b4b4 ffffff c7cfdd 92a1b9 657392 424c6e 2a2f4e 1a1932 0e071b ' +
      '1c121c 391f21 5d2c28 8a4836 bf6f4a e69c69 f6ca9f f9e6cf edab50 e07438 c64524 8e251d ff5000 ed7614 ffa214 ffc825 ' +
      'ffeb57 d3fc7e 99e65f 5ac54f 33984b 1e6f50 134c4c 0c2e44 00396d 0069aa 0098dc 00cdf9 0cf1ff 94fdff fdd2ed f389f5 ' +
      'db3ffd 7a09fa 3003d9 0c0293 03193f 3b1443 622461 93388f ca52c9 c85086 f68187 f5555d ea323c c42430 891e2b 571c27',
  ),
  /** By Kerrie Lake, as "resurrect-64" on Lospec. */
  'resurrect-64': colours(
    '2e222f 3e3546 625565 966c6c ab947a 694f62 7f708a 9babb2 c7dcd0 ffffff 6e2727 b33831 ea4f36 f57d4a ae2334 e83b3b ' +
      'fb6b1d f79617 f9c22b 7a3045 9e4539 cd683d e6904e fbb954 4c3e24 676633 a2a947 d5e04b fbff86 165a4c 239063 1ebc73 ' +
      '91db69 cddf6c 313638 374e4a 547e64 92a984 b2ba90 0b5e65 0b8a8f 0eaf9b 30e1b9 8ff8e2 323353 484a77 4d65b4 4d9be6 ' +
      '8fd3ff 45293f 6b3e75 905ea9 a884f3 eaaded 753c54 a24b6f cf657f ed8099 831c5d c32454 f04f78 f68181 fca790 fdcbb0',
  ),
  /** Sega's Master System: two bits for each of red, green and blue. */
  'master-system': levels([0x00, 0x55, 0xaa, 0xff]),
  mono: colours('000000 ffffff'),
  /** Nintendo's Game Boy, as its greens are usually given: Wikipedia, "List of video game console palettes". */
  gameboy: colours('0f380f 306230 8bac0f 9bbc0f'),
  /** The Game Boy Pocket's four greys, in equal steps. */
  'gameboy-pocket': colours('000000 545454 a9a9a9 ffffff'),
  /** IBM's CGA in its mode 4, the second palette in high intensity. */
  cga: colours('000000 55ffff ff55ff ffffff'),
  /** IBM's CGA on an RGBI monitor, which makes dark yellow a brown. */
  'cga-16': colours(
    '000000 0000aa 00aa00 00aaaa aa0000 aa00aa aa5500 aaaaaa 555555 5555ff 55ff55 55ffff ff5555 ff55ff ffff55 ffffff',
  ),
  /** Sinclair's ZX Spectrum: a bit a channel at two brightnesses, black the same in both. */
  'zx-spectrum': colours(
    '000000 0000d7 d70000 d700d7 00d700 00d7d7 d7d700 d7d7d7 0000ff ff0000 ff00ff 00ff00 00ffff ffff00 ffffff',
  ),
  /** The MSX's TMS9918 without its transparent colour, as in Wikipedia, "TMS9918". */
  msx: colours(
    '000000 3eb849 74d07d 5955e0 8076f1 b95e51 65dbef db6559 ff897d ccc35e ded087 3aa241 b766b5 cccccc ffffff',
  ),
  /** Commodore's 64, as computed from its video signal by Philip Timmermann (colodore.com); "colodore" on Lospec. */
  c64: colours(
    '000000 ffffff 813338 75cec8 8e3c97 56ac4d 2e2c9b edf171 8e5029 553800 c46c71 4a4a4a 7b7b7b a9ff9f 706deb b2b2b2',
  ),
  /** Lexaloffle's PICO-8, the 16 colours of its manual. */
  'pico-8': colours(
    '000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 ff004d ffa300 ffec27 00e436 29adff 83769c ff77a8 ffccaa',
  ),
  /** Nintendo's NES has no RGB of its own; this is "nintendo-entertainment-system" on Lospec, of early emulators. */
  nes: colours(
    '7c7c7c 0000fc 0000bc 4428bc 940084 a80020 a81000 881400 503000 007800 006800 005800 004058 000000 ' +
      'bcbcbc 0078f8 0058f8 6844fc d800cc e40058 f83800 e45c10 ac7c00 00b800 00a800 00a844 008888 ' +
      'f8f8f8 3cbcfc 6888fc 9878f8 f878f8 f85898 f87858 fca044 f8b800 b8f818 58d854 58f898 00e8d8 787878 ' +
      'fcfcfc a4e4fc b8b8f8 d8b8f8 f8b8f8 f8a4c0 f0d0b0 fce0a8 f8d878 d8f878 b8f8b8 b8f8d8 00fcfc f8d8f8',
  ),
};
