import type { Box } from '../../pipeline/motion';

/** Something that a detector claims to have seen. */
export interface Candidate {
  box: Box;
  score: number;
  /** Number of the class. */
  class: number;
}

export interface Suppression {
  /** Of two boxes of one class that share more than this part of what they cover together, the one with the lower score goes. */
  overlap: number;
  /** Boxes of a picture at most: those with the highest scores. */
  most: number;
}

/**
 * Leaves one box of each thing. The order of what is left depends on nothing but the candidates: by score, then by their own order.
 */
export function suppress<C extends Candidate>(candidates: readonly C[], { overlap, most }: Suppression): C[] {
  // Sorting is stable: equals stay in their order.
  const ranked = [...candidates].sort((a, b) => b.score - a.score);
  const kept: C[] = [];
  const byClass = new Map<number, C[]>();
  for (const candidate of ranked) {
    if (kept.length >= most) break;
    const others = byClass.get(candidate.class) ?? [];
    if (others.some((other) => sharedPart(other.box, candidate.box) > overlap)) continue;
    others.push(candidate);
    byClass.set(candidate.class, others);
    kept.push(candidate);
  }
  return kept;
}

/** Intersection over union; 0 for boxes that cover nothing. */
export function sharedPart(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

const area = ([left, top, right, bottom]: Box): number => (right - left) * (bottom - top);
