import { invalid, Words } from '../core/errors.ts';

/** Reads a binary file front to back. Throws a UserError where the file ends too early. */
export class ByteReader {
  private readonly view: DataView;
  /**
   * @param name the file, as its user knows it
   * @param kind what the file should be, such as "a whole ASE file"
   * @param little whether numbers have their low byte first
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly name: string,
    private readonly kind: string,
    private readonly little: boolean,
    public at = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8 = (): number => this.view.getUint8(this.take(1));
  u16 = (): number => this.view.getUint16(this.take(2), this.little);
  u32 = (): number => this.view.getUint32(this.take(4), this.little);
  f32 = (): number => this.view.getFloat32(this.take(4), this.little);

  /** So many bytes as Latin-1 text. */
  text(length: number): string {
    const at = this.take(length);
    return String.fromCharCode(...this.bytes.subarray(at, at + length));
  }

  skip(length: number): void {
    this.take(length);
  }

  /** Goes to a later place. Throws a UserError if what was read has gone beyond it already. */
  skipTo(place: number): void {
    if (place < this.at) throw invalid(this.name, this.kind, new Words('a damaged one'));
    this.take(place - this.at);
  }

  private take(length: number): number {
    const { at } = this;
    if (at + length > this.bytes.length) {
      throw invalid(this.name, this.kind, new Words(`one that ends after ${this.bytes.length} bytes`));
    }
    this.at += length;
    return at;
  }
}
