import { join } from 'node:path';
import type { KernelProgram } from '../kernel';
import { LineFile } from '../line-file';
import { ValueCounter } from './count-values';
import { countedPicture } from './counted-picture';
import { histogramSegmentKey } from './keys';
import { merge } from './merge';
import { type HistogramRecord, packCounts } from './record';

/** Counts each frame of a segment by itself; shots are found at the merge, never here. */
export const program: KernelProgram = {
  async start({ plan, segment, folder }) {
    const options = plan.options.histogram;
    const { filters, frameBytes, planes } = countedPicture(plan.media.video, options);
    const counter = new ValueCounter(planes, options.bins);
    const path = join(folder, 'histogram.ndjson');
    const lines = await LineFile.create(path);
    const times: number[] = [];
    return {
      branch: { range: 'segment', filters, output: { kind: 'frames' } },
      frameBytes,
      onFrame(pts, pixels) {
        times.push(pts);
        const record: HistogramRecord = { pts, counts: packCounts(counter.count(pixels)) };
        return lines.add(JSON.stringify(record));
      },
      async finish() {
        await lines.end();
        const key = histogramSegmentKey(plan.jobId, segment.index);
        return { times, path, key, contentType: 'application/x-ndjson', records: times.length };
      },
      close: () => lines.close(),
    };
  },
  merge,
};
