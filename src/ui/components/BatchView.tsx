import { useMemo } from 'preact/hooks';
import type { Settings } from '../../core/settings.ts';
import type { LayerInfo } from '../../messages.ts';
import { Fields } from '../fields/Fields.tsx';
import { PANELS } from '../fields/panels.ts';
import { fitsLayer, sizesText } from '../fit.ts';
import { WarningIcon } from '../icons.tsx';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count } from '../texts.ts';
import { Empty } from './Empty.tsx';
import { Summary } from './Summary.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import './View.css';
import './BatchView.css';

/** Many layers in one job. */
export function BatchView({ session }: { readonly session: Session }) {
  const { state } = session;
  const layers = state.layers.value;
  const unusable = layers.length - state.usable.value.length;
  const { pixelize, batch } = state.settings.value;
  const onCanvas = batch.deliver === 'canvas';
  return (
    <div class="view">
      <div class="list-box">
        {layers.length === 0 ? (
          <div class="viewport-empty">
            <Empty state={state} what="export" />
          </div>
        ) : (
          <>
            <p class="list-head">
              <strong>{count(layers.length, 'layer')}</strong>
              {unusable > 0 && <span class="warning">{`${unusable} cannot be used`}</span>}
            </p>
            <LayerList state={state} layers={layers} settings={pixelize} onCanvas={onCanvas} />
            <p class="list-foot second">{sizesNote(state.usable.value, pixelize, onCanvas)}</p>
          </>
        )}
      </div>
      <Fields session={session} sections={PANELS.batch} above={<Summary session={session} />} />
    </div>
  );
}

/** What the sizes in the list are, and whether art gets another one than its layer. */
function sizesNote(layers: readonly LayerInfo[], settings: Settings['pixelize'], onCanvas: boolean): string {
  const sizes = onCanvas ? 'Layer → art on the canvas.' : 'Layer → art pixels.';
  const others = onCanvas ? layers.filter((layer) => !fitsLayer(layer, settings)).length : 0;
  if (others === 0) return sizes;
  return `${sizes} ${count(others, 'layer gets', 'layers get')} art of another size.`;
}

interface ListProps {
  readonly state: State;
  readonly layers: readonly LayerInfo[];
  readonly settings: Settings['pixelize'];
  readonly onCanvas: boolean;
}

/** The selected layers. There may be hundreds, so that they are not made anew while a job tells its progress. */
function LayerList({ state, layers, settings, onCanvas }: ListProps) {
  return useMemo(
    () => (
      <ul class="list" aria-label="Selected layers">
        {layers.map((layer) => {
          const { id, name, problem } = layer;
          return (
            <li key={id} class={problem === null ? '' : 'list-problem'} title={problem ?? name}>
              <Thumbnail state={state} id={id} />
              <span class="list-name">{name}</span>
              <span class="second">{problem ?? sizesText(layer, settings, onCanvas)}</span>
              {problem !== null && <WarningIcon />}
            </li>
          );
        })}
      </ul>
    ),
    [state, layers, settings, onCanvas],
  );
}
