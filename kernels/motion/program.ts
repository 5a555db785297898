import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { motionSegmentKey } from '../../pipeline/keys';
import type { VideoStream } from '../../pipeline/media-info';
import type { MotionRecord } from '../../pipeline/motion';
import { motionWindow } from '../../pipeline/motion-window';
import { toSeconds } from '../../pipeline/rational';
import { wholePicture } from '../../pipeline/region';
import type { KernelProgram } from '../kernel';
import { MotionDetector } from './detector';
import { illustrateJob } from './illustrate-job';
import { mergeMotion } from './merge';

/** Motion is looked for in a small picture: this many pixels on its longer side. */
const longerSide = 320;

/**
 * Says for every frame what differs from its background and moves. A record depends on nothing but a bounded window of frames on an
 * absolute grid of time, so it is the same however the video was cut. Events are decided at the merge, never here.
 */
export const program = {
  start({ plan, segment, folder }) {
    const { video } = plan.media;
    const { width, height } = smallPicture(video);
    const { regions, masks, motion: options } = plan.options;
    const window = motionWindow(plan.media);
    const detector = new MotionDetector({
      width,
      height,
      regions: regions.length > 0 ? regions : [wholePicture],
      masks,
      sensitivity: options.sensitivity,
      window,
    });
    const lookBack = Math.ceil((window.longestLagSeconds * video.timeBase.denominator) / video.timeBase.numerator);
    const lines: string[] = [];
    const times: number[] = [];
    const write = (records: readonly MotionRecord[]) => {
      for (const record of records) lines.push(JSON.stringify(record));
    };
    return {
      branch: {
        range: 'warmUp',
        filters: [`scale=${width}:${height}:flags=fast_bilinear`, 'format=gray'],
        output: { kind: 'frames' },
      },
      frameBytes: width * height,
      onFrame(pts, pixels) {
        const isOwn = pts >= (segment.start ?? -Infinity) && pts < (segment.end ?? Infinity);
        const isNeeded = isOwn || (pts >= (segment.start ?? 0) - lookBack && pts < (segment.end ?? Infinity));
        if (isOwn) times.push(pts);
        write(detector.push(pts, toSeconds(pts - video.startPts, video.timeBase), pixels, isOwn, isNeeded));
      },
      async finish() {
        write(detector.end());
        const path = join(folder, 'motion.ndjson');
        await writeFile(path, lines.map((line) => `${line}\n`).join(''));
        const key = motionSegmentKey(plan.jobId, segment.index);
        return { times, path, key, contentType: 'application/x-ndjson', records: lines.length };
      },
    };
  },
  merge: mergeMotion,
  illustrate: illustrateJob,
} satisfies KernelProgram;

/** The picture's size for detection: shrunk to 320 on its longer side, never enlarged. */
export function smallPicture({ width, height }: Pick<VideoStream, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const scale = Math.min(1, longerSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
