import { join } from 'node:path';
import { readTicks } from '../../../media/frame-times';
import { grayFilters } from '../../../media/gray-filter';
import type { Container, JobOptions } from '../../../pipeline/job-options';
import { temporaryFolder, tools } from '../../tools';
import { framesOf, make, picture } from './clips';
import { click, heardAfter, packetsOf } from './heard';
import { joinClip } from './join-clip';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '25', '-sc_threshold', '0', '-pix_fmt', 'yuv420p']; // prettier-ignore
/** Matroska counts in milliseconds, and rounds both ends of a distance. */
const millisecond = 0.001001;
const containers: [Container, number][] = [['mp4', 1e-6], ['mkv', millisecond]]; // prettier-ignore

/** Sound: its codec, a file that has it, how it is made, and whether it is copied. */
const codecs: Record<Container, [codec: string, file: string, encoder: string[], copied: boolean][]> = {
  mp4: [
    ['aac', 'a.mp4', ['-c:a', 'aac'], true],
    ['mp3', 'a.mp4', ['-c:a', 'libmp3lame'], true],
    ['mp2', 'a.ts', ['-c:a', 'mp2'], true],
    ['ac3', 'a.mkv', ['-c:a', 'ac3', '-ac', '6'], true],
    ['eac3', 'a.mkv', ['-c:a', 'eac3'], true],
    ['dts', 'a.mkv', ['-c:a', 'dca', '-ac', '2', '-strict', 'experimental'], true],
    ['opus', 'a.mkv', ['-c:a', 'libopus'], true],
    ['opus', 'a.mp4', ['-c:a', 'libopus', '-strict', 'experimental'], true],
    ['flac', 'a.mkv', ['-c:a', 'flac'], true],
    ['vorbis', 'a.mkv', ['-c:a', 'libvorbis'], false],
    ['pcm_s16le', 'a.mov', ['-c:a', 'pcm_s16le'], false],
    ['pcm_s24le', 'a.mkv', ['-c:a', 'pcm_s24le', '-ac', '6'], false],
    ['wmav2', 'a.asf', ['-c:v', 'wmv2', '-bf', '0', '-c:a', 'wmav2'], false],
  ],
  mkv: [
    ['aac', 'a.mp4', ['-c:a', 'aac'], true],
    ['opus', 'a.mp4', ['-c:a', 'libopus', '-strict', 'experimental'], true],
    ['vorbis', 'a.mkv', ['-c:a', 'libvorbis'], true],
    ['pcm_s16le', 'a.mov', ['-c:a', 'pcm_s16le'], true],
    ['wmav2', 'a.asf', ['-c:v', 'wmv2', '-bf', '0', '-c:a', 'wmav2'], true],
  ],
};

describe('segments joined', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const joined = async (name: string, recipe: string[], options: Partial<JobOptions>) =>
    joinClip(await make(at(name), recipe), folder(), options);

  describe.each(containers)('in %s', (container, tolerance) => {
    test.each([
      ['25 frames a second', 'plain.mp4', [...picture(3), ...h264]],
      ['29.97 frames a second', 'ntsc.mp4', [...picture(3, '30000/1001'), ...h264]],
      ['a variable frame rate', 'vfr.mp4', [...picture(4), '-vf', "select='mod(n,5)'", 'passFrames', ...h264]],
      ['milliseconds', 'plain.mkv', [...picture(3, '30000/1001'), ...h264]],
      ['a start long after 0', 'it’s late.ts', ['-itsoffset', '3600', ...picture(3), 'passFrames', ...h264]],
    ])('have every frame of the source, gray and at its own time: %s', async (_, file, recipe) => {
      const { path, grayPath, media, plan, verification } = await joined(file, recipe, {
        container,
        segmentSeconds: 1,
      });
      expect(plan.segments.length).toBeGreaterThanOrEqual(3);
      const expected = await framesOf(path, grayFilters(media.video).join(','));
      const found = await framesOf(grayPath);
      expect(found.map(({ md5 }) => md5)).toEqual(expected.map(({ md5 }) => md5));
      const { numerator, denominator } = media.video.timeBase;
      const ticks = await readTicks((await tools()).ffprobe.path, grayPath);
      const perSecond = container === 'mkv' ? 1000 : Math.max(1, Math.ceil(10_000 / denominator)) * denominator;
      const errors = expected.map(({ pts }, frame) => {
        const time = ((ticks[frame] ?? NaN) - (ticks[0] ?? NaN)) / perSecond;
        return Math.abs(time - ((pts - (expected[0]?.pts ?? NaN)) * numerator) / denominator);
      });
      expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance);
      expect(verification.greatestTimeErrorSeconds).toBeCloseTo(Math.max(...errors), 9);
      expect(verification.frames.written).toBe(expected.length);
      expect(Math.abs(verification.duration.seconds - verification.duration.sourceSeconds)).toBeLessThan(0.0011);
    });

    // What begins first, and how much later the other; MPEG-TS and MP4 tell their starts in different ways.
    test.each([
      ['together', 'together.mp4', [], []],
      ['together', 'together.ts', [], []],
      ['pictures', 'late sound.mp4', [], ['-itsoffset', '0.5173']],
      ['pictures', 'late sound.ts', [], ['-itsoffset', '0.5173']],
      ['sound', 'late pictures.mp4', ['-itsoffset', '0.777'], []],
      ['sound', 'late pictures.ts', ['-itsoffset', '0.777'], []],
    ])('keep sound and pictures together, whichever begins first: %s, %s', async (_, file, pictures, sounds) => {
      const recipe = [...pictures, ...picture(3), ...sounds, ...click(3), '-map', '0', '-map', '1', 'passFrames'];
      const { path, grayPath, media, gray } = await joined(file, [...recipe, ...h264, '-c:a', 'aac'], {
        container,
        segmentSeconds: 1,
      });
      const [before, after] = [await packetsOf(path, media, 1), await packetsOf(grayPath, gray, 1)];
      expect(before.length).toBeGreaterThan(100);
      // In MPEG-TS each packet has a header of its own.
      if (!file.endsWith('.ts')) expect(after.map(({ md5 }) => md5)).toEqual(before.map(({ md5 }) => md5));
      expect(after).toHaveLength(before.length);
      const moved = after.map((packet, number) => Math.abs(packet.after - (before[number]?.after ?? NaN)));
      expect(Math.max(...moved)).toBeLessThanOrEqual(millisecond);
      expect(await heardAfter(grayPath, gray)).toBeCloseTo(await heardAfter(path, media), 2);
    });

    test.each(codecs[container])(
      '%s of %s is copied where it can be, else AAC; heard when it was',
      async (codec, file, encoder, copied) => {
        const { path, grayPath, media, gray, verification } = await joined(
          file,
          [...picture(1.2), ...click(1.2), ...h264, ...encoder],
          { container },
        );
        const [before, after] = [media.audio[0]!, gray.audio[0]!];
        expect(before.codec).toBe(codec);
        expect(verification.audio).toMatchObject([{ stream: 1, codec, as: copied ? 'copied' : 'aac' }]);
        // MP4 has one name for all of MPEG-1's layers.
        expect(after.codec).toBe(copied ? (codec === 'mp2' && container === 'mp4' ? 'mp3' : codec) : 'aac');
        expect(after).toMatchObject({ channels: before.channels, sampleRate: before.sampleRate });
        if (copied) {
          const md5s = async (file: string, info: typeof media) =>
            (await packetsOf(file, info, 1)).map(({ md5 }) => md5);
          expect(await md5s(grayPath, gray)).toEqual(await md5s(path, media));
        }
        const moved = (await heardAfter(grayPath, gray)) - (await heardAfter(path, media));
        expect(Math.abs(moved)).toBeLessThan(0.0015);
      },
    );
  });
});
