import { useMemo } from 'preact/hooks';
import type { LayerInfo } from '../../messages.ts';
import { PANELS } from '../fields/panels.ts';
import { Section } from '../fields/Section.tsx';
import { WarningIcon } from '../icons.tsx';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, sidesText } from '../texts.ts';
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
            <LayerList layers={layers} state={state} />
          </>
        )}
      </div>
      <div class="settings">
        {PANELS.batch.map((section, i) => (
          <Section
            key={section.title}
            session={session}
            section={section}
            above={i === 0 && <Summary session={session} />}
          />
        ))}
      </div>
    </div>
  );
}

/** The selected layers. There may be hundreds, so that they are not made anew while a job tells its progress. */
function LayerList({ layers, state }: { readonly layers: readonly LayerInfo[]; readonly state: State }) {
  return useMemo(
    () => (
      <ul class="list" aria-label="Selected layers">
        {layers.map(({ id, name, width, height, problem }) => (
          <li key={id} class={problem === null ? '' : 'list-problem'} title={problem ?? name}>
            <Thumbnail state={state} id={id} />
            <span class="list-name">{name}</span>
            <span class="second">
              {problem ?? sidesText({ width: Math.round(width), height: Math.round(height) })}
            </span>
            {problem !== null && <WarningIcon />}
          </li>
        ))}
      </ul>
    ),
    [layers, state],
  );
}
