import { useEffect, useRef } from 'preact/hooks';
import type { JobProgress } from '../job.ts';
import type { Session } from '../session/session.ts';
import type { View } from '../session/state.ts';
import { count } from '../texts.ts';
import './Footer.css';

const VIEW_ONLY = 'You can only view this file: art can be exported, not added.';

interface Props {
  readonly session: Session;
}

/** The job: its start, how far it is, and how it ended. It has one height in all its states. */
export function Footer({ session }: Props) {
  const { state } = session;
  const works = state.working.value;
  const view = state.view.value;
  const readOnly = state.readOnly.value;
  const { batch, animate } = state.settings.value;
  const { deliver } = batch;
  const usable = state.usable.value.length;
  const primary = useRef<HTMLButtonElement>(null);
  const worked = useRef(works);
  // The button that was pressed goes away with the job's start and end; the next one takes over from it.
  useEffect(() => {
    if (worked.current && !works) primary.current?.focus();
    worked.current = works;
  }, [works]);
  if (works) return <Working session={session} />;
  const group = view === 'diagnostics' ? 'pixelize' : view;
  const writes = view === 'depixelize' || (view === 'batch' && deliver === 'canvas');
  return (
    <footer class="footer">
      <button
        type="button"
        class="button"
        title="Set everything on this page back to how it was at first"
        onClick={() => session.reset(group)}
      >
        Reset to default
      </button>
      <span class="spacer second" title={readOnly ? VIEW_ONLY : ''}>
        {readOnly && 'View only'}
      </span>
      <button
        ref={primary}
        type="button"
        class="button button-primary"
        disabled={!state.ready.value}
        title={state.blocked.value ?? 'Ctrl or Cmd + Enter'}
        onClick={() => void session.apply()}
      >
        {view === 'animate'
          ? animateLabel(readOnly || animate.deliver === 'file')
          : label(view, readOnly && !writes, usable, deliver)}
      </button>
    </footer>
  );
}

const animateLabel = (saves: boolean): string => (saves ? 'Save GIF' : 'Animate');

function label(view: View, exports: boolean, layers: number, deliver: 'zip' | 'canvas'): string {
  const what = layers > 1 ? ` ${count(layers, 'layer')}` : '';
  if (view === 'depixelize') return `Depixelize${what}`;
  if (exports || (view === 'batch' && deliver === 'zip')) return `Export${what}`;
  return `Pixelize${what}`;
}

const VERBS: Readonly<Record<JobProgress['phase'], string>> = {
  drawing: 'Drawing',
  colouring: 'Coloring',
  writing: 'Adding',
  packing: 'Packing',
};

function Working({ session }: Props) {
  const job = session.state.job.value;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  if (job.kind !== 'working') return null;
  const { progress, timeLeft, cancelling } = job;
  const percent = Math.floor((progress?.share ?? 0) * 100);
  const verb = VERBS[progress?.phase ?? 'drawing'];
  const what = progress ? `${verb} ${progress.index} of ${progress.total}` : 'Starting';
  const text = cancelling ? 'Cancelling…' : [what, timeLeft].filter(Boolean).join(', ');
  return (
    <footer class="footer">
      <div class="progress">
        <span class="progress-text" title={progress?.layer}>
          <span>{text}</span>
          <span class="second">{`${percent} %`}</span>
        </span>
        <div
          class="bar"
          role="progressbar"
          aria-label="Progress"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-valuetext={`${text}, ${percent} percent`}
        >
          <span class="bar-filled" style={{ width: `${percent}%` }} />
        </div>
      </div>
      <button
        ref={button}
        type="button"
        class="button"
        disabled={cancelling}
        onClick={() => session.cancel()}
      >
        Cancel
      </button>
    </footer>
  );
}
