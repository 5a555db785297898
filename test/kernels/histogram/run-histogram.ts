import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { createLog } from '../../../aws/log';
import { decodeSegment } from '../../../container/decode-segment';
import { fileFootage } from '../../../kernels/footage';
import { HistogramOptions } from '../../../kernels/histogram/options';
import { program } from '../../../kernels/histogram/program';
import { noModels } from '../../../kernels/models/model-files';
import { probeMedia } from '../../../media/probe';
import type { Plan } from '../../../pipeline/plan';
import { planJob } from '../../../pipeline/plan-job';
import { jobOptions, policy } from '../../pipeline/examples';
import { tools } from '../../tools';

const log = createLog('test', () => undefined);

export type Given = Partial<HistogramOptions>;

export const histogramOptions = (given: Given): HistogramOptions => HistogramOptions.parse(given);

/** A clip's plan with the histogram alone, and the lines that its segments leave, in their order. */
export async function countClip(
  folder: string,
  clip: string,
  given: Given = {},
  segmentSeconds = 60,
): Promise<{ plan: Plan; lines: string[] }> {
  const { ffmpeg, ffprobe } = await tools();
  const { source, store } = await fileFootage(clip);
  const { media, index } = await probeMedia(ffprobe.path, { url: clip }, clip);
  const options = { ...jobOptions({ kernels: ['histogram'], segmentSeconds }), histogram: histogramOptions(given) };
  const { plan } = planJob({
    ...{ jobId: 'job-1', source, media, index, options, policy, expiresAt: 1 },
    buckets: { work: 'work', output: 'results' },
  });
  const lines: string[] = [];
  const { signal } = new AbortController();
  for (const segment of plan.segments) {
    const own = await mkdtemp(join(folder, 'segment-'));
    const decoding = { ffmpeg, ffprobe, store, log, signal, threads: 1, models: noModels, folder: own };
    const { outputs } = await decodeSegment(decoding, plan, segment, ['histogram'], () => undefined);
    const [output] = outputs;
    const text = await readFile(output!.path, 'utf8');
    expect(text.split('\n')).toHaveLength(output!.records! + 1);
    lines.push(...text.split('\n').slice(0, -1));
  }
  return { plan, lines };
}

/** What the merge makes of the segments' lines: outputs by their keys. */
export async function mergeLines(plan: Plan, lines: readonly string[], folder: string): Promise<Map<string, Buffer>> {
  const left = new Map<string, Buffer>();
  await program.merge!({
    ...{ plan, folder, log, models: noModels, threads: 1 },
    records: () => asRecords(lines),
    async leave(key, pieces) {
      const parts: Buffer[] = [];
      for await (const piece of pieces) parts.push(Buffer.from(piece));
      left.set(key, Buffer.concat(parts));
    },
    copy: () => Promise.reject(new Error('Nothing is copied here')),
  });
  return left;
}

async function* asRecords(lines: readonly string[]): AsyncGenerator {
  for (const line of lines) yield await Promise.resolve(z.unknown().parse(JSON.parse(line)));
}
