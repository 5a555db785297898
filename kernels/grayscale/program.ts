import { join } from 'node:path';
import { readFrameTimes } from '../../media/frame-times';
import { grayFilters } from '../../media/gray-filter';
import { pictureTags } from '../../media/picture-tags';
import { PipelineError } from '../../pipeline/errors';
import { graySegmentKey } from '../../pipeline/keys';
import type { KernelProgram } from '../kernel';

/** Encodes the segment's frames without their colour: luma untouched, chroma neutral, H.264 that every player shows. */
export const program = {
  start({ plan, segment, folder, ffprobe, signal }) {
    const path = join(folder, 'gray.mp4');
    const times: number[] = [];
    const tags = pictureTags(plan.media.video);
    return {
      branch: {
        range: 'segment',
        filters: [...grayFilters(plan.media.video), tags.filter],
        output: { kind: 'file', path, encoder: [...encoder(plan.options.crf), ...tags.encoder] },
      },
      frameBytes: 0,
      onFrame: (pts) => void times.push(pts),
      async finish() {
        const written = await readFrameTimes(ffprobe.path, path, plan.media.video.timeBase, signal);
        if (
          written.length !== times.length ||
          written.some((time, frame) => time !== (times[frame] ?? 0) - (times[0] ?? 0))
        ) {
          const message = `Segment ${segment.index}: ${times.length} frames were decoded, but ${written.length} stand in the gray file, or at other times.`;
          throw new PipelineError('FrameMismatch', message, {
            figures: { decoded: times.length, written: written.length },
          });
        }
        return { times, path, key: graySegmentKey(plan.jobId, segment.index), contentType: 'video/mp4' };
      },
    };
  },
} satisfies KernelProgram;

/** crf 0 means lossless; -qp 0 says so for 8 and 10 bit alike, while -crf 0 is lossy in 10 bit. */
const encoder = (crf: number): string[] => [
  ...['-c:v', 'libx264', '-preset', 'veryfast'],
  ...(crf === 0 ? ['-qp', '0'] : ['-crf', String(crf)]),
];
