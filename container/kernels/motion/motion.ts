import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { motionSegmentKey } from '../../../pipeline/keys';
import type { VideoStream } from '../../../pipeline/media-info';
import type { Box, MotionRecord } from '../../../pipeline/motion';
import { motionLagSeconds } from '../../../pipeline/motion-window';
import { toSeconds } from '../../../pipeline/rational';
import type { Kernel } from '../kernel';
import { CleanUp } from './clean-up';
import { Components } from './components';
import { Difference } from './difference';
import { EarlierFrames } from './earlier-frames';
import { regionMask } from './region-mask';

/** Motion is looked for in a small picture: this many pixels on its longer side. */
const longerSide = 320;
/** Fraction of the picture that a moving object must fill. */
const leastArea = 0.00016;

/**
 * Says for every frame where something moves, by difference to the frame 0.3 s before. A record depends on nothing but
 * that bounded window, so it is the same however the video was cut. Events are decided at the merge, never here.
 */
export const motion: Kernel = {
  name: 'motion',
  start({ plan, segment, folder }) {
    const { video } = plan.media;
    const { width, height } = smallPicture(video);
    const detect = createDetector(width, height, regionMask(plan.options.regions, width, height));
    const lines: string[] = [];
    const times: number[] = [];
    return {
      branch: {
        range: 'warmUp',
        filters: [`scale=${width}:${height}:flags=fast_bilinear`, 'format=gray'],
        output: { kind: 'frames' },
      },
      frameBytes: width * height,
      onFrame(pts, pixels) {
        const isOwn = segment.start === null || pts >= segment.start;
        const found = detect(pixels, toSeconds(pts, video.timeBase), isOwn);
        if (!isOwn) return;
        times.push(pts);
        const record: MotionRecord = { pts, ...found };
        lines.push(JSON.stringify(record));
      },
      async finish() {
        const path = join(folder, 'motion.ndjson');
        await writeFile(path, lines.map((line) => `${line}\n`).join(''));
        const key = motionSegmentKey(plan.jobId, segment.index);
        return { times, path, key, contentType: 'application/x-ndjson' };
      },
    };
  },
};

/** The picture's size for detection: shrunk to 320 on its longer side, never enlarged. */
export function smallPicture({ width, height }: Pick<VideoStream, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const scale = Math.min(1, longerSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Detects on frames in order; a frame of the warm-up is only remembered. */
function createDetector(width: number, height: number, region: Uint8Array) {
  const earlier = new EarlierFrames(motionLagSeconds);
  const difference = new Difference(region);
  const cleanUp = new CleanUp(width, height);
  const components = new Components(width, height);
  const minArea = Math.max(4, Math.round(leastArea * width * height));
  const still: Omit<MotionRecord, 'pts'> = { area: 0, boxes: [] };

  return (frame: Uint8Array, time: number, isOwn: boolean): Omit<MotionRecord, 'pts'> => {
    earlier.add(frame, time);
    const { reference } = earlier;
    if (!isOwn || !reference || !difference.compare(frame, reference)) return still;
    cleanUp.run(difference.mask);
    const found = components.find(difference.mask, minArea);
    const pixels = found.reduce((sum, { area }) => sum + area, 0);
    const boxes = found.map(({ x0, y0, x1, y1 }): Box => {
      return [round(x0 / width), round(y0 / height), round(x1 / width), round(y1 / height)];
    });
    return { area: round(pixels / (width * height)), boxes };
  };
}

/** Six digits are a hundredth of a pixel in 8K; more would only make the records longer. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;
