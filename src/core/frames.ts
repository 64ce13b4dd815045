import type { RgbaImage } from './image.ts';

/** A frame of an animation as it was read. */
export interface SourceFrame {
  /** As its user knows it: "walk.gif, frame 3", "walk_003.png". */
  readonly name: string;
  readonly image: RgbaImage;
  /** How long it is shown, ms, above 0. */
  readonly duration: number;
}

/** A frame that cannot be read. */
export interface BrokenFrame {
  readonly name: string;
  readonly error: string;
}

/** An animation that is read frame by frame. */
export interface FrameSource {
  /** Whether the first frame is shown again after the last. */
  readonly loops: boolean;
  /** The frames in their order; asked for several times, since no more than a few are kept. */
  read(): AsyncIterable<SourceFrame | BrokenFrame>;
}
