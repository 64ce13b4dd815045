import type { VNode } from 'preact';
import type { OptionSpec } from '../../core/options.ts';
import { SETTINGS_SPECS, type Settings } from '../../core/settings.ts';
import type { Session } from '../session/session.ts';
import { CellField } from './CellField.tsx';
import { Checkbox } from './Checkbox.tsx';
import { Segmented, Select } from './Choice.tsx';
import { ColourField } from './ColourField.tsx';
import { ColoursField } from './ColoursField.tsx';
import { DetailPicture } from './DetailPicture.tsx';
import { NumberField } from './NumberField.tsx';
import { PaletteField } from './PaletteField.tsx';
import type { FieldName } from './panels.ts';
import { SizeFields } from './SizeFields.tsx';
import { type FieldWords, WORDS } from './words.ts';

interface Props {
  readonly session: Session;
  readonly name: FieldName;
}

/** A setting as a row: what it takes from its spec, how it is called from its words, its value from the session. */
export function OptionField({ session, name }: Props) {
  const { state } = session;
  const [group, option] = name.split('.') as [keyof Settings, string];
  const spec = specsOf(group)[option];
  const words = wordsOf(group)[option];
  const settings = state.settings.value;
  const now = {
    // What is asked for by area is the shown layer's own.
    settings: {
      ...settings,
      pixelize: { ...settings.pixelize, guide: state.guide.value ?? state.asked.value.guide },
    },
    readOnly: state.readOnly.value,
    transparent: state.transparent.value,
  };
  if (words.shown?.(now) === false) return null;
  const off = words.off?.(now) ?? null;
  const value =
    off !== null && words.offValue !== undefined ? words.offValue : valuesOf(settings, group)[option];
  const onChange = (changed: unknown) =>
    session.change(group, { [option]: changed } as Partial<Settings[typeof group]>);
  const shared = { label: words.label, help: off ?? words.help, disabled: off !== null, onChange };
  const unusable = state.unusable.value;
  const problem = group === 'pixelize' && unusable?.field === option ? unusable.reason : null;
  switch (spec.kind) {
    case 'choice': {
      const own = { ...shared, value: value as string, labels: words.choices ?? {} };
      return words.segments ? <Segmented {...own} picture={PICTURES[name]} /> : <Select {...own} />;
    }
    case 'integer':
    case 'number':
      return (
        <NumberField {...shared} value={value as number | null} spec={spec} words={words} problem={problem} />
      );
    case 'colour':
      return <ColourField {...shared} value={value as Settings['pixelize']['matte']} />;
    case 'flag':
      return <Checkbox {...shared} checked={value as boolean} />;
    case 'cell':
      return (
        <CellField {...shared} value={value as Settings['depixelize']['cell']} spec={spec} words={words} />
      );
    case 'size':
      return <SizeFields session={session} />;
    case 'colours':
      return <ColoursField {...shared} value={value as Settings['pixelize']['pin']} />;
    case 'guide':
    case 'picture':
      // It is painted in the preview.
      return null;
    case 'palette':
      return <PaletteField session={session} />;
  }
}

/** Choices that are pictured. */
const PICTURES: Partial<Record<FieldName, (choice: string) => VNode>> = {
  'pixelize.scale': (choice) => <DetailPicture detail={choice} />,
};

const specsOf = (group: keyof Settings): Readonly<Record<string, OptionSpec>> => SETTINGS_SPECS[group];
const wordsOf = (group: keyof Settings): Readonly<Record<string, FieldWords>> => WORDS[group];
const valuesOf = (settings: Settings, group: keyof Settings): Readonly<Record<string, unknown>> =>
  settings[group];
