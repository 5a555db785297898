import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { concatSegments } from '../../../container/concat-segments';
import { processSegment } from '../../../container/process-segment';
import { probeMedia } from '../../../media/probe';
import type { JobOptions } from '../../../pipeline/job-options';
import { grayKey } from '../../../pipeline/keys';
import type { MediaInfo } from '../../../pipeline/media-info';
import type { Plan } from '../../../pipeline/plan';
import { planJob } from '../../../pipeline/plan-job';
import type { Verification } from '../../../pipeline/verification';
import { MemoryStore, taskDependencies } from '../../container/fakes';
import { expiresAt, jobOptions, policy, source } from '../../pipeline/examples';
import { tools } from '../../tools';

export interface JoinedClip {
  /** The clip, and the gray video that has become of it. */
  path: string;
  grayPath: string;
  plan: Plan;
  media: MediaInfo;
  /** What can be read of the gray video. */
  gray: MediaInfo;
  verification: Verification;
}

/** Does with a clip what the tasks of a job do: its segments, gray and lossless, and their concatenation. */
export async function joinClip(path: string, folder: string, options: Partial<JobOptions> = {}): Promise<JoinedClip> {
  const { ffmpeg, ffprobe } = await tools();
  const name = basename(path);
  const { media, index } = await probeMedia(ffprobe.path, { url: path }, name);
  const { plan } = planJob({
    jobId: 'job-1',
    source: { ...source, key: name },
    media,
    index,
    options: jobOptions({ kernels: ['grayscale'], crf: 0, ...options }),
    policy,
    buckets: { work: 'work', output: 'results' },
    expiresAt,
  });
  const store = new MemoryStore(path);
  const { dependencies } = taskDependencies({ store, ffmpeg, ffprobe });
  const ownFolder = async (task: string) => {
    const own = join(folder, `${name} ${plan.options.container} ${task}`);
    await mkdir(own);
    return { ...dependencies, folder: own };
  };
  for (const segment of plan.segments) {
    await processSegment(await ownFolder(String(segment.index)), plan, segment, ['grayscale']);
  }
  const { verification } = await concatSegments(await ownFolder('joined'), plan);
  const key = grayKey(plan.jobId, plan.name, plan.options.container);
  const grayPath = join(folder, basename(key));
  await writeFile(grayPath, store.objects.get(`results/${key}`) ?? '');
  const { media: gray } = await probeMedia(ffprobe.path, { url: grayPath }, basename(key));
  return { path, grayPath, plan, media, gray, verification };
}
