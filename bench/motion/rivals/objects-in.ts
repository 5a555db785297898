/** A connected set of moving pixels. */
export interface MovingPixels {
  pixels: number[];
  /** Left, top, right, bottom in pixels, the last two outside. */
  box: [number, number, number, number];
}

/** What is left where at least 5 of a pixel's 3x3 neighbourhood move. */
export function majority(foreground: Uint8Array, width: number, height: number): Uint8Array {
  const kept = new Uint8Array(foreground.length);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      let moving = 0;
      for (const row of [at - width, at, at + width]) {
        moving += (foreground[row - 1] ?? 0) + (foreground[row] ?? 0) + (foreground[row + 1] ?? 0);
      }
      if (moving >= 5) kept[at] = 1;
    }
  }
  return kept;
}

/** Takes the picture apart into its connected sets, by their corners, too; the picture is 0 afterwards. */
export function objectsIn(foreground: Uint8Array, width: number): MovingPixels[] {
  const objects: MovingPixels[] = [];
  for (let start = foreground.indexOf(1); start >= 0; start = foreground.indexOf(1, start)) {
    const object: MovingPixels = { pixels: [start], box: [Infinity, Infinity, 0, 0] };
    foreground[start] = 0;
    // The list grows while it is walked through.
    for (let index = 0; index < object.pixels.length; index += 1) {
      const at = object.pixels[index] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      const [x0, y0, x1, y1] = object.box;
      object.box = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
      for (let row = at - width; row <= at + width; row += width) {
        for (let next = x > 0 ? row - 1 : row; next <= (x < width - 1 ? row + 1 : row); next += 1) {
          if (foreground[next] !== 1) continue;
          foreground[next] = 0;
          object.pixels.push(next);
        }
      }
    }
    objects.push(object);
  }
  return objects;
}
