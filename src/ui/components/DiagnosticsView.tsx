import { useRef, useState } from 'preact/hooks';
import { copyText } from '../copy.ts';
import type { State } from '../session/state.ts';
import '../fields/input.css';
import './View.css';
import './DiagnosticsView.css';

/** What this place offers, as text for a report. */
export function DiagnosticsView({ state }: { readonly state: State }) {
  const text = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState(false);
  const provider = state.provider.value;
  const lines = [
    ...(provider?.reason ? [`why not WebGPU: ${provider.reason}`] : []),
    ...Object.entries(state.facts.value).map(([name, value]) => `${name}: ${value}`),
  ];
  const copy = () => {
    text.current?.select();
    setCopied(copyText(lines.join('\n')));
  };
  return (
    <div class="view diagnostics">
      <p class="second">
        What your Figma offers to Pixel Cascade. Please add it when you report a problem; it says nothing
        about your document.
      </p>
      <textarea
        ref={text}
        readOnly
        class="input"
        aria-label="Diagnostics"
        spellcheck={false}
        value={lines.join('\n')}
      />
      <div class="buttons">
        <span class="second" role="status">
          {copied ? 'Copied.' : ''}
        </span>
        <button type="button" class="button button-primary" onClick={copy}>
          Copy
        </button>
      </div>
    </div>
  );
}
