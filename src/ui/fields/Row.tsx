import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { WarningIcon } from '../icons.tsx';
import './Row.css';

/** What a row's control is named and described by. */
export interface ControlIds {
  readonly id: string;
  readonly 'aria-describedby'?: string;
}

interface RowProps {
  readonly label: string;
  readonly help?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** Given the id of the control that the label is for, and that of the help. */
  readonly children: (ids: ControlIds) => ComponentChildren;
}

/** A label with its control. The help is a tooltip, and a description for screen readers. */
export function Row({ label, help, disabled = false, children }: RowProps) {
  const id = useId();
  const described = help === undefined ? {} : { 'aria-describedby': `${id}-help` };
  return (
    <div class={`row${disabled ? ' row-disabled' : ''}`} title={help}>
      <label class="row-label" for={id}>
        {label}
      </label>
      <div class="row-control">{children({ id, ...described })}</div>
      {help !== undefined && (
        <span class="hidden" id={`${id}-help`}>
          {help}
        </span>
      )}
    </div>
  );
}

/** Why what a field holds cannot be used, below it; nothing for null. */
export function Problem({ reason }: { readonly reason: string | null }) {
  return (
    reason !== null && (
      <p class="problem" role="alert">
        <WarningIcon />
        <span>{reason}</span>
      </p>
    )
  );
}
