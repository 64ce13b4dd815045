/** The tools, with the keys that they have in Aseprite, or near to them. */
export const TOOLS = {
  pencil: { label: 'Pencil', key: 'b', help: 'Paints art pixels. Alt picks a color.' },
  eyedropper: { label: 'Eyedropper', key: 'i', help: 'Picks the color to paint with.' },
  fill: { label: 'Fill', key: 'g', help: 'Paints all connected art pixels of one color.' },
  replace: { label: 'Replace color', key: 'r', help: 'Paints all art pixels of one color.' },
  move: {
    label: 'Move',
    key: 'v',
    help: 'Takes up connected art pixels of one color: all of them, or those in a rectangle that is dragged. Then arrow keys or a drag move them.',
  },
  guide: {
    label: 'Guide',
    key: 'd',
    help: 'Asks for more or less detail, for what is there, or for a color, where it paints. Layers in a frame do so as well that are named pixel: more, pixel: less, pixel: keep, or pixel: #FF0000.',
  },
  restore: { label: 'Restore', key: 'e', help: 'Gives art pixels back as they were drawn.' },
  zoom: { label: 'Magnifier', key: 'z', help: 'Zooms in where it is pressed, with Alt out.' },
} as const satisfies Readonly<Record<string, { label: string; key: string; help: string }>>;

export type ToolName = keyof typeof TOOLS;
