import type { ComponentChildren } from 'preact';
import type { Session } from '../session/session.ts';
import { OptionField } from './OptionField.tsx';
import type { SectionWords } from './panels.ts';
import './Section.css';

interface Props {
  readonly session: Session;
  readonly section: SectionWords;
  /** What stands above and below the fields. */
  readonly above?: ComponentChildren;
  readonly below?: ComponentChildren;
}

/** A part of a panel: its title and its fields. */
export function Section({ session, section, above, below }: Props) {
  const rows = (
    <>
      {above}
      {section.fields.map((name) => (
        <OptionField key={name} session={session} name={name} />
      ))}
      {below}
    </>
  );
  if (section.folded) {
    return (
      <details class="section">
        <summary>{section.title}</summary>
        {rows}
      </details>
    );
  }
  return (
    <fieldset class="section">
      <legend>{section.title}</legend>
      {rows}
    </fieldset>
  );
}
