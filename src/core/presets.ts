import { parseHex } from './hex.ts';
import type { Rgba } from './image.ts';

const colours = (list: string): readonly Rgba[] => list.split(' ').map((text) => parseHex(text) as Rgba);

/** Colours of well-known machines, by name. They are facts about hardware or its usual emulation. */
export const PRESETS: Readonly<Record<string, readonly Rgba[]>> = {
  mono: colours('000000 ffffff'),
  gameboy: colours('0f380f 306230 8bac0f 9bbc0f'),
  'gameboy-pocket': colours('000000 545454 a9a9a9 ffffff'),
  cga: colours('000000 55ffff ff55ff ffffff'),
  'cga-16': colours(
    '000000 0000aa 00aa00 00aaaa aa0000 aa00aa aa5500 aaaaaa 555555 5555ff 55ff55 55ffff ff5555 ff55ff ffff55 ffffff',
  ),
  'zx-spectrum': colours(
    '000000 0000d7 d70000 d700d7 00d700 00d7d7 d7d700 d7d7d7 0000ff ff0000 ff00ff 00ff00 00ffff ffff00 ffffff',
  ),
  msx: colours(
    '000000 3eb849 74d07d 5955e0 8076f1 b95e51 65dbef db6559 ff897d ccc35e ded087 3aa241 b766b5 cccccc ffffff',
  ),
  c64: colours(
    '000000 ffffff 813338 75cec8 8e3c97 56ac4d 2e2c9b edf171 8e5029 553800 c46c71 4a4a4a 7b7b7b a9ff9f 706deb b2b2b2',
  ),
  'pico-8': colours(
    '000000 1d2b53 7e2553 008751 ab5236 5f574f c2c3c7 fff1e8 ff004d ffa300 ffec27 00e436 29adff 83769c ff77a8 ffccaa',
  ),
  nes: colours(
    '7c7c7c 0000fc 0000bc 4428bc 940084 a80020 a81000 881400 503000 007800 006800 005800 004058 000000 ' +
      'bcbcbc 0078f8 0058f8 6844fc d800cc e40058 f83800 e45c10 ac7c00 00b800 00a800 00a844 008888 ' +
      'f8f8f8 3cbcfc 6888fc 9878f8 f878f8 f85898 f87858 fca044 f8b800 b8f818 58d854 58f898 00e8d8 787878 ' +
      'fcfcfc a4e4fc b8b8f8 d8b8f8 f8b8f8 f8a4c0 f0d0b0 fce0a8 f8d878 d8f878 b8f8b8 b8f8d8 00fcfc f8d8f8',
  ),
};
