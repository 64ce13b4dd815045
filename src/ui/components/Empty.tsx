import type { State } from '../session/state.ts';
import './Empty.css';

interface Props {
  readonly state: State;
  /** Why there is nothing to be seen, where the layer itself seemed all right. */
  readonly reason?: string | null;
  /** What would be done. */
  readonly what: 'pixelize' | 'depixelize' | 'export' | 'animate';
}

const ADVICE: Readonly<Record<Props['what'], string>> = {
  pixelize: 'Frames, groups, components, text, vectors and images all work. Several at once, too.',
  depixelize: 'Choose a picture of pixel art. It is drawn again with smooth outlines.',
  animate:
    'Two layers or more are a frame each. A layer with an animated GIF as its fill has all of its frames.',
  export: 'Everything that you select is turned into pixel art in one go.',
};

/** What is shown while there is nothing to show: why, and what to do. */
export function Empty({ state, what, reason = null }: Props) {
  const [layer] = state.layers.value;
  if (!state.started.value) return <p class="second">Starting…</p>;
  if (layer === undefined) {
    return (
      <>
        <Sprite />
        <p class="title">Select a layer to {what}</p>
        <p class="second">{ADVICE[what]}</p>
      </>
    );
  }
  return (
    <>
      <Sprite />
      <p class="title">“{layer.name}” cannot be used</p>
      <p class="second" role="alert">
        {layer.problem ?? reason}
      </p>
    </>
  );
}

/** A cursor in art pixels. */
const ROWS = [
  '#.......',
  '##......',
  '###.....',
  '####....',
  '#####...',
  '######..',
  '###.....',
  '#.##....',
  '...##...',
];

function Sprite() {
  return (
    <svg
      class="sprite"
      width="40"
      height="45"
      viewBox="0 0 8 9"
      shape-rendering="crispEdges"
      aria-hidden="true"
    >
      {ROWS.flatMap((row, y) =>
        [...row].map((cell, x) =>
          cell === '#' ? <rect key={`${x},${y}`} x={x} y={y} width="1" height="1" /> : null,
        ),
      )}
    </svg>
  );
}
