/** How large a picture is, in pixels, art pixels or cells. */
export interface Sides {
  readonly width: number;
  readonly height: number;
}

/** An RGBA picture: 8 bits a channel, sRGB, straight (not premultiplied) alpha, rows top to bottom. */
export interface RgbaImage extends Sides {
  /** width × height × 4 bytes, R, G, B, A. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A source at a grid of samples, several to an art pixel. */
export interface SourceSamples extends RgbaImage {
  /**
   * Which of the source's own columns each column of samples shows, twice its number; odd where it shows two alike. Each
   * its own if not given, where the source has as many pixels or more.
   */
  readonly columns?: Int32Array;
  /** The same of rows. */
  readonly rows?: Int32Array;
}

/** A colour as [R, G, B, A], each 0..255, sRGB, straight alpha. */
export type Rgba = readonly [number, number, number, number];

/** An indexed picture: one entry an art pixel. Everything that is written or shown is made from this value. */
export interface PixelArt extends Sides {
  /** At most 256 colours; a fully transparent one, if any, comes first. */
  readonly palette: readonly Rgba[];
  /** width × height palette indices, rows top to bottom. */
  readonly indices: Uint8Array;
}
