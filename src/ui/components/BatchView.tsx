import { useMemo } from 'preact/hooks';
import { BATCH_SETTINGS, type Settings } from '../../core/settings.ts';
import type { LayerInfo } from '../../messages.ts';
import { LABELS } from '../labels.ts';
import { choiceOf, paletteChoices } from '../palettes.ts';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, sidesText } from '../texts.ts';
import { Empty } from './Empty.tsx';
import { Checkbox, NumberInput, Row, Segmented, Select } from './fields.tsx';
import { WarningIcon } from './icons.tsx';

/** Many layers in one job. */
export function BatchView({ session }: { readonly session: Session }) {
  const { state } = session;
  const layers = state.layers.value;
  const readOnly = state.readOnly.value;
  const values = state.settings.value.batch;
  const set = (changes: Partial<Settings['batch']>) => session.change('batch', changes);
  const unusable = layers.filter(({ problem }) => problem !== null).length;
  const zip = readOnly || values.deliver === 'zip';
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
        <fieldset class="section">
          <legend>Art</legend>
          <p class="summary">
            <span class="summary-text">{summary(state)}</span>
            <button type="button" class="link" onClick={() => session.show('pixelize')}>
              Change
            </button>
          </p>
          <Checkbox
            label="One palette for all the layers"
            help="The colours are chosen once, over all of them."
            checked={values.sharedPalette}
            onChange={(sharedPalette) => set({ sharedPalette })}
          />
        </fieldset>
        <fieldset class="section">
          <legend>Result</legend>
          <Segmented
            label="Deliver to"
            value={zip ? 'zip' : 'canvas'}
            labels={LABELS.deliver}
            disabled={readOnly}
            onChange={(deliver) => set({ deliver })}
          />
          <Row
            label="Enlarged"
            help="The ZIP file holds every picture at 1×, and once more enlarged so many times."
            disabled={!zip}
          >
            {(ids) => (
              <>
                <NumberInput
                  {...ids}
                  value={values.exportZoom}
                  min={BATCH_SETTINGS.exportZoom.min}
                  max={BATCH_SETTINGS.exportZoom.max}
                  disabled={!zip}
                  onChange={(exportZoom) => set({ exportZoom })}
                />
                <span class="unit">
                  {values.exportZoom === 1 ? '1× only' : `1× and ${values.exportZoom}×`}
                </span>
              </>
            )}
          </Row>
          <Select
            label="Sprite sheet"
            help={BATCH_SETTINGS.sheet.help}
            value={values.sheet}
            labels={LABELS.sheet}
            disabled={!zip}
            onChange={(sheet) => set({ sheet })}
          />
        </fieldset>
      </div>
    </div>
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
  const { size, cell, scale, colors, palette, dither } = settings.value.pixelize;
  const sides =
    cell !== null
      ? `cells of ${cell} px`
      : size === null
        ? 'longest side 48'
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
  const dithering = dither === 'none' ? [] : [LABELS.dither[dither]];
  const parts = [sides, LABELS.scale[scale].toLowerCase(), colours, ...dithering].join(', ');
  return parts.charAt(0).toUpperCase() + parts.slice(1);
}
