import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concatCommand, concatList } from '../../../media/concat-command';
import { readFrameTimes } from '../../../media/frame-times';
import { grayFilters } from '../../../media/gray-filter';
import { probeMedia } from '../../../media/probe';
import { readTimes } from '../../../media/read-frames';
import { run, runForText } from '../../../media/run';
import { segmentCommand } from '../../../media/segment-command';
import { planSegments } from '../../../pipeline/plan-segments';
import { temporaryFolder, tools } from '../../tools';
import { framesOf, make, picture, sound } from './clips';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2', '-g', '25', '-sc_threshold', '0'];
const withSound = (seconds: number) => [...picture(seconds), ...sound(seconds)];

/** Time in seconds and MD5 of each packet of the first audio stream. */
async function audioPackets(path: string): Promise<{ time: number; md5: string }[]> {
  const { ffprobe } = await tools();
  const text = await runForText(ffprobe.path, [
    ...['-v', 'error', '-select_streams', 'a:0', '-show_packets', '-show_data_hash', 'md5', '-show_entries'],
    ...['packet=pts_time,data_hash', '-of', 'csv=p=0', path],
  ]);
  return [...text.matchAll(/^([-.\d]+),MD5:(\w+)/gm)].map(([, time, md5]) => ({ time: Number(time), md5: md5 ?? '' }));
}

describe('segments joined', () => {
  const folder = temporaryFolder();

  /** Cuts a clip, encodes its segments gray and lossless, and joins them with the clip's sound. */
  async function cutAndJoin(file: string, recipe: string[]) {
    const path = await make(join(folder(), file), recipe);
    const { ffmpeg, ffprobe } = await tools();
    const { media, index } = await probeMedia(ffprobe.path, { url: path }, file);
    const { timeBase } = media.video;
    const lengths = { segmentSeconds: 1, warmUpSeconds: 0, seekEarlier: false };
    const parts = [];
    const times: number[] = [];
    for (const segment of planSegments(index, timeBase, lengths)) {
      const part = join(folder(), `it's part ${segment.index}.mp4`);
      const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0'];
      const { args, pipes } = segmentCommand({
        ffmpeg,
        source: { url: path },
        stream: media.video.index,
        timeBase,
        segment,
        seek: segment.seek,
        branches: [
          { range: 'segment', filters: grayFilters(media.video), output: { kind: 'file', path: part, encoder } },
        ],
        threads: 1,
      });
      const own: number[] = [];
      const fd = pipes[0]?.times ?? 0;
      await run(ffmpeg.path, args, { pipes: [fd], read: (pipe) => readTimes(pipe(fd), (pts) => void own.push(pts)) });
      parts.push({ path: part, startPts: own[0] ?? 0 });
      times.push(...own);
    }
    expect(parts.length).toBeGreaterThanOrEqual(3);
    const [listPath, outputPath] = [join(folder(), 'list'), join(folder(), 'joined.mp4')];
    await writeFile(listPath, concatList(parts, media));
    const source = { url: path };
    await run(ffmpeg.path, concatCommand({ listPath, source, media, firstPts: times[0] ?? 0, outputPath }));
    const joined = await probeMedia(ffprobe.path, { url: outputPath }, 'joined.mp4');
    const joinedTimes = await readFrameTimes(ffprobe.path, outputPath, timeBase);
    return { path, outputPath, media, times, joined, joinedTimes };
  }

  test.each([
    ['25 frames a second', 'plain.mp4', [...picture(4), ...h264]],
    ['29.97 frames a second', 'ntsc.mp4', [...picture(4, '30000/1001'), ...h264]],
    ['a variable frame rate', 'vfr.mp4', [...picture(4), '-vf', "select='mod(n,5)'", 'passFrames', ...h264]],
    ['milliseconds', 'plain.mkv', [...picture(4, '30000/1001'), ...h264]],
  ])('have every frame of the source, gray and at its own time: %s', async (_, file, recipe) => {
    const { path, outputPath, media, times, joinedTimes } = await cutAndJoin(file, recipe);
    const expected = await framesOf(path, grayFilters(media.video).join(','));
    expect(times).toEqual(expected.map(({ pts }) => pts));
    expect(joinedTimes).toEqual(times.map((time) => time - (times[0] ?? 0)));
    expect((await framesOf(outputPath)).map(({ md5 }) => md5)).toEqual(expected.map(({ md5 }) => md5));
  });

  test('carry the sound of the source, packet by packet', async () => {
    const { path, outputPath } = await cutAndJoin('sound.mp4', [...withSound(4), ...h264, '-c:a', 'aac']);
    const [before, after] = [await audioPackets(path), await audioPackets(outputPath)];
    expect(before.length).toBeGreaterThan(150);
    expect(after).toEqual(before);
  });

  test('keep sound and pictures together when the pictures begin later', async () => {
    const { joined, joinedTimes, path, outputPath } = await cutAndJoin('late.mp4', [
      ...['-itsoffset', '0.52', ...picture(4), ...sound(4)],
      ...['-map', '0:v', '-map', '1:a', 'passFrames', ...h264, '-c:a', 'aac'],
    ]);
    const distance = joined.media.video.startPts / joined.media.video.timeBase.denominator;
    expect(distance).toBeCloseTo(0.52, 3);
    expect(joinedTimes).toHaveLength(100);
    expect((await audioPackets(outputPath)).map(({ md5 }) => md5)).toEqual((await audioPackets(path)).map(({ md5 }) => md5)); // prettier-ignore
  });

  test('get AAC for sound that MP4 doesn’t carry', async () => {
    const { joined, media } = await cutAndJoin('pcm.mkv', [...withSound(4), ...h264, '-c:a', 'pcm_s16le']);
    expect(media.audio.map(({ codec }) => codec)).toEqual(['pcm_s16le']);
    expect(joined.media.audio.map(({ codec }) => codec)).toEqual(['aac']);
  });
});
