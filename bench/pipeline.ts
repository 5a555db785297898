import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateFfmpeg, packagePathOf } from '../media/locate';
import { run } from '../media/run';
import { type Cost, measure, median } from './measure';

/**
 * The whole job (both kernels, with everything around them) against one plain ffmpeg process that does the same gray
 * encode, in turn on the same machine: `npm run bench:pipeline -- [rounds] [seconds]`.
 */
async function main([rounds = '3', seconds = '60']: readonly string[]): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const ffmpeg = await locateFfmpeg({ variables: process.env, packagePath: packagePathOf });
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    const clip = join(folder, 'clip.mp4');
    console.log(`ffmpeg ${ffmpeg.version} (${ffmpeg.foundBy}); making ${seconds} s of 1080p30 …`);
    await run(ffmpeg.path, recipe(seconds, clip));
    const plain = [
      ffmpeg.path,
      '-nostdin',
      '-v',
      'error',
      '-y',
      '-i',
      clip,
      '-vf',
      'hue=s=0',
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-c:a',
      'copy',
      join(folder, 'plain.mp4'),
    ];
    const job = [
      process.execPath,
      join(__dirname, '..', 'bin', 'framefleet.mjs'),
      'run',
      clip,
      '--out',
      join(folder, 'out'),
    ];

    const pairs: { plain: Cost; job: Cost }[] = [];
    for (let round = 1; round <= Number(rounds); round += 1) {
      const pair = { plain: await measure(plain), job: await measure(job) };
      pairs.push(pair);
      console.log(`round ${round}: plain ${describe(pair.plain)} | job ${describe(pair.job)}`);
    }
    const ratio = (figure: (cost: Cost) => number) =>
      median(pairs.map(({ plain, job }) => figure(job) / figure(plain))).toFixed(3);
    console.log(`median of ${rounds} rounds, job / plain ffmpeg:`);
    console.log(`  CPU seconds  ${ratio(({ cpuSeconds }) => cpuSeconds)}  (aim: at most 1.15)`);
    console.log(`  wall time    ${ratio(({ wallSeconds }) => wallSeconds)}  (aim: at most 1.25)`);
    const peak = median(pairs.map(({ job }) => job.peakMegabytes)).toFixed(0);
    console.log(`  peak memory of the orchestrating process  ${peak} MB  (aim: under 250 MB)`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Moving test pictures with a little grain, which is what cameras deliver, and sound. */
const recipe = (seconds: string, path: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=1920x1080:r=30:d=${seconds},noise=alls=4:allf=t`],
  ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${seconds}`],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
];

const describe = ({ cpuSeconds, wallSeconds }: Cost): string =>
  `${cpuSeconds.toFixed(1)} s CPU, ${wallSeconds.toFixed(1)} s wall`;

void main(process.argv.slice(2));
