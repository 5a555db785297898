/** A connected piece of a mask, in pixels; x1 and y1 are the first column and row beyond it. */
export interface Component {
  area: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** What of it is set in a second mask. */
  moving: number;
  /** Sum of how much the pixels differ from what the background lets expect, in gray levels. */
  contrast: number;
  /** Pixels of its outline, and further ones where the region or the picture ends, or a mask begins. */
  outline: number;
  cut: number;
  /** Sums over its outline: slopes of the frame, of the background, and squared slopes of what differs between them. */
  frameSlope: number;
  backgroundSlope: number;
  residualSlopes: number;
  /** Sums over the pixels within the outline: squared slopes of the frame, of the background, and their products. */
  frameTexture: number;
  backgroundTexture: number;
  commonTexture: number;
}

/** What a component is measured on. */
export interface Measured {
  moving: Uint8Array;
  frame: Uint8Array;
  background: Uint8Array;
  /** What level a level of the background is expected to have in the frame. */
  expected: Int16Array;
  /** 0 next to where nothing is looked at: an outline there is none of the thing's. */
  interior: Uint8Array;
}

/** Looked up once, not for every pixel. */
const { abs, ceil, floor, max, min } = Math;

/**
 * Finds the 8-connected components of a mask by runs of set pixels and union-find (after L. He, Y. Chao, K. Suzuki,
 * "A Run-Based Two-Scan Labeling Algorithm", IEEE Trans. Image Processing 17 (5), 2008). Its arrays are made once.
 */
export class Components {
  readonly #start: Int32Array;
  readonly #end: Int32Array;
  readonly #row: Int32Array;
  readonly #parent: Int32Array;

  constructor(
    private readonly width: number,
    height: number,
  ) {
    // At most every second pixel of a row begins a run.
    const runs = ceil(width / 2) * height;
    this.#start = new Int32Array(runs);
    this.#end = new Int32Array(runs);
    this.#row = new Int32Array(runs);
    this.#parent = new Int32Array(runs);
  }

  /** The components of at least `minArea` pixels, in the order of their first pixel. */
  find(mask: Uint8Array, measured: Measured, minArea: number): Component[] {
    const runs = this.#findRuns(mask);
    const components = new Map<number, Component>();
    for (let run = 0; run < runs; run += 1) {
      const [x0, x1, y] = [this.#start[run] ?? 0, this.#end[run] ?? 0, this.#row[run] ?? 0];
      const root = this.#root(run);
      const component = components.get(root) ?? beginAt(x0, y);
      components.set(root, component);
      component.area += x1 - x0;
      component.x0 = min(component.x0, x0);
      component.x1 = max(component.x1, x1);
      component.y1 = y + 1;
      this.#measure(component, mask, measured, y * this.width + x0, y * this.width + x1);
    }
    return [...components.values()].filter(({ area }) => area >= minArea);
  }

  /** Adds what the pixels of a run tell. */
  #measure(component: Component, mask: Uint8Array, measured: Measured, from: number, to: number): void {
    const { moving, frame, background, expected, interior } = measured;
    const { width } = this;
    for (let index = from; index < to; index += 1) {
      component.moving += moving[index] ?? 0;
      component.contrast += abs((frame[index] ?? 0) - (expected[background[index] ?? 0] ?? 0));
      const isOutline = index === from || index === to - 1 || mask[index - width] !== 1 || mask[index + width] !== 1;
      const frameX = (frame[index + 1] ?? 0) - (frame[index - 1] ?? 0);
      const frameY = (frame[index + width] ?? 0) - (frame[index - width] ?? 0);
      const groundX = (background[index + 1] ?? 0) - (background[index - 1] ?? 0);
      const groundY = (background[index + width] ?? 0) - (background[index - width] ?? 0);
      if (!isOutline) {
        component.frameTexture += frameX * frameX + frameY * frameY;
        component.backgroundTexture += groundX * groundX + groundY * groundY;
        component.commonTexture += frameX * groundX + frameY * groundY;
      } else if (interior[index] === 1) {
        const steepness = steeper(frameX - groundX, frameY - groundY);
        component.outline += 1;
        component.frameSlope += steeper(frameX, frameY);
        component.backgroundSlope += steeper(groundX, groundY);
        component.residualSlopes += steepness * steepness;
      } else component.cut += 1;
    }
  }

  /** Goes from set pixel to set pixel: what isn't set, most of most masks, is jumped over. */
  #findRuns(mask: Uint8Array): number {
    let runs = 0;
    // The runs of the row above, and those of this row so far.
    let [aboveFrom, aboveTo, from] = [0, 0, 0];
    let y = -1;
    let next = mask.indexOf(1);
    while (next >= 0) {
      const row = floor(next / this.width);
      if (row > y) {
        [aboveFrom, aboveTo, from] = row === y + 1 ? [from, runs, runs] : [runs, runs, runs];
        y = row;
      }
      const [start, rowEnd] = [next - y * this.width, (y + 1) * this.width];
      let beyond = next + 1;
      while (beyond < rowEnd && mask[beyond] === 1) beyond += 1;
      const end = beyond - y * this.width;
      this.#start[runs] = start;
      this.#end[runs] = end;
      this.#row[runs] = y;
      this.#parent[runs] = runs;
      // Runs of the row above that touch this one, also by a corner.
      while (aboveFrom < aboveTo && (this.#end[aboveFrom] ?? 0) < start) aboveFrom += 1;
      for (let above = aboveFrom; above < aboveTo && (this.#start[above] ?? 0) <= end; above += 1)
        this.#unite(above, runs);
      runs += 1;
      next = mask.indexOf(1, beyond);
    }
    return runs;
  }

  /** The smaller number becomes the root: a component is named by its first run. */
  #unite(a: number, b: number): void {
    const [rootA, rootB] = [this.#root(a), this.#root(b)];
    this.#parent[max(rootA, rootB)] = min(rootA, rootB);
  }

  #root(run: number): number {
    let root = run;
    for (let parent = this.#parent[root] ?? root; parent !== root; parent = this.#parent[root] ?? root) root = parent;
    this.#parent[run] = root;
    return root;
  }
}

/** One object in one piece: most components of most frames are noise, and are made and dropped. */
const beginAt = (x: number, y: number): Component => ({
  area: 0,
  x0: x,
  y0: y,
  x1: x,
  y1: y,
  moving: 0,
  contrast: 0,
  outline: 0,
  cut: 0,
  frameSlope: 0,
  backgroundSlope: 0,
  residualSlopes: 0,
  frameTexture: 0,
  backgroundTexture: 0,
  commonTexture: 0,
});

/** The greater of two slopes, in gray levels over two pixels. */
function steeper(across: number, down: number): number {
  const [x, y] = [across < 0 ? -across : across, down < 0 ? -down : down];
  return x > y ? x : y;
}
