import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { openJobTable } from '../aws/clients';
import type { JobTable } from '../aws/job-table';
import { locateFfmpeg, packagePathOf } from '../media/locate';
import { run } from '../media/run';
import { JobOptions, optionsMetadataKey, writeOptions } from '../pipeline/job-options';
import { jobId } from '../pipeline/keys';
import { type Growth, growthOf, leftOpen } from './soak/growth';
import { type Sample, takeSample } from './soak/sample';
import { type WatchedStack, watchStack } from './soak/watched-stack';

/**
 * Small jobs in a row, then ten at a time, through `framefleet up`, once in a folder that is kept and once in one that isn't:
 * `npm run bench:soak -- [jobs in a row] [jobs ten at a time] [folder for heap snapshots]`. Ends with 1 when something grows.
 */
async function main([inRow = '100', tenAtATime = '100', snapshots]: readonly string[]): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const ffmpeg = await locateFfmpeg({ variables: process.env, packagePath: packagePathOf });
  let isFlat = true;
  for (const keepsData of [true, false]) {
    const folder = await mkdtemp(join(tmpdir(), 'framefleet-soak-'));
    try {
      const clip = join(folder, 'clip.mp4');
      await run(ffmpeg.path, recipe(clip));
      console.log(`framefleet up${keepsData ? ' --data' : ''}; load average ${loadavg().map((load) => load.toFixed(1)).join(' ')}`); // prettier-ignore
      const stack = await watchStack(join(__dirname, '..', 'bin', 'framefleet.mjs'), join(folder, 'stack'), keepsData);
      const soak = new Soak(stack, join(folder, 'stack'), await readFile(clip));
      try {
        const before = await soak.look();
        for (const [count, atOnce] of [
          [Number(inRow), 1],
          [Number(tenAtATime), 10],
        ] as const) {
          if (count === 0) continue;
          isFlat = show(`${count} jobs, ${atOnce} at a time: growth per job, over the second half`, growthOf(await soak.run(count, atOnce))) && isFlat; // prettier-ignore
          if (snapshots !== undefined) await stack.snapshot(join(snapshots, `${keepsData ? 'kept' : 'gone'}-${atOnce}.heapsnapshot`)); // prettier-ignore
        }
        await pause(untilRest);
        isFlat = show('left open per job, at rest', leftOpen(before, await soak.look())) && isFlat;
      } finally {
        soak.close();
        const code = await stack.end();
        if (code !== 0 || stack.stderr().includes('Warning')) {
          console.log(`it has ended with ${code ?? 'a signal'}, saying: ${stack.stderr()}`);
          isFlat = false;
        }
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  process.exitCode = isFlat ? 0 : 1;
}

/** Ten frames of 64x48: what a job costs besides its frames. */
const recipe = (path: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=1'],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '10', '-pix_fmt', 'yuv420p', path],
];

/** Milliseconds until the stack has closed the connections that nobody uses (local/endpoint.ts). */
const untilRest = 65_000;

/** Between two samples. */
const jobsPerSample = 10;

/** One client for all jobs of a stack. */
class Soak {
  readonly #s3: S3Client;
  readonly #sfn: SFNClient;
  readonly #jobs: JobTable;
  #submitted = 0;
  #ended = 0;

  constructor(
    private readonly stack: WatchedStack,
    private readonly folder: string,
    private readonly clip: Buffer,
  ) {
    this.#s3 = new S3Client(stack.clients);
    this.#sfn = new SFNClient(stack.clients);
    this.#jobs = openJobTable(stack.ready.jobTable, stack.clients);
  }

  /** @returns what was seen after each ten */
  async run(count: number, atOnce: number): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (let done = 0; done < count; done += jobsPerSample) {
      const began = performance.now();
      const jobs = Math.min(jobsPerSample, count - done);
      for (let batch = 0; batch < jobs; batch += atOnce) {
        await Promise.all(Array.from({ length: Math.min(atOnce, jobs - batch) }, () => this.#runJob()));
      }
      this.#ended += jobs;
      samples.push(await this.look((performance.now() - began) / 1000 / jobs));
    }
    return samples;
  }

  close(): void {
    this.#s3.destroy();
    this.#sfn.destroy();
  }

  async look(secondsPerJob = 0): Promise<Sample> {
    const sample = await takeSample(this.stack, this.folder, this.#ended);
    const { jobs, rss, heapUsed, external, handles, sockets, resources, processes, files } = sample;
    const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
    const all = [...files.values()].reduce((sum, number) => sum + number, 0);
    if (jobs === 0)
      console.log('jobs   s/job     rss MB  heap MB  external MB  handles  sockets  busy with  processes  files');
    const row = [String(jobs).padEnd(6), secondsPerJob.toFixed(2).padEnd(9), megabytes(rss).padEnd(7), megabytes(heapUsed).padEnd(8), megabytes(external).padEnd(12), String(handles).padEnd(8), String(sockets).padEnd(8), String(resources).padEnd(10), String(processes).padEnd(10), all]; // prettier-ignore
    console.log(row.join(' '));
    return sample;
  }

  /** Every tenth job with motion, too. */
  async #runJob(): Promise<void> {
    const { inputBucket } = this.stack.ready;
    const number = (this.#submitted += 1);
    const options = JobOptions.parse(number % 10 === 0 ? {} : { kernels: ['grayscale'] });
    const [Bucket, Key] = [inputBucket, `clip-${number}.mp4`];
    const Metadata = { [optionsMetadataKey]: writeOptions(options) };
    const { VersionId = '' } = await this.#s3.send(new PutObjectCommand({ Bucket, Key, Body: this.clip, Metadata }));
    const id = jobId(Bucket, Key, VersionId);
    let executionArn: string | undefined;
    for (;;) {
      await pause(50);
      executionArn ??= (await this.#jobs.readJob(id))?.executionId;
      if (executionArn === undefined) continue;
      const { status, cause } = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING') continue;
      if (status !== 'SUCCEEDED') throw new Error(`Job ${id} has ended ${status ?? ''}: ${cause ?? ''}`);
      return;
    }
  }
}

/** @returns whether nothing grows more than it may */
function show(title: string, growth: readonly Growth[]): boolean {
  console.log(title);
  for (const { what, perJob, limit, unit } of growth) {
    const verdict = perJob <= limit ? 'ok' : `TOO MUCH, at most ${limit}`;
    console.log(`  ${what.padEnd(60)} ${perJob.toFixed(3).padStart(9)} ${unit.padEnd(2)}  ${verdict}`);
  }
  return growth.every(({ perJob, limit }) => perJob <= limit);
}

void main(process.argv.slice(2));
