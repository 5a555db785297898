import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { build } from 'esbuild';
import * as z from 'zod';
import type { Kernel } from '../kernels/kernel';
import { kernelNames } from '../kernels/options';
import { kernels } from '../kernels/registry';
import { nodeFlags } from '../local/task-process';
import { type Ffmpeg, type Ffprobe, locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';
import { run } from '../media/run';
import { JobOptions, KernelName } from '../pipeline/job-options';
import { interruption } from './interruption';
import { type Round, decode, fused, kernelTable } from './kernels/kernel-table';
import { measure } from './measure';
import { failureFile } from './motion/failure-file';

/** Of kernels that run a model, the model's time is what counts, and it isn't ours. */
const usual = kernelNames.filter((name) => !('models' in (kernels[name] satisfies Kernel)));

const command = new Command('npm run bench:kernels --')
  .description('CPU of each kernel alone, and of all of them on one decode, beside the decode alone.')
  .option('--kernels <names>', 'comma separated', usual.join(','))
  .option('--options <json>', 'of the job, for its kernels', '{}')
  .option('--sizes <sizes>', 'of the clips, comma separated', '1920x1080,1280x720')
  .option('--seconds <n>', 'length of the clips', '30')
  .option('--rounds <n>', 'how often everything is measured, in turn', '3');

const list = z.string().transform((text) => text.split(','));

const Options = z.object({
  kernels: list.pipe(z.array(KernelName).min(1)),
  options: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.looseObject({})),
  sizes: list.pipe(z.array(z.string().regex(/^\d+x\d+$/))),
  seconds: z.coerce.number().positive(),
  rounds: z.coerce.number().int().positive(),
});

interface Bench {
  ffmpeg: Ffmpeg;
  ffprobe: Ffprobe;
  /** The measured program. */
  program: string;
  folder: string;
  signal: AbortSignal;
}

async function main(signal: AbortSignal): Promise<void> {
  const { kernels: names, options, sizes, seconds, rounds: count } = Options.parse(command.parse().opts());
  JobOptions.parse({ ...options, kernels: names });
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    const bench = { ffmpeg, ffprobe, folder, signal, program: join(folder, 'kernel-task.cjs') };
    await bundle(bench.program);
    for (const size of sizes) {
      console.log(`ffmpeg ${ffmpeg.version} (${ffmpeg.foundBy}); making ${seconds} s of ${size} at 30 …`);
      const clip = join(folder, `${size}.mp4`);
      await run(ffmpeg.path, recipe(size, seconds, clip), { signal });
      const rounds: Round[] = [];
      for (let round = 1; round <= count; round += 1) {
        const measured = await measureRound(bench, clip, names, options);
        const said = [...measured].map(([name, cpuSeconds]) => `${name} ${cpuSeconds.toFixed(1)} s`);
        console.log(`round ${round}: ${said.join(', ')}`);
        rounds.push(measured);
      }
      for (const line of kernelTable(rounds)) console.log(line);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything once, one after the other. */
async function measureRound(bench: Bench, clip: string, names: KernelName[], options: object): Promise<Round> {
  const { ffmpeg, ffprobe, program, folder, signal } = bench;
  const threads = String(availableParallelism());
  const measured = new Map<string, number>();
  const input = ['-nostdin', '-v', 'error', '-threads', threads, '-i', clip, '-map', '0:v:0'];
  signal.throwIfAborted();
  measured.set(decode, (await measure([ffmpeg.path, ...input, '-f', 'null', '-'])).cpuSeconds);
  for (const [name, kernels] of [...names.map((name) => [name, [name]] as const), [fused, names] as const]) {
    signal.throwIfAborted();
    const own = join(folder, 'task');
    await mkdir(own);
    const args = [JSON.stringify({ ...options, kernels }), clip, own, ffmpeg.path, ffprobe.path, threads];
    try {
      measured.set(name, (await measure([process.execPath, ...nodeFlags, program, ...args])).cpuSeconds);
    } catch (cause) {
      const reason = await readFile(join(own, failureFile), 'utf8').catch(() => 'it left no word');
      throw new Error(`Measuring ${name} failed: ${reason}`, { cause });
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
  return measured;
}

/** Bundled as the command and the tasks are: loading sources would count as work. */
const bundle = (outfile: string) =>
  build({
    ...{ entryPoints: [join(__dirname, 'kernels', 'kernel-task.ts')], outfile },
    ...{ bundle: true, platform: 'node', target: 'node20', logLevel: 'error', external: ['onnxruntime-node'] },
  });

/** Moving test pictures with a little grain, which is what cameras deliver; something moves in every frame. */
const recipe = (size: string, seconds: number, path: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30:d=${seconds},noise=alls=4:allf=t`],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-pix_fmt', 'yuv420p', path],
];

const interrupted = interruption();
main(interrupted).catch((error: unknown) => {
  if (!interrupted.aborted) throw error;
  process.exitCode = 130;
});
