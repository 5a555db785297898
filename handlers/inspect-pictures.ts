import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { asUnavailable } from '../aws/unavailable';
import type { KernelOutput, KernelProgram } from '../kernels/kernel';
import { createModelFiles } from '../kernels/models/model-files';
import { kernels } from '../kernels/registry';
import { PipelineError, type TaskFailure } from '../pipeline/errors';
import type { KernelName } from '../pipeline/job-options';
import { failureKey, parseS3Uri, samplesKey, segmentResultKey } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';
import type { Segment, SegmentResult } from '../pipeline/segment';
import { isInspectedByFunction } from '../pipeline/task-of-kernel';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({
  jobId: z.string(),
  executionId: z.string(),
  plan: z.string(),
  index: z.number().int().nonnegative(),
  /** How often the function was called for it before. */
  retries: z.number().int().nonnegative().default(0),
});

export interface Inspected {
  index: number;
  kernels: KernelName[];
}

/** Runs models over the pictures that a segment's task has sampled, as that task would have done itself. */
export function createInspectPictures(dependencies: HandlerDependencies): Handler<Inspected> {
  const { store, workBucket, now } = dependencies;
  return async (event) => {
    const { jobId, executionId, plan: uri, index, retries } = Event.parse(event);
    const { bucket, key } = parseS3Uri(uri);
    const plan = await store.readJson(bucket, key, Plan);
    const segment = plan.segments[index];
    if (!segment) throw new PipelineError('InvalidPlan', `The plan ${uri} has no segment ${index}.`);
    const log = dependencies.log.with({ jobId, executionId, segment: index });
    const folder = await mkdtemp(join(tmpdir(), 'framefleet-inspect-'));
    try {
      const names = plan.kernels.filter((name) => isInspectedByFunction(plan, name));
      const outputs: [KernelName, KernelOutput][] = [];
      for (const name of names) {
        outputs.push([name, await inspect({ ...dependencies, log }, plan, segment, name, folder)]);
      }
      const result: SegmentResult = {
        index,
        task: 'inspect',
        frameTimes: [],
        outputs: Object.fromEntries(outputs.map(([name, output]) => [name, output.key])),
        records: Object.fromEntries(outputs.map(([name, { records = 0 }]) => [name, records])),
        finishedAt: now().toISOString(),
      };
      // Last: when it exists, the rest is whole.
      await store.writeJson(workBucket, segmentResultKey(jobId, index, 'inspect'), result);
      log.info('pictures inspected', { kernels: names });
      return { index, kernels: names };
    } catch (error) {
      const failure = describe(error, plan, segment, { attempt: retries + 1, executionId, failedAt: now() });
      await store.writeJson(workBucket, failureKey(jobId, 'inspect', index), failure);
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function inspect(
  { store, workBucket, log, modelCache, signal }: HandlerDependencies,
  plan: Plan,
  segment: Segment,
  name: KernelName,
  folder: string,
): Promise<KernelOutput> {
  const { inspect: look }: KernelProgram = await kernels[name].program();
  if (!look) throw new Error(`The kernel ${name} can't be run by a function`);
  const samplesPath = join(folder, `${name}.samples`);
  await store.download(workBucket, samplesKey(plan.jobId, segment.index, name), samplesPath);
  const output = await look({
    plan,
    segment,
    samplesPath,
    folder,
    log: log.with({ kernel: name }),
    threads: availableParallelism(),
    models: createModelFiles(store, modelCache ?? join(folder, 'models')),
    signal,
  });
  const { key, path, contentType } = output;
  await store.upload(workBucket, key, { path }, { contentType });
  return output;
}

/** As tasks write it down: DescribeFailure finds it, whichever way the error itself is lost on. */
function describe(
  thrown: unknown,
  { segments }: Plan,
  { index, timeRange }: Segment,
  { failedAt, ...run }: { attempt: number; executionId: string; failedAt: Date },
): TaskFailure {
  const error = asUnavailable(thrown) ?? thrown;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const figures = error instanceof PipelineError ? error.figures : {};
  return {
    ...{
      name,
      message,
      figures,
      ffmpeg: [],
      task: 'inspect',
      segment: index,
      segmentCount: segments.length,
      timeRange,
    },
    ...run,
    failedAt: failedAt.toISOString(),
  };
}

export const handler = lambda('framefleet-inspect-pictures', createInspectPictures);
