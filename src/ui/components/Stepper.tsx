import { IconButton } from '../IconButton.tsx';
import { NextIcon, PreviousIcon } from '../icons.tsx';
import type { Session } from '../session/session.ts';
import './Stepper.css';

/** Which of several layers is shown, with a way to the others; and those that cannot be used, by name. */
export function Stepper({ session }: { readonly session: Session }) {
  const { state } = session;
  const [usable, shown] = [state.usable.value, state.shown.value];
  const broken = state.layers.value.filter(({ problem }) => problem !== null);
  if (shown === null || usable.length + broken.length < 2) return null;
  const at = usable.indexOf(shown);
  const button = (label: string, by: number, icon: preact.VNode) => (
    <IconButton label={label} onClick={() => session.step(by)}>
      {icon}
    </IconButton>
  );
  return (
    <div class="stepper">
      {usable.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row in quirks mode
        <div class="stepper-row" role="group" aria-label="Selected layers">
          {button('Previous layer', -1, <PreviousIcon />)}
          <span class="stepper-name" role="status" title={shown.name}>
            {shown.name}
          </span>
          <span class="second">{`${at + 1} of ${usable.length}`}</span>
          {button('Next layer', 1, <NextIcon />)}
        </div>
      )}
      {broken.length > 0 && (
        <p class="stepper-problem" title={broken.map(({ problem }) => problem).join('\n')}>
          {`${broken.map(({ name }) => `“${name}”`).join(', ')} cannot be used`}
        </p>
      )}
    </div>
  );
}
