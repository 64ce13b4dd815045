import type { ComponentChildren } from 'preact';
import { ChevronIcon } from '../icons.tsx';
import './input.css';
import './Dropdown.css';

interface DropdownProps {
  readonly id?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-label'?: string;
  readonly value: string;
  readonly disabled?: boolean | undefined;
  /** Whether its options show more than texts, where the browser can. */
  readonly rich?: boolean;
  readonly onChange: (value: string) => void;
  readonly children: ComponentChildren;
}

/** The browser's own list, looking like Figma's. */
export function Dropdown({ children, onChange, rich = false, ...props }: DropdownProps) {
  return (
    <span class={rich ? 'dropdown dropdown-rich' : 'dropdown'}>
      <select
        {...props}
        class="input"
        onChange={(event) => {
          const { currentTarget } = event;
          onChange(currentTarget.value);
          // What is shown is the value alone, even if nothing is rendered anew.
          currentTarget.value = props.value;
        }}
      >
        {children}
      </select>
      <ChevronIcon />
    </span>
  );
}
