/** A connected piece of a mask, in pixels; x1 and y1 are the first column and row beyond it. */
export interface Component {
  area: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

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
    private readonly height: number,
  ) {
    // At most every second pixel of a row begins a run.
    const runs = Math.ceil(width / 2) * height;
    this.#start = new Int32Array(runs);
    this.#end = new Int32Array(runs);
    this.#row = new Int32Array(runs);
    this.#parent = new Int32Array(runs);
  }

  /** The components of at least `minArea` pixels, in the order of their first pixel. */
  find(mask: Uint8Array, minArea: number): Component[] {
    const runs = this.#findRuns(mask);
    const components = new Map<number, Component>();
    for (let run = 0; run < runs; run += 1) {
      const [x0, x1, y] = [this.#start[run] ?? 0, this.#end[run] ?? 0, this.#row[run] ?? 0];
      const root = this.#root(run);
      const component = components.get(root);
      if (!component) components.set(root, { area: x1 - x0, x0, y0: y, x1, y1: y + 1 });
      else {
        component.area += x1 - x0;
        component.x0 = Math.min(component.x0, x0);
        component.x1 = Math.max(component.x1, x1);
        component.y1 = y + 1;
      }
    }
    return [...components.values()].filter(({ area }) => area >= minArea);
  }

  #findRuns(mask: Uint8Array): number {
    let runs = 0;
    let [aboveFrom, aboveTo] = [0, 0];
    for (let y = 0; y < this.height; y += 1) {
      const [row, from] = [y * this.width, runs];
      let above = aboveFrom;
      for (let x = 0; x < this.width; x += 1) {
        if (mask[row + x] !== 1) continue;
        const start = x;
        while (x < this.width && mask[row + x] === 1) x += 1;
        this.#start[runs] = start;
        this.#end[runs] = x;
        this.#row[runs] = y;
        this.#parent[runs] = runs;
        // Runs of the row above that touch this one, also by a corner.
        while (above < aboveTo && (this.#end[above] ?? 0) < start) above += 1;
        for (let touching = above; touching < aboveTo && (this.#start[touching] ?? 0) <= x; touching += 1) {
          this.#unite(touching, runs);
        }
        runs += 1;
      }
      [aboveFrom, aboveTo] = [from, runs];
    }
    return runs;
  }

  /** The smaller number becomes the root: a component is named by its first run. */
  #unite(a: number, b: number): void {
    const [rootA, rootB] = [this.#root(a), this.#root(b)];
    this.#parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  #root(run: number): number {
    let root = run;
    for (let parent = this.#parent[root] ?? root; parent !== root; parent = this.#parent[root] ?? root) root = parent;
    this.#parent[run] = root;
    return root;
  }
}
