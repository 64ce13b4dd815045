import { IconButton } from '../IconButton.tsx';
import { CheckIcon, CloseIcon, WarningIcon } from '../icons.tsx';
import type { Session } from '../session/session.ts';
import './Outcome.css';

/** How the last job ended, and what else there is to be known; it lies over the settings, so that nothing moves. */
export function Outcome({ session }: { readonly session: Session }) {
  const { state } = session;
  const job = state.job.value;
  const notice = state.notice.value;
  const failures = job.kind === 'done' || job.kind === 'failed' ? job.failures : [];
  const text =
    job.kind === 'done'
      ? job.text
      : job.kind === 'failed'
        ? failures.length > 1
          ? 'No layer could be done.'
          : job.reason
        : job.kind === 'cancelled'
          ? 'Cancelled. Nothing was changed.'
          : notice;
  const bad = job.kind === 'failed' || (job.kind === 'idle' && notice !== null);
  if (text === null) return null;
  return (
    <div class={`outcome${bad ? ' outcome-bad' : ''}`} role={bad ? 'alert' : undefined}>
      <div class="outcome-line">
        {bad || failures.length > 0 ? <WarningIcon /> : job.kind === 'done' ? <CheckIcon /> : null}
        <span class="outcome-text">{text}</span>
        {state.saved.value !== null && job.kind === 'done' && (
          <button type="button" class="link" onClick={() => session.saveAgain()}>
            Save again
          </button>
        )}
        <IconButton label="Dismiss" onClick={() => session.dismiss()}>
          <CloseIcon />
        </IconButton>
      </div>
      {(failures.length > 1 || (failures.length > 0 && job.kind === 'done')) && (
        <ul class="failures" aria-label="Layers that could not be done">
          {failures.map(({ layer, reason }, i) => (
            <li key={i}>
              {!reason.includes(layer) && <strong>{layer} </strong>}
              {reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
