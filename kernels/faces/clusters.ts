import { type Embedding, dot, unit } from './embedding';

/** Bounds of work and memory: 100,000 faces against a thousand people take about two minutes. */
export const clusterLimits = { faces: 100_000, clusters: 1000 };
export type ClusterLimits = typeof clusterLimits;

interface Cluster {
  /** Sum of its faces' embeddings. */
  sum: Float64Array;
  /** The same, of length 1. */
  centre: Embedding;
}

/**
 * Sorts faces of nobody by who is who, in the order in which they come: a face goes to the nearest centre, or begins a new cluster where
 * none is near enough. Whoever was taken for two by that is put together at the end. It knows nothing of segments.
 */
export class Clusters {
  readonly #clusters: Cluster[] = [];
  #faces = 0;
  #left = 0;

  /** @param similarity least cosine between a face and the centre of its cluster, and between centres of one person */
  constructor(
    private readonly similarity: number,
    private readonly limits: ClusterLimits = clusterLimits,
  ) {}

  /** Faces that were left out, because the limits were reached. */
  get left(): number {
    return this.#left;
  }

  /** @returns number of its cluster until `join`; undefined: left out */
  add(face: Embedding): number | undefined {
    const nearest = this.#faces < this.limits.faces ? this.#nearest(face) : undefined;
    if (
      this.#faces === this.limits.faces ||
      (nearest === undefined && this.#clusters.length === this.limits.clusters)
    ) {
      this.#left += 1;
      return undefined;
    }
    this.#faces += 1;
    if (nearest === undefined) return this.#clusters.push({ sum: Float64Array.from(face), centre: face }) - 1;
    const cluster = this.#clusters[nearest];
    if (cluster) addTo(cluster, face);
    return nearest;
  }

  /** Of equals the older one. */
  #nearest(face: Embedding): number | undefined {
    let [best, found]: [number, number | undefined] = [-Infinity, undefined];
    for (const [number, { centre }] of this.#clusters.entries()) {
      const cosine = dot(centre, face);
      if (cosine >= this.similarity && cosine > best) [best, found] = [cosine, number];
    }
    return found;
  }

  /**
   * Puts the two nearest clusters together, again and again, until none are near enough.
   * @returns for each number that `add` gave, that of the person, from 1, in the order of their first faces
   */
  join(): number[] {
    const clusters = [...this.#clusters];
    const intoWhom = clusters.map((_, number) => number);
    const alive = [...intoWhom];
    const near = nearnessTable(clusters);
    for (;;) {
      const pair = nearestPair(near, alive, this.similarity);
      if (!pair) break;
      const [kept, gone] = pair;
      const [one, other] = [clusters[kept], clusters[gone]];
      if (!one || !other) break;
      const joined = { sum: one.sum.slice(), centre: one.centre };
      addTo(joined, other.sum);
      clusters[kept] = joined;
      for (const [number, into] of intoWhom.entries()) if (into === gone) intoWhom[number] = kept;
      alive.splice(alive.indexOf(gone), 1);
      for (const number of alive) {
        const cosine = dot(joined.centre, clusters[number]?.centre ?? joined.centre);
        near.set(kept, number, cosine);
        near.set(number, kept, cosine);
      }
    }
    return intoWhom.map((number) => alive.indexOf(number) + 1);
  }
}

function addTo(cluster: Cluster, face: ArrayLike<number>): void {
  const { sum } = cluster;
  for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) + (face[index] ?? 0);
  cluster.centre = unit(sum);
}

interface Table {
  get(row: number, column: number): number;
  set(row: number, column: number, cosine: number): void;
}

function nearnessTable(clusters: readonly Cluster[]): Table {
  const size = clusters.length;
  const cosines = new Float64Array(size * size);
  for (const [row, { centre }] of clusters.entries())
    for (let column = row + 1; column < size; column += 1) {
      const cosine = dot(centre, clusters[column]?.centre ?? centre);
      cosines[row * size + column] = cosine;
      cosines[column * size + row] = cosine;
    }
  return {
    get: (row, column) => cosines[row * size + column] ?? 0,
    set: (row, column, cosine) => void (cosines[row * size + column] = cosine),
  };
}

/** Of equals the oldest. */
function nearestPair(near: Table, alive: readonly number[], similarity: number): [number, number] | undefined {
  let [best, pair]: [number, [number, number] | undefined] = [-Infinity, undefined];
  for (let one = 0; one < alive.length; one += 1)
    for (let other = one + 1; other < alive.length; other += 1) {
      const [row, column] = [alive[one] ?? 0, alive[other] ?? 0];
      const cosine = near.get(row, column);
      if (cosine >= similarity && cosine > best) [best, pair] = [cosine, [row, column]];
    }
  return pair;
}
