import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Container } from '../../pipeline/job-options';
import { annotatedKey, eventClipKey, motionFramesKey, motionKey } from '../../pipeline/keys';
import { MotionFrame, MotionReport } from '../../pipeline/motion';
import type { IllustrateContext } from '../kernel';
import { illustrate, isIllustrated } from './illustrate';
import { TimeList } from './time-list';

const contentTypes: Readonly<Record<Container, string>> = { mp4: 'video/mp4', mkv: 'video/x-matroska' };

/**
 * Makes clips of a job's events and the annotated video, from the merged report and the source.
 * @throws PipelineError LimitExceeded when there are too many events for clips, FrameMismatch when one hasn't the frames it should have
 */
export async function illustrateJob(context: IllustrateContext): Promise<void> {
  const { plan, index, footage, folder, readJson, download, leave, report: progressed } = context;
  const { jobId, name, media, options } = plan;
  if (!isIllustrated(options.motion)) return;
  const report = await readJson(motionKey(jobId, name), MotionReport);
  const framesPath = join(folder, 'motion-frames.ndjson');
  await download(motionFramesKey(jobId, name), framesPath);
  const pts = await readPts(framesPath);
  await illustrate(
    context,
    { footage, media, index, report, pts, framesPath },
    { ...options.motion, name },
    {
      onClip: (clip) => leave(eventClipKey(jobId, clip.name), clip.path, contentTypes[clip.container]),
      onAnnotated: (path) => leave(annotatedKey(jobId, name), path, contentTypes.mp4),
      onProgress: ({ done }) => progressed(done),
    },
  );
}

async function readPts(framesPath: string): Promise<Float64Array> {
  const times = new TimeList();
  for await (const line of createInterface({ input: createReadStream(framesPath) })) {
    times.add(MotionFrame.parse(JSON.parse(line) as unknown).pts);
  }
  return times.all;
}
