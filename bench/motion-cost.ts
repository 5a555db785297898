import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { build } from 'esbuild';
import * as z from 'zod';
import { nodeFlags } from '../local/task-process';
import { locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';
import { run, runForText } from '../media/run';
import { interruption } from './interruption';
import { measure } from './measure';
import { type Round, costTable } from './motion/cost-table';
import { failureFile } from './motion/failure-file';

/** In shorter videos backgrounds follow each other faster, and each of them costs. */
const shortest = 30;

const command = new Command('npm run bench:motion-cost --')
  .description('What looking for motion costs, beside the decode and the gray encode of the same 1080p30 clip.')
  .option('--seconds <n>', `length of the clip, at least ${shortest}`, '60')
  .option('--rounds <n>', 'how often everything is measured, in turn', '3');

const Options = z.object({ seconds: z.coerce.number().min(shortest), rounds: z.coerce.number().int().positive() });

async function main(signal: AbortSignal): Promise<void> {
  const { seconds, rounds: count } = Options.parse(command.parse().opts());
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    const program = join(folder, 'cost-task.cjs');
    await bundle(program);
    const clip = join(folder, 'clip.mp4');
    console.log(`ffmpeg ${ffmpeg.version} (${ffmpeg.foundBy}); making ${seconds} s of 1080p30 …`);
    await run(ffmpeg.path, recipe(seconds, clip), { signal });

    const threads = String(availableParallelism());
    const decode = ['-nostdin', '-v', 'error', '-threads', threads, '-i', clip, '-map', '0:v:0', '-f', 'null', '-'];
    /** In a folder of its own. */
    const task = async <T>(work: string, round: number, start: (command: string[]) => Promise<T>): Promise<T> => {
      signal.throwIfAborted();
      const own = join(folder, `${work}-${round}`);
      await mkdir(own);
      try {
        return await start([
          process.execPath,
          ...nodeFlags,
          program,
          work,
          clip,
          own,
          ffmpeg.path,
          ffprobe.path,
          threads,
        ]);
      } catch (cause) {
        const reason = await readFile(join(own, failureFile), 'utf8').catch(() => 'it left no word');
        throw new Error(`Measuring "${work}" failed: ${reason}`, { cause });
      }
    };
    const rounds: Round[] = [];
    for (let round = 1; round <= count; round += 1) {
      signal.throwIfAborted();
      const measured = {
        decode: await measure([ffmpeg.path, ...decode]),
        motion: await task('motion', round, measure),
        encode: await task('encode', round, measure),
        fused: await task('fused', round, measure),
      };
      const kernelMilliseconds = await task('kernel', round, async ([node = '', ...args]) => {
        return Number(await runForText(node, args, { signal }));
      });
      rounds.push({ ...measured, kernelMilliseconds });
      const said = Object.entries(measured).map(([name, { cpuSeconds }]) => `${name} ${cpuSeconds.toFixed(1)} s`);
      console.log(`round ${round}: ${said.join(', ')} CPU; kernel ${kernelMilliseconds.toFixed(2)} ms a frame`);
    }
    for (const line of costTable(rounds)) console.log(line);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bundled as the command and the tasks are: loading sources would count as work. */
const bundle = (outfile: string) =>
  build({
    ...{ entryPoints: [join(__dirname, 'motion', 'cost-task.ts')], outfile },
    ...{ bundle: true, platform: 'node', target: 'node20', logLevel: 'error' },
  });

/** Moving test pictures with a little grain, which is what cameras deliver; something moves in every frame. */
const recipe = (seconds: number, path: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=30:d=${seconds},noise=alls=4:allf=t`],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-pix_fmt', 'yuv420p', path],
];

const interrupted = interruption();
main(interrupted).catch((error: unknown) => {
  if (!interrupted.aborted) throw error;
  process.exitCode = 130;
});
