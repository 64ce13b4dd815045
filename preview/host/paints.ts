import type { Fill, SceneNode, Stroke, VariableValue } from '@open-pencil/scene-graph';

/** Figma's paints of a node's fills, frozen as Figma hands them out, with the variables that they are bound to. */
export function paintsOf(
  fills: readonly Fill[],
  bound: Readonly<Record<string, string>> = {},
): readonly Paint[] {
  return frozen(fills.map((fill, i) => paintOf(fill, bound[colourField(i)])));
}

/** Figma's paints of a node's strokes. */
export function strokePaintsOf(strokes: readonly Stroke[]): readonly Paint[] {
  return frozen(
    strokes.map(({ color: { r, g, b }, opacity, visible }) => ({
      type: 'SOLID',
      blendMode: 'NORMAL',
      color: { r, g, b },
      opacity,
      visible,
      boundVariables: {},
    })),
  );
}

function paintOf(fill: Fill, variable: string | undefined): Paint {
  const { opacity, visible, blendMode = 'NORMAL' } = fill;
  const common = { opacity, visible, blendMode };
  if (fill.type === 'SOLID') {
    const { r, g, b } = fill.color;
    const bound = variable === undefined ? {} : { color: { type: 'VARIABLE_ALIAS', id: variable } as const };
    return { type: 'SOLID', color: { r, g, b }, ...common, boundVariables: bound };
  }
  if (fill.type === 'IMAGE') {
    const scaleMode = fill.imageScaleMode ?? 'FILL';
    return { type: 'IMAGE', scaleMode, imageHash: fill.imageHash ?? null, ...common };
  }
  if (fill.type.startsWith('GRADIENT_')) {
    const { m00, m01, m02, m10, m11, m12 } = fill.gradientTransform!;
    return {
      type: fill.type as GradientPaint['type'],
      gradientStops: fill.gradientStops!.map(({ color, position }) => ({ color: { ...color }, position })),
      gradientTransform: [
        [m00, m01, m02],
        [m10, m11, m12],
      ],
      ...common,
    };
  }
  throw new Error(`paints of type ${fill.type} are not implemented by the preview host`);
}

/** What a node's fills become when Figma's paints are assigned to them, and the variables they bind, by field. */
export function fillsOf(
  paints: readonly Paint[],
): Pick<SceneNode, 'fills'> & { bound: Record<string, string> } {
  const bound: Record<string, string> = {};
  const fills = paints.map((paint, i): Fill => {
    if (paint.type === 'SOLID' && paint.boundVariables?.color)
      bound[colourField(i)] = paint.boundVariables.color.id;
    return fillOf(paint);
  });
  return { fills, bound };
}

/** The field of open-pencil's bindings for the colour of a fill. */
const colourField = (index: number) => `fills/${index}/color`;

function fillOf(paint: Paint): Fill {
  const { opacity = 1, visible = true, blendMode = 'NORMAL' } = paint;
  if (blendMode === 'LINEAR_BURN' || blendMode === 'LINEAR_DODGE') {
    throw new Error(`blend mode ${blendMode} is not implemented by the preview host`);
  }
  const common = { opacity, visible, blendMode };
  if (paint.type === 'SOLID') return { type: 'SOLID', color: { ...checked(paint.color), a: 1 }, ...common };
  const color = { r: 0, g: 0, b: 0, a: 1 };
  if (paint.type === 'IMAGE') {
    if (paint.imageHash === null) throw new Error('in set_fills: an image paint needs an imageHash');
    return { type: 'IMAGE', imageHash: paint.imageHash, imageScaleMode: paint.scaleMode, color, ...common };
  }
  if ('gradientStops' in paint) {
    const [[m00, m01, m02], [m10, m11, m12]] = paint.gradientTransform;
    const gradientStops = paint.gradientStops.map(({ color, position }) => ({
      color: { ...color },
      position,
    }));
    const gradientTransform = { m00, m01, m02, m10, m11, m12 };
    return { type: paint.type, color, gradientStops, gradientTransform, ...common };
  }
  throw new Error(`paints of type ${paint.type} are not implemented by the preview host`);
}

/** What a node's strokes become when Figma's paints are assigned to them. */
export function strokesOf(paints: readonly Paint[], weight: number, align: Stroke['align']): Stroke[] {
  return paints.map((paint) => {
    if (paint.type !== 'SOLID')
      throw new Error('strokes other than solid ones are not implemented by the preview host');
    const { opacity = 1, visible = true } = paint;
    return { color: { ...checked(paint.color), a: 1 }, weight, opacity, visible, align };
  });
}

/** Figma refuses colours outside [0, 1]. */
function checked({ r, g, b }: RGB): RGB {
  for (const value of [r, g, b]) {
    if (!(value >= 0 && value <= 1)) throw new Error(`Expected a colour in [0, 1] but got ${value}`);
  }
  return { r, g, b };
}

/** A variable's value as Figma gives it out. */
export function figmaValue(value: VariableValue): FigmaVariableValue {
  return typeof value === 'object' && 'aliasId' in value
    ? { type: 'VARIABLE_ALIAS', id: value.aliasId }
    : structuredClone(value);
}

/** The values that the host's variables take. */
export type FigmaVariableValue = boolean | string | number | RGB | RGBA | VariableAlias;

/** A variable's value as the scene graph keeps it. */
export function graphValue(value: FigmaVariableValue): VariableValue {
  if (typeof value !== 'object') return value;
  if ('type' in value) return { aliasId: value.id };
  return { ...checked(value), a: 'a' in value ? value.a : 1 };
}

/** Freezes a value and all in it. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
