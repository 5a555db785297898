import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type Ffmpeg, locateFfmpeg, packagePathOf } from '../media/locate';
import { runForText } from '../media/run';

/**
 * What `framefleet estimate` says of this machine against what `framefleet run` then takes: `npm run bench:estimate -- [rounds]`.
 * Within a quarter on a quiet machine is the aim; who shares it with others measures them, too.
 */
const program = join(__dirname, '..', 'bin', 'framefleet.mjs');

/** Of different sizes, codecs, kernels and numbers of segments. */
const jobs: readonly { name: string; source: string; encoder: string[]; options: string[] }[] = [
  {
    name: '720p, 60 s, gray and motion, 6 segments',
    source: 'testsrc2=size=1280x720:rate=30,noise=alls=8:allf=t',
    encoder: ['-t', '60', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '60'],
    options: ['--segment-seconds', '10'],
  },
  {
    name: '360p, 180 s, motion alone, 9 segments',
    source: 'testsrc2=size=640x360:rate=25',
    encoder: ['-t', '180', '-c:v', 'libx264', '-preset', 'veryfast', '-g', '50'],
    options: ['--segment-seconds', '20', '--kernels', 'motion'],
  },
  {
    name: '1080p MPEG-4, 40 s, gray, pictures, histogram, split, 4 segments',
    source: 'testsrc2=size=1920x1080:rate=25',
    encoder: ['-t', '40', '-c:v', 'mpeg4', '-q:v', '5', '-g', '50'],
    options: ['--segment-seconds', '10', '--kernels', 'grayscale,pictures,histogram', '--mode', 'split'],
  },
];

const Estimate = z.object({
  segments: z.number(),
  seconds: z.object({ low: z.number(), likely: z.number(), high: z.number() }),
});
const Run = z.object({ state: z.literal('SUCCEEDED'), timings: z.object({ elapsedSeconds: z.number() }) });

const parsed = <S extends z.ZodType>(text: string, schema: S): z.infer<S> => schema.parse(JSON.parse(text));

async function main([rounds = '1']: readonly string[]): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const ffmpeg = await locateFfmpeg({ variables: process.env, packagePath: packagePathOf });
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    for (let round = 1; round <= Number(rounds); round++) {
      for (const job of jobs) console.log(await compare(ffmpeg, folder, job));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  ffmpeg: Ffmpeg,
  folder: string,
  { name, source, encoder, options }: (typeof jobs)[number],
): Promise<string> {
  const clip = join(folder, 'clip.mp4');
  await runForText(ffmpeg.path, ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...encoder, clip]);
  const type = (...words: string[]) => runForText(process.execPath, [program, ...words, ...options, '--json']);
  const { seconds, segments } = parsed(await type('estimate', clip), Estimate);
  const took = parsed(await type('run', clip, '--out', join(folder, 'out')), Run).timings.elapsedSeconds;
  const { low, likely, high } = seconds;
  const within = low <= took && took <= high ? 'within' : 'outside';
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${name} (${segments}): estimated ${likely.toFixed(1)} s (${low.toFixed(1)} to ${high.toFixed(1)}), took ${took.toFixed(1)} s: ${(likely / took).toFixed(2)}, ${within}; load ${load}`;
}

void main(process.argv.slice(2));
