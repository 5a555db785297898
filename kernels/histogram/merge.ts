import { sixDigits } from '../../pipeline/motion';
import { formatRational, toSeconds } from '../../pipeline/rational';
import type { MergeContext } from '../kernel';
import { outlineOf } from './compare-histograms';
import { channelNames } from './counted-picture';
import { ShotFinder } from './find-shots';
import { histogramArrowKey, histogramKey, shotsKey } from './keys';
import { HistogramRecord, unpackCounts } from './record';
import type { ShotList } from './shots';

/** One frame's histogram, as it is told. */
export interface FrameHistogram {
  /** Number from 0. */
  frame: number;
  /** In units of the time base. */
  pts: number;
  /** Seconds from the video's first frame. */
  time: number;
  /** Channel after channel. */
  counts: Uint32Array;
}

/** Numbers the frames, tells their counts as text and as one likes as Arrow, and finds the shots on the way. */
export async function merge(context: MergeContext): Promise<void> {
  const { jobId, name, media, options } = context.plan;
  const { channels, bins, arrow } = options.histogram;
  const names = channelNames[channels];
  const finder = new ShotFinder(options.histogram);

  async function* lines(): AsyncGenerator<string> {
    for await (const { frame, pts, time, counts } of histograms(context)) {
      finder.add(pts, time, outlineOf(counts, bins));
      const perChannel = names.map((channel, index) => {
        return [channel, [...counts.subarray(index * bins, (index + 1) * bins)]] as const;
      });
      yield `${JSON.stringify({ frame, pts, time: sixDigits(time), ...Object.fromEntries(perChannel) })}\n`;
    }
  }
  await context.leave(histogramKey(jobId, name), lines(), 'application/x-ndjson');

  const { frameCount, shots } = finder.finish(media.durationSeconds);
  const video = { frameCount, durationSeconds: media.durationSeconds, timeBase: formatRational(media.video.timeBase) };
  const list: ShotList = { video, shots };
  await context.leave(shotsKey(jobId, name), [JSON.stringify(list)], 'application/json');

  if (arrow) {
    // Loaded only by who asks for it.
    const { arrowFile } = await import('./arrow-file');
    const pieces = arrowFile({ channels: names, bins }, histograms(context));
    await context.leave(histogramArrowKey(jobId, name), pieces, 'application/vnd.apache.arrow.file');
  }
}

async function* histograms(context: MergeContext): AsyncGenerator<FrameHistogram> {
  const { channels, bins } = context.plan.options.histogram;
  const { startPts, timeBase } = context.plan.media.video;
  const length = channelNames[channels].length * bins;
  let frame = 0;
  for await (const line of context.records()) {
    const record = HistogramRecord.parse(line);
    const { pts } = record;
    yield { frame, pts, time: toSeconds(pts - startPts, timeBase), counts: unpackCounts(record, length) };
    frame += 1;
  }
}
