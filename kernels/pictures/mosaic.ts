import type { Size } from './picture-size';

/** Rows and columns of small pictures, from left to right and from above; black where there is none. As full-range 4:2:0, plane by plane. */
export class Mosaic {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(
    private readonly tile: Size,
    private readonly columns: number,
    rows: number,
  ) {
    this.width = tile.width * columns;
    this.height = tile.height * rows;
    const luma = this.width * this.height;
    this.pixels = new Uint8Array(luma * 1.5).fill(128, luma);
  }

  /** @param position from 0 */
  place(position: number, pixels: Uint8Array): void {
    const [column, row] = [position % this.columns, Math.floor(position / this.columns)];
    let [from, to] = [0, 0];
    for (const part of [1, 2, 2]) {
      const [width, height] = [this.tile.width / part, this.tile.height / part];
      const stride = this.width / part;
      for (let line = 0; line < height; line += 1) {
        const start = to + (row * height + line) * stride + column * width;
        this.pixels.set(pixels.subarray(from, from + width), start);
        from += width;
      }
      to += stride * (this.height / part);
    }
  }
}
