import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openJobTable, openStore } from '../aws/clients';
import { type Stack, startStack } from '../local/stack';
import type { Ffmpeg, Surroundings } from '../media/locate';
import { makeSample } from '../media/sample';
import { type JobRecord } from '../pipeline/job';
import { optionsMetadataKey, writeOptions } from '../pipeline/job-options';
import { baseName, jobId } from '../pipeline/keys';
import { checkFile, makeFolder } from './check-paths';
import { fetchLogs, fetchOutputs, fetchWork } from './fetch-outputs';
import { followJob } from './follow-job';
import { type LocalRun, describeLocal } from './job-file';
import { placePage } from './place-page';
import { readFaults, showFaults } from './read-faults';
import type { RunOptions } from './run-options';
import { showFiles } from './show-files';
import { countProgress, showProgress } from './show-progress';
import { showVerification } from './show-verification';
import { UsageError, exit } from './usage-error';
import { inWorkFolder, locatePrograms } from './workplace';

export interface Terminal {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

/**
 * Runs one video through the whole pipeline on this machine, and leaves nothing behind but its results.
 * @returns the exit code
 * @throws UsageError when nothing was started
 */
export async function runJob(
  video: string | undefined,
  options: RunOptions,
  terminal: Terminal,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  await checkVideo(video, options.sample);
  const faults = options.faults === undefined ? {} : { faults: await readFaults(options.faults) };
  await makeFolder(options.out);
  const { ffmpeg, ffprobe } = await locatePrograms(surroundings, terminal, options.json, signal);
  return inWorkFolder(tmpdir(), async (root) => {
    let stack: Stack | undefined;
    try {
      const program = join(__dirname, 'container.cjs');
      const policy = { keepWork: options.keepWork };
      stack = await startStack({
        root,
        program,
        ffmpegPath: ffmpeg.path,
        ffprobePath: ffprobe.path,
        policy,
        ...faults,
      });
      const path = options.sample ? await sample(ffmpeg, root, signal) : (video ?? '');
      const local = await describeLocal(options.sample ? undefined : path, options.job);
      const record = await submitAndFollow(stack, path, options, terminal, signal);
      return await hand(stack, record, local, options, terminal);
    } finally {
      await stack?.stop();
      if (stack?.faults && !options.json) terminal.stderr.write(`${showFaults(stack.faults.injected)}\n`);
    }
  });
}

async function checkVideo(video: string | undefined, sample: boolean): Promise<void> {
  if (sample && video !== undefined) throw new UsageError(`Either "${video}" or --sample, not both.`);
  if (sample) return;
  if (video === undefined) throw new UsageError('Which video? Give its path, or --sample to make one.');
  await checkFile(video);
}

async function sample(ffmpeg: Ffmpeg, folder: string, signal: AbortSignal): Promise<string> {
  const path = join(folder, 'sample.mp4');
  await makeSample(ffmpeg, path, signal);
  return path;
}

async function submitAndFollow(
  stack: Stack,
  path: string,
  options: RunOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<JobRecord> {
  const store = openStore(stack.clients);
  const stepFunctions = new SFNClient(stack.clients);
  const jobs = openJobTable(stack.jobTable, stack.clients);
  const progress = showProgress(terminal.stderr, options.json);
  try {
    const key = basename(path);
    const metadata = { [optionsMetadataKey]: writeOptions(options.job) };
    const version = await store.upload(
      stack.inputBucket,
      key,
      { path },
      { contentType: 'application/octet-stream', metadata, signal },
    );
    return await followJob(
      { jobs, stepFunctions },
      jobId(stack.inputBucket, key, version ?? ''),
      (record) => progress.show(countProgress(record)),
      signal,
    );
  } finally {
    progress.end();
    stepFunctions.destroy();
  }
}

/** Brings the results home and says how it went. */
async function hand(
  stack: Stack,
  record: JobRecord,
  local: LocalRun,
  options: RunOptions,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const store = openStore(stack.clients);
  const name = baseName(record.input.key);
  const paths = await fetchOutputs(store, { ...record, ...local }, options.out);
  const page = await placePage(store, record, stack.outputBucket, options.out, local.local?.path);
  if (page !== undefined) paths.push(page);
  if (options.keepWork) {
    paths.push(await fetchWork(store, record, stack.workBucket, stack.logFolder, join(options.out, `${name}.work`)));
  }
  const failed = record.state !== 'SUCCEEDED';
  if (failed) paths.push(await fetchLogs(stack.logFolder, join(options.out, `${name}.log`)));
  if (options.json) stdout.write(`${JSON.stringify({ ...record, ...local }, null, 2)}\n`);
  else {
    const verified = record.verification ? showVerification(record.verification) : [];
    stdout.write(`${[summary(record), ...[...verified, ...showFiles(paths)].map((line) => `  ${line}`)].join('\n')}\n`);
  }
  if (!failed) return exit.succeeded;
  stderr.write(`${record.error?.name ?? 'Unknown'}: ${record.error?.message ?? 'no message'}\n`);
  return exit.jobFailed;
}

function summary({ state, media, segments, plan, timings }: JobRecord): string {
  const decoded = segments.reduce((sum, { tasks }) => sum + (tasks[0]?.frames ?? 0), 0);
  const frames = state === 'SUCCEEDED' ? `${decoded} frames` : `${decoded} of ${media?.video.frameCount ?? 0} frames`;
  const cut = plan ? `${segments.length} of ${plan.segmentCount} segments (${plan.mode})` : 'not planned';
  return `${state}: ${frames}, ${cut}, ${(timings?.elapsedSeconds ?? 0).toFixed(1)} s`;
}
