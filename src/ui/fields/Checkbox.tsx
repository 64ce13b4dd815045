import './Checkbox.css';

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly help?: string | undefined;
  readonly onChange: (checked: boolean) => void;
}

export function Checkbox({ label, checked, disabled, help, onChange }: CheckboxProps) {
  return (
    <label class={`checkbox${disabled ? ' row-disabled' : ''}`} title={help}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
