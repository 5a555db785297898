import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { KernelProgram, MergeContext } from '../../../../kernels/kernel';
import { segmentFile } from '../../../../pipeline/keys';
import { sixDigits } from '../../../../pipeline/motion';
import { toSeconds } from '../../../../pipeline/rational';
import { brightnessKey } from './kernel';

const contentType = 'application/x-ndjson';
const Frame = z.object({ pts: z.number(), mean: z.number() });

export const program: KernelProgram = {
  start({ plan, segment, folder }) {
    const frames: z.infer<typeof Frame>[] = [];
    return {
      branch: { range: 'segment', filters: ['scale=64:36:flags=area', 'format=gray'], output: { kind: 'frames' } },
      frameBytes: 64 * 36,
      onFrame(pts, pixels) {
        frames.push({ pts, mean: sixDigits(pixels.reduce((sum, level) => sum + level, 0) / pixels.length) });
      },
      async finish() {
        const [path, times] = [join(folder, 'brightness.ndjson'), frames.map(({ pts }) => pts)];
        await writeFile(path, frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''));
        const key = segmentFile(plan.jobId, segment.index, 'brightness.ndjson');
        return { times, path, key, contentType, records: frames.length };
      },
    };
  },
  merge: (job) => job.leave(brightnessKey(job.plan.jobId, job.plan.name), lines(job), contentType),
};

async function* lines(job: MergeContext): AsyncGenerator<string> {
  const { startPts, timeBase } = job.plan.media.video;
  for await (const record of job.records()) {
    const { pts, mean } = Frame.parse(record);
    yield `${JSON.stringify({ time: sixDigits(toSeconds(pts - startPts, timeBase)), mean })}\n`;
  }
}
