import { useMemo, useState } from 'preact/hooks';
import { Fields } from '../fields/Fields.tsx';
import { PANELS } from '../fields/panels.ts';
import { usePlayer } from '../hooks/usePlayer.ts';
import { IconButton } from '../IconButton.tsx';
import { NextIcon, OnionIcon, PauseIcon, PlayIcon, PreviousIcon } from '../icons.tsx';
import { onionSkin } from '../onion.ts';
import { rgbaOf } from '../pixels.ts';
import { timed } from '../sequence.ts';
import type { Session } from '../session/session.ts';
import type { State } from '../session/state.ts';
import { count, notesOf, sidesText } from '../texts.ts';
import { Viewport } from '../viewport/Viewport.tsx';
import { Empty } from './Empty.tsx';
import { Filmstrip } from './Filmstrip.tsx';
import { Notes } from './Notes.tsx';
import { Summary } from './Summary.tsx';
import './View.css';
import './SequenceView.css';

/** Several layers, or an animated fill, to pixel art that moves. */
export function SequenceView({ session }: { readonly session: Session }) {
  const { state } = session;
  const preview = state.sequence.value;
  const { fps, play } = state.settings.value.animate;
  const loop = play === 'loop';
  const { animated } = preview;
  const frames = useMemo(() => (animated === null ? [] : timed(animated, { fps })), [animated, fps]);
  const player = usePlayer(frames, loop);
  const [onion, setOnion] = useState(false);
  const frame = frames[player.at];
  const before = frames[player.at === 0 ? (loop ? frames.length - 1 : 0) : player.at - 1];
  const image = useMemo(() => {
    if (frame === undefined) return null;
    const own = rgbaOf(frame.art);
    return onion ? onionSkin(own, rgbaOf(before.art)) : own;
  }, [frame, before, onion]);
  const { pixelize } = state.settings.value;
  const notes = useMemo(
    () =>
      notesOf(
        frames.map(({ art }) => art),
        pixelize,
      ),
    [frames, pixelize],
  );
  const works = preview.status === 'working' && !state.working.value;
  return (
    <div class="view">
      <div class="sequence">
        <Viewport
          picture={frame?.art ?? null}
          before={null}
          after={image}
          sharp={{ before: false, after: true }}
          captions={{ before: '', after: `Frame ${player.at + 1}` }}
          percent={works ? preview.percent : null}
          empty={<Waiting state={state} />}
          above={<Notes notes={notes} />}
          info={<Info state={state} />}
        />
        {frames.length > 0 && (
          <>
            <div class="player" role="toolbar" aria-label="Player">
              <IconButton label="Previous frame" onClick={() => player.go(player.at - 1)}>
                <PreviousIcon />
              </IconButton>
              <IconButton label={player.plays ? 'Pause' : 'Play'} onClick={() => player.toggle()}>
                {player.plays ? <PauseIcon /> : <PlayIcon />}
              </IconButton>
              <IconButton label="Next frame" onClick={() => player.go(player.at + 1)}>
                <NextIcon />
              </IconButton>
              <span class="player-place second">
                {`${player.at + 1} of ${frames.length}, ${Math.round(frame.duration)} ms`}
              </span>
              <IconButton
                label="Onion skin"
                title="Onion skin: the frame before shines through"
                pressed={onion}
                onClick={() => setOnion(!onion)}
              >
                <OnionIcon />
              </IconButton>
            </div>
            <Filmstrip frames={frames} at={player.at} onChoose={(at) => player.go(at)} />
          </>
        )}
      </div>
      <Fields session={session} sections={PANELS.animate} above={<Summary session={session} />} />
    </div>
  );
}

/** What is shown before there are frames. */
function Waiting({ state }: { readonly state: State }) {
  const { status, percent, reason } = state.sequence.value;
  if (status === 'working') return <p class="second">{`Drawing the frames, ${Math.floor(percent)} %`}</p>;
  return <Empty state={state} what="animate" reason={reason} />;
}

/** The result in numbers. */
function Info({ state }: { readonly state: State }) {
  const { status, animated, reason } = state.sequence.value;
  // Frames that can be drawn may yet be too large for the canvas: no field of this page says so.
  const wrong = status === 'failed' ? reason : state.blocked.value;
  if (wrong !== null)
    return (
      <span class="error" role="alert" title={wrong}>
        {wrong}
      </span>
    );
  if (animated === null) return null;
  const { frames, figures, broken } = animated;
  const left = broken.length > 0 ? `, ${broken.length} left out` : '';
  const title = broken
    .map(({ name, error }) => (error.includes(name) ? error : `${name}: ${error}`))
    .join('\n');
  return (
    <>
      <span title={title}>
        <strong>{sidesText(frames[0].art)}</strong>
        {` · ${count(frames.length, 'frame')}${left}`}
      </span>
      {!Number.isNaN(figures.flicker) && (
        <span
          class="second"
          title="Flicker: of the art pixels whose source stands still, those that change color from a frame to the next"
        >
          {`Flicker ${figures.flicker.toFixed(1)} %`}
        </span>
      )}
    </>
  );
}
