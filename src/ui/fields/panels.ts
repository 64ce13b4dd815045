import type { Settings } from '../../core/settings.ts';

/** A setting by its group and name. */
export type FieldName = { [G in keyof Settings]: `${G}.${string & keyof Settings[G]}` }[keyof Settings];

/** A part of a panel. */
export interface SectionWords {
  readonly title: string;
  readonly fields: readonly FieldName[];
  /** It is closed at first. */
  readonly folded?: boolean;
}

/** What each page's panel holds, in order. "pixelize.size" stands for the cell and the longest side as well. */
export const PANELS = {
  pixelize: [
    { title: 'Size', fields: ['pixelize.size', 'pixelize.scale', 'pixelize.snap'] },
    {
      title: 'Color',
      fields: [
        'pixelize.palette',
        'pixelize.colors',
        'pixelize.pin',
        'pixelize.exclude',
        'pixelize.guide',
        'pixelize.dither',
        'pixelize.ditherStrength',
        'pixelize.ditherWhere',
        'pixelize.outline',
        'pixelize.outlineColor',
        'pixelize.matte',
      ],
    },
    {
      title: 'Result',
      fields: ['pixelize.output', 'pixelize.bind', 'pixelize.place', 'pixelize.zoom', 'pixelize.fit'],
    },
    {
      title: 'Advanced',
      folded: true,
      fields: [
        'pixelize.method',
        'pixelize.voting',
        'pixelize.tidy',
        'pixelize.tidyWhere',
        'pixelize.tile',
        'pixelize.brightness',
        'pixelize.contrast',
        'pixelize.saturation',
        'pixelize.alpha',
        'pixelize.quantizer',
        'pixelize.gamut',
        'pixelize.seed',
        'run.provider',
      ],
    },
  ],
  depixelize: [
    { title: 'Art', fields: ['depixelize.cell', 'depixelize.matte'] },
    { title: 'Result', fields: ['depixelize.zoom', 'depixelize.place'] },
  ],
  animate: [
    { title: 'Art', fields: ['animate.order', 'animate.fps', 'animate.play'] },
    { title: 'Result', fields: ['animate.deliver'] },
  ],
  batch: [
    { title: 'Art', fields: ['batch.sharedPalette'] },
    { title: 'Result', fields: ['batch.deliver', 'batch.exportZoom', 'batch.sheet'] },
  ],
} as const satisfies Readonly<Record<string, readonly SectionWords[]>>;
