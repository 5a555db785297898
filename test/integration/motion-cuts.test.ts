import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../../aws/log';
import { decodeSegment } from '../../container/decode-segment';
import { fileFootage } from '../../kernels/footage';
import { noModels } from '../../kernels/models/model-files';
import { probeMedia } from '../../media/probe';
import { MotionRecord } from '../../pipeline/motion';
import { MotionMerge } from '../../pipeline/motion-merge';
import { planJob } from '../../pipeline/plan-job';
import { randomNumbers } from '../kernels/motion/pictures';
import { jobOptions, policy } from '../pipeline/examples';
import { thorough } from '../thorough';
import { temporaryFolder, tools } from '../tools';
import { make } from './media/clips';

/** A still picture with grain that never repeats, over which a box passes, comes back, and passes again. */
const scene = (seconds: number, rate: string): string[] => [
  ...['-f', 'lavfi', '-i', `smptebars=s=192x108:r=${rate}:d=${seconds},noise=alls=6:allf=t`],
  ...['-f', 'lavfi', '-i', `color=white:s=20x40:r=${rate}:d=${seconds}`],
  ...['-f', 'lavfi', '-i', `color=black:s=9x9:r=${rate}:d=${seconds}`],
];
const passing = `[0:v][1:v]overlay=x='mod(t*31\\,260)-30':y=45:eval=frame[a];[a][2:v]overlay=x='190-mod(t*47\\,700)':y=20:eval=frame`;
const encoder = (...x264: string[]) => ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-x264-params', x264.join(':')]; // prettier-ignore

interface Clip {
  recipe: string[];
  /** Into how many pieces it is cut, about; more of them at random. */
  pieces: number[];
  random: number;
}

const clips: Readonly<Record<string, Clip>> = {
  '10 frames a second, open GOPs, B-frames': {
    recipe: [...scene(50, '10'), '-filter_complex', passing, ...encoder('keyint=23', 'open-gop=1', 'bframes=3')],
    pieces: thorough ? [2, 3, 5, 9] : [3, 9],
    random: thorough ? 2 : 1,
  },
  '29.97 frames a second': {
    recipe: [...scene(34, '30000/1001'), '-filter_complex', passing, ...encoder('keyint=40', 'scenecut=0')],
    pieces: [3],
    random: 1,
  },
  'a variable frame rate': {
    recipe: [
      ...[
        ...scene(45, '25'),
        '-filter_complex',
        `${passing},select='lt(mod(n\\,50)\\,20)+not(mod(n\\,7))+gt(n\\,900)'`,
      ],
      ...['passFrames', ...encoder('keyint=15', 'scenecut=0')],
    ],
    pieces: [5],
    random: thorough ? 2 : 1,
  },
  'shorter than a window': {
    recipe: [...scene(4, '25'), '-filter_complex', passing, ...encoder('keyint=10', 'scenecut=0')],
    pieces: thorough ? [2, 3, 5, 9] : [3, 9],
    random: thorough ? 2 : 1,
  },
};

describe('motion doesn’t depend on how the video is cut', () => {
  const folder = temporaryFolder('all');

  /** The records of a file, a line each, by the worker that runs on Fargate, with its seeks. */
  async function records(path: string, segmentSeconds: number) {
    const { ffmpeg, ffprobe } = await tools();
    const { source, store } = await fileFootage(path);
    const { media, index } = await probeMedia(ffprobe.path, { url: path }, path);
    const options = jobOptions({ kernels: ['motion'], segmentSeconds });
    const buckets = { work: 'work', output: 'results' };
    const { plan } = planJob({ jobId: 'job', source, media, index, options, policy, buckets, expiresAt: 1 });
    const lines: string[] = [];
    for (const segment of plan.segments) {
      const task = {
        ...{ ffmpeg, ffprobe, store, threads: 1, signal: new AbortController().signal, models: noModels },
        ...{ folder: await mkdtemp(join(folder(), 'segment-')), log: createLog('test', () => undefined) },
      };
      const { outputs } = await decodeSegment(task, plan, segment, ['motion'], () => undefined);
      lines.push(...(await readFile(outputs[0]?.path ?? '', 'utf8')).trimEnd().split('\n'));
    }
    return { lines, plan };
  }

  function events({ lines, plan }: Awaited<ReturnType<typeof records>>) {
    const merge = new MotionMerge(plan.media, plan.options);
    for (const line of lines) merge.add(MotionRecord.parse(JSON.parse(line)));
    return merge.finish().report.events;
  }

  test.each(Object.entries(clips))(
    '%s',
    async (name, { recipe, pieces, random }) => {
      const path = await make(join(folder(), 'clip.mp4'), recipe);
      const uncut = await records(path, 86_400);
      const { durationSeconds, video } = uncut.plan.media;
      expect(uncut.plan.segments).toHaveLength(1);
      expect(uncut.lines).toHaveLength(video.frameCount);
      expect(events(uncut).length).toBeGreaterThan(0);

      const numbers = randomNumbers(name.length);
      const lengths = [
        ...pieces.map((count) => durationSeconds / count),
        ...Array.from({ length: random }, () => durationSeconds * (0.1 + 0.5 * numbers())),
      ];
      for (const seconds of lengths) {
        const cut = await records(path, seconds);
        expect(cut.plan.segments.length).toBeGreaterThan(1);
        expect(cut.lines).toEqual(uncut.lines);
        expect(events(cut)).toEqual(events(uncut));
      }
    },
    120_000,
  );
});
