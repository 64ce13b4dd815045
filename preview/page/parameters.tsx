import { useEffect, useRef, useState } from 'preact/hooks';
import type { ManifestParameter } from '../manifest.ts';
import type { MenuCommand, Store } from './store.ts';

/** What Figma's quick actions ask before a command with parameters: one field each, with the plugin's suggestions. */
export function ParameterDialog({ store, item }: { store: Store; item: MenuCommand }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: Event) => {
    event.preventDefault();
    const entered = Object.entries(values).filter(([, value]) => value !== '');
    void store.start(Object.fromEntries(entered));
  };
  return (
    <dialog ref={dialog} class="quick" aria-label={item.name} onCancel={() => store.closePlugin()}>
      <form onSubmit={submit}>
        <h2>{item.name}</h2>
        {(item.parameters ?? []).map((parameter) => (
          <Field
            key={parameter.key}
            store={store}
            parameter={parameter}
            value={values[parameter.key] ?? ''}
            values={values}
            set={(value) => setValues({ ...values, [parameter.key]: value })}
          />
        ))}
        <footer>
          <button type="button" onClick={() => store.closePlugin()}>
            Cancel
          </button>
          <button type="submit" class="primary">
            Run
          </button>
        </footer>
      </form>
    </dialog>
  );
}

interface FieldProps {
  readonly store: Store;
  readonly parameter: ManifestParameter;
  readonly value: string;
  readonly values: Readonly<Record<string, string>>;
  readonly set: (value: string) => void;
}

function Field({ store, parameter: { key, name, description, optional }, value, values, set }: FieldProps) {
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const ask = async (query: string) => setSuggestions((await store.host?.suggest(key, query, values)) ?? []);
  return (
    <label>
      {name}
      <input
        name={key}
        list={`suggested-${key}`}
        value={value}
        placeholder={description ?? ''}
        required={!optional}
        autocomplete="off"
        onFocus={() => void ask(value)}
        onInput={(event) => {
          set(event.currentTarget.value);
          void ask(event.currentTarget.value);
        }}
      />
      <datalist id={`suggested-${key}`}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </label>
  );
}
