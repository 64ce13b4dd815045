import { useMemo } from 'preact/hooks';
import type { LayerInfo } from '../../messages.ts';
import { PANELS } from '../fields/panels.ts';
import { Section } from '../fields/Section.tsx';
import { WORDS } from '../fields/words.ts';
import { WarningIcon } from '../icons.tsx';
import { choiceOf, paletteChoices } from '../palettes.ts';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, sidesText } from '../texts.ts';
import { Empty } from './Empty.tsx';
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
            <LayerList layers={layers} />
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

function Summary({ session }: { readonly session: Session }) {
  return (
    <p class="summary">
      <span class="summary-text">{summary(session.state)}</span>
      <button type="button" class="link" onClick={() => session.show('pixelize')}>
        Change
      </button>
    </p>
  );
}

/** The selected layers. There may be hundreds, so that they are not made anew while a job tells its progress. */
function LayerList({ layers }: { readonly layers: readonly LayerInfo[] }) {
  return useMemo(
    () => (
      <ul class="list" aria-label="Selected layers">
        {layers.map(({ id, name, width, height, problem }) => (
          <li key={id} class={problem === null ? '' : 'list-problem'} title={problem ?? name}>
            <span class="list-name">{name}</span>
            <span class="second">
              {problem ?? sidesText({ width: Math.round(width), height: Math.round(height) })}
            </span>
            {problem !== null && <WarningIcon />}
          </li>
        ))}
      </ul>
    ),
    [layers],
  );
}

/** The settings of "Pixelize" that the batch goes by, in a line. */
function summary({ settings, documentPalettes, imported }: State): string {
  const { size, cell, longest, scale, colors, palette, dither } = settings.value.pixelize;
  const sides =
    cell !== null
      ? `cells of ${cell} px`
      : size === null
        ? `longest side ${longest}`
        : size.width === null
          ? `${size.height} high`
          : size.height === null
            ? `${size.width} wide`
            : sidesText({ width: size.width, height: size.height });
  const colours =
    palette === null
      ? count(colors, 'colour')
      : (choiceOf(paletteChoices(documentPalettes.value, imported.value), palette)?.name ??
        count(palette.length, 'colour'));
  const dithering = dither === 'none' ? [] : [WORDS.pixelize.dither.choices[dither]];
  const parts = [sides, WORDS.pixelize.scale.choices[scale].toLowerCase(), colours, ...dithering].join(', ');
  return parts.charAt(0).toUpperCase() + parts.slice(1);
}
