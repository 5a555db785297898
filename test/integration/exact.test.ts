import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { grayFilters } from '../../media/gray-filter';
import type { JobOptions } from '../../pipeline/job-options';
import { MotionFrame, MotionReport } from '../../pipeline/motion';
import { thorough } from '../thorough';
import { temporaryFolder } from '../tools';
import { cameraClip, hardClip, shownFrames, soundPackets, unevenClip } from './clips';
import { type FinishedJob, useWorkshop } from './run-job';

/** A cut: segment length in seconds, mode, and how many segments shall come out; `all`: one per key frame. */
type Cut = [seconds: number, mode: JobOptions['mode'], segments: number | 'all'];

/** Neither the fewest nor the most, and the most in the other mode. */
const between: Cut[] = [
  [0.5, 'fused', 'all'],
  [1.5, 'fused', 2],
  [60, 'split', 1],
  [1.5, 'split', 2],
];

const clips: { name: string; file: string; make: (path: string) => Promise<string>; sound: boolean; cuts: Cut[] }[] = [
  {
    name: 'H.264 with B-frames and open GOPs at 30000/1001 frames a second, with sound, in MP4',
    file: 'hard.mp4',
    make: hardClip,
    sound: true,
    cuts: [[60, 'fused', 1], [0.5, 'split', 'all'], ...(thorough ? between : [])],
  },
  {
    name: 'a variable frame rate in Matroska, without sound',
    file: 'uneven.mkv',
    make: unevenClip,
    sound: false,
    cuts: [
      [60, 'fused', 1],
      [0.5, 'fused', 'all'],
    ],
  },
  {
    name: 'MPEG-4 in AVI',
    file: 'camera.avi',
    make: cameraClip,
    sound: true,
    cuts: [
      [60, 'fused', 1],
      [0.5, 'split', 'all'],
    ],
  },
];

const sha256 = (bytes: Buffer | undefined) => createHash('sha256').update(bytes ?? '').digest('hex'); // prettier-ignore
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
/** A chroma plane of 160x120 in 4:2:0 without a trace of colour. */
const neutralChroma = md5(Buffer.alloc(80 * 60, 128));

const motionFrames = ({ outputs }: FinishedJob): MotionFrame[] =>
  String(outputs.motionFrames)
    .trimEnd()
    .split('\n')
    .map((line) => MotionFrame.parse(JSON.parse(line)));

describe.each(clips)('the result doesn’t depend on the cut: $name', ({ file, make, sound, cuts }) => {
  const folder = temporaryFolder('all');
  const workshop = useWorkshop();
  let source: string;
  beforeAll(async () => void (source = await make(join(folder(), file))));

  /** Each cut is run once, by the test that asks first. */
  const jobs = new Map<Cut, Promise<FinishedJob>>();
  const jobOf = (cut: Cut): Promise<FinishedJob> => {
    const [segmentSeconds, mode] = cut;
    const running = jobs.get(cut) ?? workshop().runJob(source, { crf: 0, segmentSeconds, mode, maxConcurrency: 2 });
    jobs.set(cut, running);
    return running;
  };
  const grayOf = async (cut: Cut): Promise<string> => {
    const path = join(folder(), `${cut.join('-')}.gray.mp4`);
    await writeFile(path, (await jobOf(cut)).outputs.gray ?? '');
    return path;
  };

  test.each(cuts)('segments of %d s, %s: cut into %s', async (...cut) => {
    const { record } = await jobOf(cutOf(cut));
    const [, mode, segments] = cut;
    expect(record).toMatchObject({ state: 'SUCCEEDED', plan: { mode } });
    expect(record.plan?.segmentCount).toBe(segments === 'all' ? record.media?.keyFrameCount : segments);
    if (segments === 'all') expect(record.plan?.segmentCount).toBeGreaterThanOrEqual(5);
    expect(record.segments.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(
      Array.from({ length: record.plan?.segmentCount ?? 0 }, () => 'DONE 1'),
    );
  });

  test.each(cuts)('segments of %d s, %s: the gray frames of one plain pass, each once, at its exact time', async (...cut) => {
    const { record } = await jobOf(cutOf(cut));
    const expected = await shownFrames(source, grayFilters(record.media!.video).join(','));
    const { frames } = await shownFrames(await grayOf(cutOf(cut)));
    expect(frames).toEqual(expected.frames);
    // Pictures that are all alike would prove nothing.
    expect(new Set(frames.map((frame) => frame.md5)).size).toBe(frames.length);
    expect(frames.length).toBeGreaterThan(60);
  }); // prettier-ignore

  test.each(cuts)('segments of %d s, %s: every byte of luma is the source’s, every byte of chroma is 128', async (...cut) => {
    const gray = await grayOf(cutOf(cut));
    const luma = 'extractplanes=y';
    expect((await shownFrames(gray, luma)).frames).toEqual((await shownFrames(source, luma)).frames);
    for (const plane of ['u', 'v']) {
      const { frames } = await shownFrames(gray, `extractplanes=${plane}`);
      expect(new Set(frames.map((frame) => frame.md5))).toEqual(new Set([neutralChroma]));
    }
  }); // prettier-ignore

  test.each(cuts)('segments of %d s, %s: the sound is the source’s, packet by packet', async (...cut) => {
    const packets = await soundPackets(source);
    expect(packets.length > 0).toBe(sound);
    expect(await soundPackets(await grayOf(cutOf(cut)))).toEqual(packets);
  });

  test.each(cuts)('segments of %d s, %s: one motion record per frame, with its time in the source', async (...cut) => {
    const frames = motionFrames(await jobOf(cutOf(cut)));
    const { pts } = await shownFrames(source);
    expect(frames.map((frame) => frame.pts)).toEqual(pts);
    expect(frames.map(({ frame }) => frame)).toEqual(pts.map((_, frame) => frame));
    const report = MotionReport.parse(JSON.parse(String((await jobOf(cutOf(cut))).outputs.motion)));
    expect(report.video).toMatchObject({ width: 160, height: 120, frameCount: pts.length });
  });

  test('motion report and motion records are the same bytes for every cut', async () => {
    const hashes: string[] = [];
    for (const cut of cuts) {
      const { outputs } = await jobOf(cut);
      const { motion, motionFrames, motionCsv, motionChapters } = outputs;
      hashes.push([motion, motionFrames, motionCsv, motionChapters].map(sha256).join(' '));
    }
    expect(new Set(hashes)).toEqual(new Set([hashes[0]]));
    // A report without motion would be the same for the wrong reason.
    expect(motionFrames(await jobOf(cuts[0]!)).some(({ area }) => area > 0)).toBe(true);
  });

  /** The very tuple of the table, which jest hands over as arguments. */
  const cutOf = ([seconds, mode]: Cut): Cut => cuts.find((cut) => cut[0] === seconds && cut[1] === mode)!;
});

describe('a job with one kernel', () => {
  const folder = temporaryFolder('all');
  const workshop = useWorkshop();
  let source: string;
  beforeAll(async () => void (source = await hardClip(join(folder(), 'hard.mp4'))));

  test('grayscale only: leaves the gray video, and looks for no motion', async () => {
    const { record, outputs } = await workshop().runJob(source, { kernels: ['grayscale'], segmentSeconds: 1.5 });
    expect(record).toMatchObject({ state: 'SUCCEEDED', plan: { tasks: ['grayscale'], segmentCount: 2 } });
    expect(Object.keys(outputs)).toEqual(['gray']);
    expect(await keysOf(record.jobId)).toEqual([`${record.jobId}/hard.gray.mp4`, `${record.jobId}/hard.html`]);
  });

  test('motion only: leaves the report and the records, and joins nothing', async () => {
    const { record, outputs } = await workshop().runJob(source, { kernels: ['motion'], segmentSeconds: 1.5 });
    expect(record).toMatchObject({ state: 'SUCCEEDED', plan: { tasks: ['motion'], segmentCount: 2 } });
    expect(record.concatenation).toBeUndefined();
    expect(Object.keys(outputs).sort()).toEqual(['motion', 'motionChapters', 'motionCsv', 'motionFrames']);
    expect(await keysOf(record.jobId)).toEqual([
      `${record.jobId}/hard.html`,
      `${record.jobId}/hard.motion-frames.ndjson`,
      `${record.jobId}/hard.motion.csv`,
      `${record.jobId}/hard.motion.json`,
      `${record.jobId}/hard.motion.vtt`,
    ]);
  });

  async function keysOf(prefix: string): Promise<string[]> {
    const { store, stack } = workshop();
    const keys: string[] = [];
    for await (const { key } of store.list(stack.outputBucket, prefix)) keys.push(key);
    return keys.sort();
  }
});
