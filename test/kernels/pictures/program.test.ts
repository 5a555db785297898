import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { motionFramesKey, motionKey } from '../../../pipeline/keys';
import { MotionReport } from '../../../pipeline/motion';
import type { Plan } from '../../../pipeline/plan';
import { formatRational } from '../../../pipeline/rational';
import { requireEncoder } from '../../../kernels/pictures/encoding';
import { ShotList } from '../../../kernels/histogram/shots';
import { shotsKey } from '../../../kernels/histogram/keys';
import { framesOf, make } from '../../integration/media/clips';
import { thorough } from '../../thorough';
import { temporaryFolder } from '../../tools';
import { difference, pixelsIn, pixelsOf } from './pixels';
import { type Made, runPictures } from './run-pictures';

/** Pictures none of which looks like the one before: the whole of it changes its colour. */
const scene = (seconds: number, rate: string) => [
  '-f',
  'lavfi',
  '-i',
  `testsrc2=s=64x48:r=${rate}:d=${seconds},hue=h=40*n`,
];
const encoder = (...x264: string[]) => ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '12', '-x264-params', ['scenecut=0', ...x264].join(':')]; // prettier-ignore

const digests = (outputs: Made['outputs']) =>
  [...outputs].map(([key, content]) => `${key} ${createHash('sha256').update(content).digest('hex')}`).sort();

/** The first frame of each stretch of so many milliseconds, computed with whole numbers. */
function firstOfEach(
  times: readonly number[],
  everyMs: number,
  { numerator, denominator }: { numerator: number; denominator: number },
): number[] {
  const [start = 0] = times;
  const cell = (pts: number) =>
    (BigInt(pts - start) * BigInt(numerator) * 1000n) / (BigInt(denominator) * BigInt(everyMs));
  return times.filter((pts, frame) => frame === 0 || cell(pts) > cell(times[frame - 1]!));
}

const clips: [name: string, file: string, recipe: string[], everySeconds: number][] = [
  ['29.97 frames a second', 'a.mp4', [...scene(3, '30000/1001'), ...encoder('keyint=13')], 0.5],
  [
    'a variable frame rate, and a start at 3.7 s',
    'b.mkv',
    [
      ...[...scene(5, '25'), '-vf', "select='lt(mod(n,40),13)+not(mod(n,9))'", 'passFrames', ...encoder('keyint=8')],
      ...['-output_ts_offset', '3.7'],
    ],
    0.7,
  ],
  [
    'open GOPs, no index, and a start before 0',
    'd.ts',
    [
      ...[...scene(6, '10'), ...encoder('keyint=11', 'open-gop=1', 'bframes=2'), '-muxdelay', '0', '-muxpreload', '0'],
      ...['-output_ts_offset', '-2', '-avoid_negative_ts', 'disabled'],
    ],
    1.001,
  ],
  ['longer stretches than it has', 'e.mp4', [...scene(3, '10'), ...encoder('keyint=10')], 3600],
  ['shorter stretches than a frame', 'f.mp4', [...scene(1.5, '10'), ...encoder('keyint=6')], 0.04],
  ['one frame', 'g.mp4', [...scene(0.1, '10'), ...encoder()], 1],
];

describe('pictures', () => {
  const folder = temporaryFolder('all');

  test.each(clips)('%s: the first frame of each stretch, however it is cut', async (_, file, recipe, everySeconds) => {
    const clip = await make(join(folder(), file), recipe);
    const frames = await framesOf(clip);
    const { plan, list, outputs } = await runPictures(folder(), clip, { pictures: { everySeconds } });
    const { timeBase, startPts } = plan.media.video;
    const times = frames.map(({ pts }) => pts);
    expect(startPts).toBe(times[0]);
    const expected = firstOfEach(times, Math.round(1000 * everySeconds), timeBase);
    expect(list.pictures.map(({ pts }) => pts)).toEqual(expected);
    expect(list.pictures.map(({ time }) => time)).toEqual(
      expected.map((pts) => Number((((pts - startPts) * timeBase.numerator) / timeBase.denominator).toFixed(6))),
    );
    expect([...outputs.keys()].sort()).toEqual(
      ['a b.pictures.json', 'a b.sheet.jpg', 'a b.sprites.vtt', 'sprites/a b.000.jpg', ...list.pictures.map((one) => one.file)].sort(), // prettier-ignore
    );
    // Each shows its own frame, and no other one.
    const [small, size] = ['scale=16:12', 16 * 12 * 3];
    const pictures = list.pictures.map(({ file }) => outputs.get(file));
    const [all, shown] = [await pixelsOf(clip, small), await pixelsIn(folder(), pictures, small)];
    for (const [picture, { pts }] of list.pictures.entries()) {
      const own = shown.subarray(picture * size, (picture + 1) * size);
      const differences = times.map((_, frame) => difference(all.subarray(frame * size, (frame + 1) * size), own));
      expect(times[differences.indexOf(Math.min(...differences))]).toBe(pts);
    }

    if (times.length === 1) return;
    for (const segmentSeconds of thorough ? [2, 1, 0.9, 0.5] : [0.9]) {
      // And whoever else looks at the same frames.
      const cut = await runPictures(folder(), clip, {
        ...{ segmentSeconds, pictures: { everySeconds }, kernels: ['motion', 'pictures'], fused: true },
      });
      expect(cut.plan.segments.length).toBeGreaterThan(1);
      expect(digests(cut.outputs)).toEqual(digests(outputs));
    }
  });

  test('key frames, however it is cut', async () => {
    const [, , recipe] = clips[2]!;
    const clip = await make(join(folder(), 'keys.ts'), recipe);
    const { list, outputs } = await runPictures(folder(), clip, { pictures: { at: 'keys' } });
    const key = await framesOf(clip, 'select=key');
    expect(key.length).toBeGreaterThan(4);
    expect(list.pictures.map(({ pts }) => pts)).toEqual(key.map(({ pts }) => pts));
    const cut = await runPictures(folder(), clip, { segmentSeconds: 1, pictures: { at: 'keys' } });
    expect(cut.plan.segments.length).toBeGreaterThan(2);
    expect(digests(cut.outputs)).toEqual(digests(outputs));
  });

  describe('where other kernels found something', () => {
    const clip = async () => make(join(folder(), 'later.mp4'), [...scene(4, '10'), ...encoder('keyint=15')]);

    const shotsAt = (frames: readonly number[]) => (plan: Plan) => {
      const [{ startPts, timeBase }, end] = [plan.media.video, 40];
      const shots = frames.map((startFrame, shot) => ({
        ...{ shot: shot + 1, start: startFrame / 10, end: (frames[shot + 1] ?? end) / 10, distance: 0.5 },
        ...{ startFrame, endFrame: frames[shot + 1] ?? end },
        startPts: startPts + (startFrame * timeBase.denominator) / 10,
      }));
      const video = { frameCount: 40, durationSeconds: 4, timeBase: formatRational(timeBase) };
      return { [shotsKey(plan.jobId, plan.name)]: JSON.stringify(ShotList.parse({ video, shots })) };
    };
    const motionAt = (peaks: readonly number[]) => (plan: Plan) => {
      const { denominator } = plan.media.video.timeBase;
      const events = peaks.map((peak) => ({
        ...{ region: 'picture', start: peak, end: peak + 0.1, startFrame: peak * 10, endFrame: peak * 10 + 1 },
        ...{ peak, score: 0.5, box: [0, 0, 1, 1] },
      }));
      const video = { width: 64, height: 48, frameCount: 40, durationSeconds: 4, timeBase: `1/${denominator}` };
      const report = MotionReport.parse({ video, regions: [], masks: [], events, unreliable: [] });
      const frames = Array.from({ length: 40 }, (_, frame) => {
        const seen = { area: 0, boxes: [], regions: [], flags: [] };
        return JSON.stringify({ frame, pts: (frame * denominator) / 10, time: frame / 10, ...seen });
      });
      return {
        [motionKey(plan.jobId, plan.name)]: JSON.stringify(report),
        [motionFramesKey(plan.jobId, plan.name)]: `${frames.join('\n')}\n`,
      };
    };

    test('the first frame of each shot: the same files as by interval', async () => {
      const path = await clip();
      const every = await runPictures(folder(), path, { pictures: { everySeconds: 0.1, format: 'png', sheet: false } });
      const moments = [0, 7, 15, 16, 39];
      const { list, outputs } = await runPictures(folder(), path, {
        pictures: { at: 'scenes', format: 'png' },
        kernels: ['pictures', 'histogram'],
        left: shotsAt(moments),
      });
      expect(list.pictures.map(({ time }) => time)).toEqual(moments.map((frame) => frame / 10));
      const [found, expected] = [
        list.pictures.map(({ file }) => outputs.get(file)),
        moments.map((frame) => every.outputs.get(every.list.pictures[frame]!.file)),
      ];
      expect(found).toEqual(expected);
      expect(outputs.get('a b.sprites.vtt')?.toString()).toContain('00:00:03.900 --> 00:00:04.000');
    });

    test('the peak of each event, once where events share it', async () => {
      const wanted = {
        pictures: { at: 'motion' as const, sheet: false, sprites: false },
        kernels: ['motion', 'pictures'] as const,
      };
      const { list, outputs } = await runPictures(folder(), await clip(), {
        ...{ ...wanted, kernels: [...wanted.kernels] },
        left: motionAt([3.2, 0.4, 3.2]),
      });
      expect(list.pictures.map(({ time }) => time)).toEqual([0.4, 3.2]);
      expect([...outputs.keys()].sort()).toEqual(['a b.pictures.json', ...list.pictures.map(({ file }) => file)]);
    });

    test('none where nothing moves: an empty list, a black sheet, a track without cues', async () => {
      const { list, outputs } = await runPictures(folder(), await clip(), {
        ...{ pictures: { at: 'motion' as const }, kernels: ['motion', 'pictures'] as ('motion' | 'pictures')[] },
        left: motionAt([]),
      });
      expect(list.pictures).toEqual([]);
      expect(outputs.get('a b.sprites.vtt')?.toString()).toBe('WEBVTT\n');
      expect(Math.max(...(await pixelsIn(folder(), outputs.get('a b.sheet.jpg'))))).toBe(0);
    });

    test('a moment at which no frame is, is refused', async () => {
      const between = (plan: Plan) =>
        Object.fromEntries(
          Object.entries(shotsAt([0, 20])(plan)).map(([key, text]) => [
            key,
            text.replace(/("startPts":)([1-9])/, '$11$2'),
          ]),
        );
      const wanted = { pictures: { at: 'scenes' as const }, kernels: ['pictures', 'histogram'] as const };
      await expect(
        runPictures(folder(), await clip(), { ...wanted, kernels: [...wanted.kernels], left: between }),
      ).rejects.toMatchObject({ name: 'FrameMismatch' });
    });
  });

  describe('files', () => {
    const alone = { sheet: false, sprites: false };

    test('PNG loses nothing: the very pixels of the frames', async () => {
      const clip = await make(join(folder(), 'png.mp4'), [...scene(3, '10'), ...encoder('keyint=10')]);
      const { list, outputs, contentTypes } = await runPictures(folder(), clip, {
        pictures: { format: 'png', sprites: false },
      });
      const flags = 'scale=flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact';
      expect(list.pictures).toHaveLength(3);
      for (const { file, pts } of list.pictures) {
        const frame = await pixelsOf(clip, `select='eq(pts,${pts})',${flags}`);
        expect(Buffer.compare(await pixelsIn(folder(), outputs.get(file)), frame)).toBe(0);
      }
      expect(contentTypes.get('job-1/a b.sheet.jpg')).toBe('image/jpeg');
    });

    test('WebP', async () => {
      const clip = await make(join(folder(), 'webp.mp4'), [...scene(2, '10'), ...encoder('keyint=10')]);
      const { list, outputs } = await runPictures(folder(), clip, {
        pictures: { ...alone, format: 'webp', quality: 95 },
      });
      expect(list.pictures.map(({ file }) => file)).toEqual(['pictures/a b.000000.webp', 'pictures/a b.000001.webp']);
      for (const { file, pts } of list.pictures) {
        expect(outputs.get(file)?.subarray(8, 12).toString()).toBe('WEBP');
        const [frame, picture] = [
          await pixelsOf(clip, `select='eq(pts,${pts})'`),
          await pixelsIn(folder(), outputs.get(file)),
        ];
        expect(difference(frame, picture)).toBeLessThan(6);
      }
    });

    test.each([
      ['BT.709', 'bt709', 'tv'],
      ['BT.601 in full range', 'smpte170m', 'pc'],
    ])('the colours of %s, as JPEG has them', async (_, matrix, range) => {
      const [width, height] = [64, 48];
      const convert = `scale=out_color_matrix=${matrix}:out_range=${range},format=yuv444p`;
      const clip = await make(join(folder(), `${matrix}.mp4`), [
        ...['-f', 'lavfi', '-i', `color=0xd02040:s=${width}x${height}:r=5:d=0.4,format=gbrp`, '-vf', convert],
        ...['-colorspace', matrix, '-color_range', range, ...encoder('qp=4')],
      ]);
      const { list, outputs } = await runPictures(folder(), clip, { pictures: { quality: 100, sprites: false } });
      const colour = Buffer.from(Array.from({ length: width * height }, () => [0xd0, 0x20, 0x40]).flat());
      expect(difference(await pixelsIn(folder(), outputs.get(list.pictures[0]!.file)), colour)).toBeLessThan(3);
      expect(difference(await pixelsIn(folder(), outputs.get('a b.sheet.jpg')), colour)).toBeLessThan(3);
    });

    test('square pixels, no larger than asked for', async () => {
      const clip = await make(join(folder(), 'sar.mp4'), [...scene(0.5, '10'), '-vf', 'setsar=2', ...encoder()]);
      const { list, outputs } = await runPictures(folder(), clip, { pictures: { ...alone, longerSide: 80 } });
      expect(list.pictures[0]).toMatchObject({ width: 80, height: 30 });
      expect(await pixelsIn(folder(), outputs.get(list.pictures[0]!.file))).toHaveLength(80 * 30 * 3);
    });
  });

  test('sprites: cues from beginning to end, each with the part of a file that shows its picture', async () => {
    const clip = await make(join(folder(), 'sprites.mp4'), [...scene(10.4, '10'), ...encoder('keyint=30')]);
    const wanted = { everySeconds: 0.1, tileSide: 32, quality: 100 };
    const { list, outputs } = await runPictures(folder(), clip, { segmentSeconds: 4, pictures: wanted });
    expect(list.pictures).toHaveLength(104);
    const track = outputs.get('a b.sprites.vtt')?.toString() ?? '';
    const cue = /(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),32,24\n/g;
    const cues = [...track.matchAll(cue)].map(([, from, to, file = '', x, y]) => ({ from, to, file, x, y }));
    expect(cues).toHaveLength(104);
    expect([cues[0]?.from, cues.at(-1)?.to]).toEqual(['00:00:00.000', '00:00:10.400']);
    expect(cues.slice(1).map(({ from }) => from)).toEqual(cues.slice(0, -1).map(({ to }) => to));
    for (const place of [0, 11, 99, 100, 103]) {
      const { file, x, y } = cues[place]!;
      const sprite = outputs.get(decodeURIComponent(file));
      const shown = await pixelsIn(folder(), sprite, `crop=32:24:${x ?? ''}:${y ?? ''}:exact=1`);
      const small = await pixelsIn(folder(), outputs.get(list.pictures[place]!.file), 'scale=32:24:flags=bicubic');
      expect(difference(shown, small)).toBeLessThan(12);
    }
    // The last file is as large as its four pictures.
    expect(await pixelsIn(folder(), outputs.get('sprites/a b.001.jpg'))).toHaveLength(4 * 32 * 24 * 3);
    // A hundred of them on the sheet.
    expect(await pixelsIn(folder(), outputs.get('a b.sheet.jpg'))).toHaveLength(320 * 240 * 3);
  });

  test('an ffmpeg without libwebp is told of before it decodes anything', async () => {
    const path = join(folder(), 'ffmpeg');
    await writeFile(path, '#!/bin/sh\necho " V....D libwebp_anim  libwebp WebP image"\n', { mode: 0o755 });
    await expect(requireEncoder({ path }, 'webp')).rejects.toMatchObject({
      name: 'InvalidOptions',
      message: expect.stringContaining('jpeg or png') as string,
    });
    await requireEncoder({ path: '/no/such/ffmpeg' }, 'png');
  });
});
