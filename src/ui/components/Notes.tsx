import { WarningIcon } from '../icons.tsx';

/** What is to be told of what is shown, in sentences. */
export function Notes({ notes }: { readonly notes: readonly string[] }) {
  return (
    <div role="status">
      {notes.map((note) => (
        <p key={note} class="note" title={note}>
          <WarningIcon />
          <span>{note}</span>
        </p>
      ))}
    </div>
  );
}
