import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import * as z from 'zod';
import type { ObjectStore } from '../aws/object-store';
import type { KernelProgram, MergeContext } from '../kernels/kernel';
import { createModelFiles } from '../kernels/models/model-files';
import { kernels } from '../kernels/registry';
import { PipelineError } from '../pipeline/errors';
import type { KernelName } from '../pipeline/job-options';
import { parseS3Uri, segmentResultKey } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';
import { SegmentResult, countFrames } from '../pipeline/segment';
import { taskOfKernel } from '../pipeline/task-of-kernel';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({ jobId: z.string(), executionId: z.string(), plan: z.string() });

export interface Merged {
  kernels: KernelName[];
}

/** Puts together what the segments have left, kernel by kernel: motion becomes events, pictures get their numbers. */
export function createMergeResults(dependencies: HandlerDependencies): Handler<Merged> {
  const { store } = dependencies;
  return async (event) => {
    const { jobId, executionId, plan: uri } = Event.parse(event);
    const { bucket, key } = parseS3Uri(uri);
    const plan = await store.readJson(bucket, key, Plan);
    const log = dependencies.log.with({ jobId, executionId });
    const folder = await mkdtemp(join(tmpdir(), 'framefleet-merge-'));
    try {
      const merging = plan.kernels.filter((name) => kernels[name].merges);
      for (const name of merging) {
        const { merge }: KernelProgram = await kernels[name].program();
        await merge?.(contextOf({ ...dependencies, log }, plan, name, folder));
      }
      log.info('results merged', { kernels: merging });
      return { kernels: merging };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function contextOf(
  { store, workBucket, outputBucket, log, signal, modelCache }: HandlerDependencies,
  plan: Plan,
  kernel: KernelName,
  folder: string,
): MergeContext {
  return {
    plan,
    folder,
    log: log.with({ kernel }),
    models: createModelFiles(store, modelCache ?? join(folder, 'models')),
    threads: 1,
    signal,
    records: () => readRecords(store, workBucket, plan, kernel),
    async leave(key, pieces, contentType) {
      await store.upload(outputBucket, key, { stream: Readable.from(inBlocks(pieces)) }, { contentType });
    },
    copy: (workKey, outputKey) =>
      store.copy({ bucket: workBucket, key: workKey }, { bucket: outputBucket, key: outputKey }),
  };
}

/** A kernel's records of all segments, in the order of their time, each frame's once. */
async function* readRecords(store: ObjectStore, workBucket: string, plan: Plan, kernel: KernelName): AsyncGenerator {
  const task = taskOfKernel(plan, kernel);
  let lastPts = -Infinity;
  for (const { index } of plan.segments) {
    const result = await store.readJson(workBucket, segmentResultKey(plan.jobId, index, task), SegmentResult);
    const key = result.outputs[kernel];
    if (key === undefined) throw mismatch(kernel, index, `its task ${task} has left none`);
    const lines = await store.open(workBucket, key);
    let count = 0;
    try {
      for await (const line of createInterface({ input: lines })) {
        count += 1;
        const record: unknown = JSON.parse(line);
        const pts = ptsOf(record);
        if (pts <= lastPts)
          throw mismatch(kernel, index, `the frame at ${pts} doesn't come after the one at ${lastPts}`);
        lastPts = pts;
        yield record;
      }
    } finally {
      lines.destroy();
    }
    const expected = result.records[kernel] ?? countFrames(result.frameTimes);
    if (count !== expected) throw mismatch(kernel, index, `${expected} were announced, ${count} are there`);
  }
}

/** Of a record that says of which frame it is; what else it says is its kernel's to judge. */
const ptsOf = (record: unknown): number =>
  typeof record === 'object' && record !== null && 'pts' in record ? Number(record.pts) : NaN;

const mismatch = (kernel: KernelName, segment: number, why: string) =>
  new PipelineError('FrameMismatch', `Records of ${kernel} of segment ${segment}: ${why}.`, {
    figures: { kernel, segment },
  });

/** Small writes cost more than the bytes they carry: they are passed on some 64 KB at a time. */
async function* inBlocks(
  pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Buffer> {
  let block: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    block.push(bytes);
    length += bytes.length;
    if (length < 65_536) continue;
    yield Buffer.concat(block);
    [block, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(block);
}

export const handler = lambda('framefleet-merge-results', createMergeResults);
