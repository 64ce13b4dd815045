/** The constants that decide art; no other file has any. Distances are those of `space.ts`: black to white is 1. */
export interface Weights {
  /** Samples that differ by less than this from their neighbours are of one tone. */
  readonly flat: number;
  /** Cells: what a disc of this radius does not fit into is thin, a line or a small feature. */
  readonly line: number;
  /** The share of a cell from which something counts as being there. */
  readonly share: number;
  /** What a colour costs that the cell's source does not have, where the majority decides. */
  readonly majority: number;
  /** The most that a colour unlike the drawn one costs, where the drawing decides. */
  readonly cap: number;
  /** What a colour costs of which the source shows nothing around the cell. */
  readonly support: number;
  /** Colours nearer than about this are the same to the source's votes. */
  readonly shade: number;
  /** What two like colours side by side cost. */
  readonly pair: number;
  /** Colours nearer than about this are alike. */
  readonly like: number;
  /** What any two colours side by side cost. */
  readonly edge: number;
  /** What a cell costs that has none of its colour around it. */
  readonly lone: number;
  /** What a piece of line too many or too few costs in three by three cells. */
  readonly pieces: number;
  /** What a block of two by two cells costs that the lesser part of its source has filled. */
  readonly block: number;
  /** What a small feature or a stretch of line of the source costs that no cell shows. */
  readonly feature: number;
  /** What a colour of the palette costs. */
  readonly colour: number;
}

/** The weights that the product draws with. */
export const WEIGHTS: Weights = {
  flat: 0.04,
  line: 0.5,
  share: 0.11,
  majority: 0.15,
  cap: 0.3,
  support: 0.2,
  shade: 0.045,
  pair: 0.03,
  like: 0.085,
  edge: 0.002,
  lone: 0.015,
  pieces: 0.04,
  block: 0.05,
  feature: 0.07,
  colour: 0.015,
};
