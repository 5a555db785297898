import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Log } from '../aws/log';
import type { Tools } from '../kernels/kernel';
import { noModels } from '../kernels/models/model-files';
import { type Detected, detectMotionIn } from '../container/detect-motion';
import { type Footage, fileFootage } from '../kernels/footage';
import { illustrate } from '../kernels/motion/illustrate';
import { explain } from '../container/report-failure';
import { TimeList } from '../kernels/motion/time-list';
import type { Surroundings } from '../media/locate';
import { ProcessFailed } from '../media/run';
import type { JobOptions } from '../pipeline/job-options';
import { baseName } from '../pipeline/keys';
import { checkFile, makeFolder } from './check-paths';
import type { MotionCommandOptions } from './motion-options';
import { placeIllustrations } from './place-illustrations';
import { footageOfJob } from './rescan';
import type { Terminal } from './run';
import { showMotion } from './show-motion';
import { showProgress } from './show-progress';
import { UsageError, exit } from './usage-error';
import { inWorkFolder, locatePrograms } from './workplace';
import { FrameFile, writeMotion } from './write-motion';

/** What is looked at, what its results are called, and how it is done. */
interface Assignment {
  footage: Footage;
  name: string;
  job: JobOptions;
}

/**
 * Finds what moves in one video, straight from where it lies.
 * @returns the exit code
 * @throws UsageError when nothing was started, PipelineError when it failed
 */
export async function findMotion(
  video: string | undefined,
  options: MotionCommandOptions,
  terminal: Terminal,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const { out, json } = options;
  const say = (message: string) => {
    if (!json) terminal.stderr.write(`${message}\n`);
  };
  const assignment = await assign(video, options, say);
  await makeFolder(out);
  const programs = await locatePrograms(surroundings, terminal, json, signal);
  const threads = availableParallelism();
  try {
    const { report, paths } = await inWorkFolder(tmpdir(), (folder) =>
      inWorkFolder(out, (parts) =>
        work(
          { ...programs, log: plainLog(say), folder, threads, signal, models: noModels },
          assignment,
          { out, parts },
          terminal,
          json,
        ),
      ),
    );
    const lines = [...showMotion(assignment.name, report), ...paths.map((path) => `  ${path}`)];
    terminal.stdout.write(`${json ? JSON.stringify(report, null, 2) : lines.join('\n')}\n`);
    return exit.succeeded;
  } catch (error) {
    throw error instanceof ProcessFailed ? explain(error) : error;
  }
}

async function assign(
  video: string | undefined,
  { rescan, jobOptions }: MotionCommandOptions,
  say: (message: string) => void,
): Promise<Assignment> {
  if (rescan !== undefined) {
    if (video !== undefined) throw new UsageError(`Either "${video}" or --rescan, not both.`);
    const { footage, name, former } = await footageOfJob(rescan, say);
    return { footage, name: `${name}.rescan`, job: jobOptions(former) };
  }
  if (video === undefined) throw new UsageError('Which video? Give its path, or --rescan with the record of a job.');
  await checkFile(video);
  return { footage: await fileFootage(video), name: baseName(basename(video)), job: jobOptions() };
}

async function work(
  tools: Tools,
  { footage, name, job }: Assignment,
  { out, parts }: { out: string; parts: string },
  { stderr }: Terminal,
  quiet: boolean,
): Promise<{ report: Detected['report']; paths: string[] }> {
  const progress = showProgress(stderr, quiet);
  const pts = new TimeList();
  const frames = new FrameFile(join(parts, 'motion-frames.ndjson'));
  try {
    const detected = await detectMotionIn(tools, footage, job, {
      onFrame: async (frame) => {
        pts.add(frame.pts);
        await frames.add(frame);
      },
      onProgress: (done, total) => progress.show({ done, total, phase: 'looking for motion' }),
    });
    await frames.end();
    const paths = await writeMotion(detected.report, frames.path, { parts, out, name });
    const { plan, index, report } = detected;
    const material = { footage, media: plan.media, index, report, pts: pts.all, framesPath: paths[0] ?? '' };
    // On the disk of the results, so that what is whole can be moved there.
    const inParts = { ...tools, folder: parts };
    const { onClip, onAnnotated } = placeIllustrations({ out, name }, paths);
    await illustrate(inParts, material, { ...job.motion, name }, { onClip, onAnnotated, onProgress: progress.show });
    return { report: detected.report, paths };
  } finally {
    frames.discard();
    progress.end();
  }
}

/** What detection has to say of a damaged video, for people. */
const plainLog = (say: (message: string) => void): Log => ({
  info: () => undefined,
  warn: say,
  error: say,
  with: () => plainLog(say),
});
