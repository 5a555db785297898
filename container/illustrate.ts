import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { KernelProgram } from '../kernels/kernel';
import { kernels } from '../kernels/registry';
import { illustrationResultKey, indexKey } from '../pipeline/keys';
import { KeyFrameIndex } from '../pipeline/key-frame-index';
import type { Plan } from '../pipeline/plan';
import { announceTask } from './announce-task';
import type { TaskDependencies } from './task';

const IllustrationResult = z.object({
  /** Keys in the output bucket. */
  keys: z.array(z.string()),
  frameCount: z.number().int(),
  finishedAt: z.iso.datetime(),
});
type IllustrationResult = z.infer<typeof IllustrationResult>;

/**
 * Lets each kernel make what is made of merged results: clips of events, drawings, sheets of pictures. Each is uploaded as it is whole.
 * @throws what a kernel throws
 */
export async function illustrate(dependencies: TaskDependencies, plan: Plan): Promise<IllustrationResult> {
  const { store, log, now, workBucket, outputBucket, folder } = dependencies;
  const { jobId, media } = plan;
  const timeRange = { start: 0, end: media.durationSeconds };
  const announced = await announceTask(dependencies, plan, { task: 'illustrate', segment: null, timeRange });
  const finished = await store.findJson(workBucket, illustrationResultKey(jobId), IllustrationResult);
  if (finished) {
    log.info('illustration was already finished', finished);
    await announced.done({ frames: finished.frameCount });
    return finished;
  }

  const index = await store.readJson(workBucket, indexKey(jobId), KeyFrameIndex);
  const keys: string[] = [];
  for (const name of plan.kernels) {
    const { illustrate: make }: KernelProgram = await kernels[name].program();
    const own = join(folder, name);
    await mkdir(own);
    await make?.({
      ...dependencies,
      folder: own,
      plan,
      index,
      footage: { source: plan.source, store },
      readJson: (key, schema) => store.readJson(outputBucket, key, schema),
      download: (key, path) => store.download(outputBucket, key, path),
      downloadWork: (key, path) => store.download(workBucket, key, path),
      async leave(key, path, contentType) {
        await store.upload(outputBucket, key, { path }, { contentType });
        keys.push(key);
      },
      report: announced.report,
    });
  }
  const frameCount = media.video.frameCount;
  const result = { keys, frameCount, finishedAt: now().toISOString() };
  await store.writeJson(workBucket, illustrationResultKey(jobId), result);
  await announced.done({ frames: frameCount });
  log.info('illustrated', { files: keys.length });
  return result;
}
