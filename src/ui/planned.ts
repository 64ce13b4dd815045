import type { Sides } from '../core/image.ts';
import type { Settings } from '../core/settings.ts';
import type { ExportSize } from '../messages.ts';
import { type DrawPlan, drawPlan } from './plan.ts';
import type { Exported, Port } from './port.ts';

const AS_IT_IS: ExportSize = { type: 'SCALE', value: 1 };

/** A layer's picture at the size that it needs, with how it is to be drawn. */
export interface Planned extends Exported {
  readonly plan: DrawPlan;
}

/**
 * Exports a layer at the size that some settings need. What counts is its size at the export: it may have been resized
 * since it was told of, and is planned again then.
 * @param told the size that it had last; null where that is not known
 * Throws as `drawPlan` and the export do.
 */
export async function plannedPicture(
  port: Pick<Port, 'export'>,
  job: number,
  layer: string,
  told: Sides | null,
  settings: Settings['pixelize'],
  signal?: AbortSignal,
): Promise<Planned> {
  let at = told === null ? AS_IT_IS : drawPlan(told, settings).export;
  for (;;) {
    const exported = await port.export(job, layer, at, signal);
    const plan = drawPlan(exported.size, settings);
    if (plan.export.type === at.type && plan.export.value === at.value) return { ...exported, plan };
    at = plan.export;
  }
}
