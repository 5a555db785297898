import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openJobTable, openStore } from '../aws/clients';
import { followJob } from '../cli/follow-job';
import type { Caller } from '../local/api-call';
import { startStack } from '../local/stack';
import { locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';
import { run } from '../media/run';
import { JobOptions, type KernelName, optionsMetadataKey, writeOptions } from '../pipeline/job-options';
import { jobId } from '../pipeline/keys';

const containers = [
  { name: 'MP4', file: 'plain.mp4', options: [] },
  { name: 'MP4, index in front', file: 'faststart.mp4', options: ['-movflags', '+faststart'] },
  { name: 'MP4, fragmented', file: 'fragmented.mp4', options: ['-movflags', 'frag_keyframe+empty_moov'] },
  { name: 'Matroska', file: 'cues.mkv', options: [] },
];

/**
 * How much of a source is read from the object store, in shares of its size, as the embedded S3 counts it: by planning, by all
 * tasks of segments together, by the concatenation: `npm run bench:reading -- [megabytes] [segment seconds]`.
 */
async function main([megabytes = '220', segmentSeconds = '60']: readonly string[]): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    console.log(`ffmpeg ${ffmpeg.version} (${ffmpeg.foundBy}); making ${megabytes} MB of 640x360 at 25 fps …`);
    const piece = join(folder, 'piece.mp4');
    await run(ffmpeg.path, recipe(piece));
    const loops = Math.ceil((Number(megabytes) * 1e6) / (await stat(piece)).size) - 1;
    console.log('container             kernels            planning   segments   of which stated as warm-up   concat');
    for (const { name, file, options } of containers) {
      const path = join(folder, file);
      const looped = ['-nostdin', '-v', 'error', '-stream_loop', String(loops), '-i', piece, '-c', 'copy'];
      await run(ffmpeg.path, [...looped, ...options, '-y', path]);
      for (const kernels of [['grayscale'], ['grayscale', 'motion']] satisfies KernelName[][]) {
        const root = await mkdtemp(join(folder, 'stack-'));
        const job = JobOptions.parse({ kernels, segmentSeconds: Number(segmentSeconds), maxConcurrency: 2, crf: 40 });
        const { share, warmUp } = await measure(
          { root, ffmpegPath: ffmpeg.path, ffprobePath: ffprobe.path },
          path,
          job,
        );
        const columns = [share('probe', 'plan-segments'), share('segment'), warmUp, share('concat')];
        const [planning = '', segments = '', stated = '', concat = ''] = columns.map((value) => value.toFixed(4));
        console.log(
          `${name.padEnd(21)} ${kernels.join('+').padEnd(16)} ${planning.padStart(10)} ${segments.padStart(10)} ${stated.padStart(28)} ${concat.padStart(8)}`,
        );
      }
      await rm(path);
    }
    console.log('aims: planning at most 0.01; segments at most 1.10, and with motion the stated warm-up on top');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const recipe = (path: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=20,noise=alls=12:allf=t'],
  ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=20', '-c:a', 'aac', '-c:v', 'libx264'],
  ...['-preset', 'ultrafast', '-bf', '2', '-g', '50', '-b:v', '5M', '-maxrate', '6M', '-bufsize', '6M', path],
];

async function measure(
  programs: { root: string; ffmpegPath: string; ffprobePath: string },
  path: string,
  options: JobOptions,
): Promise<{ share: (...callers: Caller[]) => number; warmUp: number }> {
  const read = new Map<Caller, number>();
  let input = '';
  const stack = await startStack({
    ...programs,
    program: join(__dirname, '..', 'dist', 'container.cjs'),
    onS3Request: ({ bucket, bytesSent }, caller) => {
      if (bucket === input) read.set(caller, (read.get(caller) ?? 0) + bytesSent);
    },
  });
  input = stack.inputBucket;
  const stepFunctions = new SFNClient(stack.clients);
  try {
    const metadata = { [optionsMetadataKey]: writeOptions(options) };
    const store = openStore(stack.clients);
    const version = await store.upload(input, 'clip', { path }, { contentType: 'video/mp4', metadata });
    const services = { jobs: openJobTable(stack.jobTable, stack.clients), stepFunctions };
    const id = jobId(input, 'clip', version ?? '');
    const record = await followJob(services, id, () => undefined, new AbortController().signal);
    if (record.state !== 'SUCCEEDED' || !record.media || !record.plan) throw new Error(record.error?.message);
    const { size } = await stat(path);
    return {
      share: (...callers) => callers.reduce((sum, caller) => sum + (read.get(caller) ?? 0), 0) / size,
      warmUp: record.plan.warmUpSeconds / record.media.durationSeconds,
    };
  } finally {
    stepFunctions.destroy();
    await stack.stop();
    await rm(programs.root, { recursive: true, force: true });
  }
}

void main(process.argv.slice(2));
