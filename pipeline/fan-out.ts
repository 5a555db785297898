import { capacityOf } from './capacity';
import { itemsKey, segmentItem } from './keys';
import type { FanOut, Planned, SegmentItem } from './plan';
import type { Segment } from './segment';

/** An inline Map runs at most 40 iterations at once, and all of them share the execution's 25,000 history events. */
export const inlineLimit = 40;

export interface FannedOut {
  fanOut: FanOut;
  /** Segments worked on at once, at most. */
  maxConcurrency: number;
  /** All of them, as the Distributed Map reads them. */
  items: SegmentItem[];
  /** How the Map gets at them. */
  given: Omit<Planned, 'summary' | 'done'>;
}

/** Decides how segments are handed to the Map: with the state's input as long as they are few. */
export function fanOutOver(
  segments: readonly Pick<Segment, 'index'>[],
  job: { jobId: string; workBucket: string; spotShare: number; maxConcurrency: number },
): FannedOut {
  const { jobId, workBucket, spotShare, maxConcurrency } = job;
  const fanOut = segments.length <= inlineLimit ? 'inline' : 'distributed';
  const items = segments.map(({ index }) => ({
    index,
    record: segmentItem(index),
    capacity: capacityOf(index, spotShare),
  }));
  return {
    fanOut,
    maxConcurrency: fanOut === 'inline' ? Math.min(maxConcurrency, inlineLimit) : maxConcurrency,
    items,
    given: { items: fanOut === 'inline' ? items : [], itemsBucket: workBucket, itemsKey: itemsKey(jobId) },
  };
}
