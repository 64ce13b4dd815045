import { hexOf } from '../core/hex.ts';
import { COMMAND_OPTIONS, type OptionSpec } from '../core/options.ts';
import { PRESETS } from '../core/presets.ts';
import { PALETTE_WRITERS } from '../palettes/write.ts';
import { type Command, flagOf } from './args.ts';
import { KINDS } from './read.ts';

const ABOUT: Readonly<Record<Command, string>> = {
  pixelize: 'turns pictures into pixel art, written as indexed PNGs',
  animate: 'turns an animation, a video or numbered pictures into pixel art that moves without flicker',
  depixelize: 'turns pixel art into smooth pictures',
  palette: 'makes one palette for many pictures, for pixelize --palette',
};

const SHARD = [
  '--shard I/N',
  'do the I-th (from 0) of N parts of the batch, told apart by names alone',
] as const;
const OUT: Readonly<Record<Command, readonly [string, string]>> = {
  pixelize: ['--out DIR', 'folder for the results; sub-folders are mirrored (required)'],
  animate: [
    '--out FILE',
    '.gif, .png (APNG), .webp, .aseprite, .json (with a sprite sheet), or a folder for PNGs (required)',
  ],
  depixelize: ['--out DIR', 'folder for the results; sub-folders are mirrored (required)'],
  palette: [
    '--out FILE',
    `${Object.values(PALETTE_WRITERS)
      .map(({ ending }) => ending)
      .join(', ')}, or .histogram: the colours of a part, which are inputs of a last call (required)`,
  ],
};

const COMMON: readonly (readonly [string, string])[] = [
  ['--force', 'replace existing results'],
  ['--json', 'print one JSON object a result'],
  ['--models DIR', 'folder with models.json, instead of the one that came along'],
];
const ANIMATIONS = `GIF, APNG and WebP, videos (by an installed ffmpeg), or ${KINDS} as a frame each`;

/** The help text of a command, or of the program; made from the options' own specs. */
export function helpOf(command?: Command): string {
  if (command === undefined) {
    return [
      'pixel-cascade <command> <files, folders or globs...> --out PLACE [options]',
      '',
      ...table(Object.entries(ABOUT)),
      '',
      'pixel-cascade <command> --help   the options of a command',
      'pixel-cascade --version          the version',
      '',
      'Exit codes: 0 all done, 1 some failed (each is named), 2 wrong use, 130 stopped.',
    ].join('\n');
  }
  const options = Object.entries<OptionSpec>(COMMAND_OPTIONS[command]).map(
    ([name, spec]): [string, string] => [
      `${flagOf(name)} ${shapeOf(spec)}`.trim(),
      spec.help + defaultOf(spec),
    ],
  );
  return [
    command === 'animate'
      ? 'pixel-cascade animate <file, folder or glob> --out FILE [options]'
      : `pixel-cascade ${command} <files, folders or globs...> ${OUT[command][0]} [options]`,
    `${ABOUT[command]}; reads ${command === 'animate' ? ANIMATIONS : `${KINDS} (first frame or page)`}`,
    '',
    ...table([OUT[command], ...(command === 'animate' ? COMMON : [SHARD, ...COMMON]), ...options]),
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  return rows.map(([name, text]) =>
    name.length < 22 ? `  ${name.padEnd(22)}${text}` : `  ${name}\n${' '.repeat(24)}${text}`,
  );
}

function shapeOf(spec: OptionSpec): string {
  switch (spec.kind) {
    case 'integer':
    case 'number':
      return `${spec.min}..${spec.max}`;
    case 'choice':
      return spec.choices.join('|');
    case 'size':
      return 'SIZE';
    case 'cell':
      return `${spec.min}..${spec.max}|WxH`;
    case 'colour':
      return '#RRGGBB';
    case 'colours':
      return '#RRGGBB,…';
    case 'palette':
      return 'FILE|NAME';
    case 'guide':
    case 'picture':
      return 'FILE';
    case 'flag':
      return '';
  }
}

function defaultOf(spec: OptionSpec): string {
  switch (spec.kind) {
    case 'palette':
      return ` (${Object.keys(PRESETS).join(', ')})`;
    case 'choice':
      return ` [${spec.default}]`;
    case 'integer':
    case 'number':
      return spec.default === null ? '' : ` [${spec.default}]`;
    case 'colour':
      return ` [#${hexOf(spec.default)}]`;
    default:
      return '';
  }
}
