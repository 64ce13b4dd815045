import type { ComponentChildren } from 'preact';
import type { Session } from '../session/session.ts';
import type { SectionWords } from './panels.ts';
import { Section } from './Section.tsx';

interface Props {
  readonly session: Session;
  readonly sections: readonly SectionWords[];
  /** What stands above the first section's fields, and below those of the folded one. */
  readonly above?: ComponentChildren;
  readonly below?: ComponentChildren;
}

/** A page's fields, section by section. */
export function Fields({ session, sections, above, below }: Props) {
  return (
    <div class="settings">
      {sections.map((section, i) => (
        <Section
          key={section.title}
          session={session}
          section={section}
          above={i === 0 && above}
          below={section.folded && below}
        />
      ))}
    </div>
  );
}
