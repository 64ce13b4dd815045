/**
 * The constants that decide art; no other file has any. Distances are those of `space.ts`: black to white is 1; what is twice
 * a shade apart is merely alike, and four shades stand out.
 */
export interface Weights {
  /** How often hue and chroma count beside lightness. */
  readonly hue: number;
  /** Colours nearer than about this are one tone. */
  readonly shade: number;
  /** Cells: what a disc of this radius does not fit into is thin, a line or a small feature. */
  readonly line: number;
  /** The share of a cell from which something counts as being there. */
  readonly share: number;
  /** The share of a cell from which something is sure to be seen. */
  readonly sure: number;
  /** A source has at most this many colours. */
  readonly seeds: number;
  /** Colours are missed by this power of the place that they take. */
  readonly few: number;
  /** What a colour costs that the cell's source does not have, where the majority decides. */
  readonly majority: number;
  /** The most that a colour unlike the drawn one costs, where the drawing decides. */
  readonly cap: number;
  /** What a colour costs of which the source shows nothing around the cell. */
  readonly support: number;
  /** What two colours side by side cost if they are alike and the source has no step between them; others cost less. */
  readonly pair: number;
  /** What a cell costs that has none of its colour around it. */
  readonly lone: number;
  /** What a piece of line too many or too few costs in three by three cells. */
  readonly pieces: number;
  /** What a small feature or a stretch of line of the source costs that no cell shows. */
  readonly feature: number;
  /** What a colour of the palette costs. */
  readonly colour: number;
}

/** The weights that the product draws with. */
export const WEIGHTS: Weights = {
  hue: 3,
  shade: 0.045,
  line: 0.5,
  share: 0.11,
  sure: 0.3,
  seeds: 64,
  few: 0.5,
  majority: 0.15,
  cap: 0.6,
  support: 0.2,
  pair: 0.045,
  lone: 0.015,
  pieces: 0.04,
  feature: 0.3,
  colour: 0.015,
};

/**
 * How many times as much structure counts where a guide asks for more detail, and as little what is smooth; the inverse for
 * less. It is none of the weights that are tuned: the pictures that they are tuned on have no guides.
 */
export const DETAIL = 4;

/** The share of a palette that a guide's kept cells may fill where they are but a part of the picture. */
export const MOST_KEPT = 0.5;
