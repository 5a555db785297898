import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Container } from '../pipeline/job-options';
import {
  annotatedKey,
  eventClipKey,
  illustrationResultKey,
  indexKey,
  motionFramesKey,
  motionKey,
} from '../pipeline/keys';
import { KeyFrameIndex } from '../pipeline/key-frame-index';
import { MotionFrame, MotionReport } from '../pipeline/motion';
import type { Plan } from '../pipeline/plan';
import { announceTask } from './announce-task';
import { illustrate } from '../kernels/motion/illustrate';
import type { TaskDependencies } from './task';
import { TimeList } from '../kernels/motion/time-list';

const contentTypes: Readonly<Record<Container, string>> = { mp4: 'video/mp4', mkv: 'video/x-matroska' };

const IllustrationResult = z.object({
  /** Keys in the output bucket. */
  keys: z.array(z.string()),
  frameCount: z.number().int(),
  finishedAt: z.iso.datetime(),
});
type IllustrationResult = z.infer<typeof IllustrationResult>;

/**
 * Makes clips of the events and the annotated video, from the merged report and the source, and uploads each as it is whole.
 * @throws PipelineError LimitExceeded when there are too many events for clips, FrameMismatch when one hasn't the frames it should have
 */
export async function illustrateMotion(dependencies: TaskDependencies, plan: Plan): Promise<IllustrationResult> {
  const { store, log, now, workBucket, outputBucket, folder } = dependencies;
  const { jobId, name, media, options } = plan;
  const timeRange = { start: 0, end: media.durationSeconds };
  const announced = await announceTask(dependencies, plan, { task: 'illustrate', segment: null, timeRange });
  const finished = await store.findJson(workBucket, illustrationResultKey(jobId), IllustrationResult);
  if (finished) {
    log.info('illustration was already finished', finished);
    await announced.done({ frames: finished.frameCount });
    return finished;
  }

  const report = await store.readJson(outputBucket, motionKey(jobId, name), MotionReport);
  const index = await store.readJson(workBucket, indexKey(jobId), KeyFrameIndex);
  const framesPath = join(folder, 'motion-frames.ndjson');
  await store.download(outputBucket, motionFramesKey(jobId, name), framesPath);
  const pts = await readPts(framesPath);
  const footage = { source: plan.source, store };
  const keys: string[] = [];
  const leave = async (key: string, path: string, contentType: string) => {
    await store.upload(outputBucket, key, { path }, { contentType });
    keys.push(key);
  };
  await illustrate(
    dependencies,
    { footage, media, index, report, pts, framesPath },
    { ...options.motion, name },
    {
      onClip: (clip) => leave(eventClipKey(jobId, clip.name), clip.path, contentTypes[clip.container]),
      onAnnotated: (path) => leave(annotatedKey(jobId, name), path, contentTypes.mp4),
      onProgress: ({ done }) => announced.report(done),
    },
  );
  const result = { keys, frameCount: pts.length, finishedAt: now().toISOString() };
  await store.writeJson(workBucket, illustrationResultKey(jobId), result);
  await announced.done({ frames: pts.length });
  log.info('motion illustrated', { files: keys.length });
  return result;
}

async function readPts(framesPath: string): Promise<Float64Array> {
  const times = new TimeList();
  for await (const line of createInterface({ input: createReadStream(framesPath) })) {
    times.add(MotionFrame.parse(JSON.parse(line) as unknown).pts);
  }
  return times.all;
}
