import type { ComponentChildren } from 'preact';

interface Props {
  /** Its name, which is only heard. */
  readonly label: string;
  /** What is told of it where the pointer rests; without it its name. */
  readonly title?: string;
  /** Of what is switched on and off: whether it is on. */
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  /** The icon. */
  readonly children: ComponentChildren;
}

/** A button that shows an icon alone. */
export function IconButton({ label, title = label, pressed, disabled, onClick, children }: Props) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      title={title}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
