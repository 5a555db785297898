import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runForText } from '../../../media/run';
import type { Container } from '../../../pipeline/job-options';
import type { MediaInfo } from '../../../pipeline/media-info';
import { toSeconds } from '../../../pipeline/rational';
import { temporaryFolder, tools } from '../../tools';
import { make, picture, sound } from './clips';
import { packetsOf } from './heard';
import { joinClip } from './join-clip';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];
const containers: Container[] = ['mp4', 'mkv'];

const metadata = `;FFMETADATA1
title=A day; out = fun
artist=Someone
creation_time=2021-03-04T05:06:07.000000Z
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1500
title=Début
[CHAPTER]
TIMEBASE=1/1000
START=1500
END=3000
title=Second
`;
const words = `1
00:00:00,500 --> 00:00:01,250
Hello

2
00:00:02,000 --> 00:00:02,500
Wörld
`;

/** Two subtitles of 8x2 white pixels, as a Blu-ray has them: at 0.5 and at 2 seconds. */
function pictureSubtitles(): Buffer {
  const segment = (seconds: number, type: number, data: number[]) => {
    const header = Buffer.alloc(13);
    header.write('PG');
    header.writeUInt32BE(seconds * 90_000, 2);
    header.writeUInt8(type, 10);
    header.writeUInt16BE(data.length, 11);
    return Buffer.concat([header, Buffer.from(data)]);
  };
  const window = [1, 0, 0, 10, 0, 10, 0, 8, 0, 2];
  const lines = [...Array.from({ length: 8 }, () => 1), 0, 0, ...Array.from({ length: 8 }, () => 1), 0, 0];
  const show = (seconds: number, number: number) => [
    segment(seconds, 0x16, [0, 160, 0, 120, 0x10, 0, number, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 10, 0, 10]),
    segment(seconds, 0x17, window),
    segment(seconds, 0x14, [0, 0, 1, 235, 128, 128, 255]),
    segment(seconds, 0x15, [0, 0, 0, 0xc0, 0, 0, lines.length + 4, 0, 8, 0, 2, ...lines]),
    segment(seconds, 0x80, []),
  ];
  const hide = (seconds: number, number: number) => [
    segment(seconds, 0x16, [0, 160, 0, 120, 0x10, 0, number, 0, 0, 0, 0]),
    segment(seconds, 0x17, window),
    segment(seconds, 0x80, []),
  ];
  return Buffer.concat([...show(0.5, 0), ...hide(1.25, 1), ...show(2, 2), ...hide(2.5, 3)]);
}

const Described = z.object({
  format: z.object({ tags: z.record(z.string(), z.string()) }),
  chapters: z.array(z.object({ start_time: z.coerce.number(), tags: z.object({ title: z.string() }) })),
});

/** Tags of a file without regard to case, and its chapters in seconds after the first frame. */
async function described(path: string, { video }: MediaInfo) {
  const { ffprobe } = await tools();
  const text = await runForText(ffprobe.path, ['-v', 'error', '-show_format', '-show_chapters', '-of', 'json', path]);
  const parsed: unknown = JSON.parse(text);
  const { format, chapters } = Described.parse(parsed);
  const first = toSeconds(video.startPts, video.timeBase);
  return {
    tags: Object.fromEntries(Object.entries(format.tags).map(([name, value]) => [name.toLowerCase(), value])),
    chapters: chapters.map(({ start_time: start, tags: { title } }) => ({ title, after: start - first })),
  };
}

describe.each(containers)('what is joined with the segments in %s', (container) => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const joined = async (name: string, recipe: string[]) =>
    joinClip(await make(at(name), recipe), folder(), { container });
  const written = async (name: string, content: string | Buffer) => {
    await writeFile(at(name), content);
    return at(name);
  };

  test.each(['all.mkv', 'all.mp4'])(
    'title, creation time and chapters of %s, where pictures begin later',
    async (name) => {
      const { path, grayPath, media, gray, verification } = await joined(name, [
        ...['-itsoffset', '0.76', ...picture(3), ...sound(3), '-i', await written('metadata', metadata)],
        ...['-map', '0', '-map', '1', '-map_metadata', '2', '-map_chapters', '2', 'passFrames', ...h264, '-c:a', 'aac'],
      ]);
      expect(media).toMatchObject({ chapterCount: 2, creationTime: '2021-03-04T05:06:07.000000Z', isTagged: true });
      expect(gray.creationTime).toBe(media.creationTime);
      expect(verification.chapterCount).toBe(2);
      const [before, after] = [await described(path, media), await described(grayPath, gray)];
      expect(after.tags).toMatchObject({ title: 'A day; out = fun', artist: 'Someone' });
      expect(after.chapters.map(({ title }) => title)).toEqual(['Début', 'Second']);
      after.chapters.forEach(({ after: seconds }, chapter) => {
        // Matroska shifts sound and pictures by what an AAC encoder has put in front, but no chapters.
        expect(Math.abs(seconds - (before.chapters[chapter]?.after ?? NaN))).toBeLessThan(0.025);
      });
    },
  );

  if (container === 'mp4') {
    test('its index comes first in the file, for players that load it', async () => {
      const { grayPath } = await joined('a.mp4', [...picture(2), ...sound(2), ...h264, '-c:a', 'aac']);
      const bytes = await readFile(grayPath);
      expect(bytes.indexOf('mdat')).toBeGreaterThan(bytes.indexOf('moov'));
    });
  }

  test('two tracks of sound and their languages, one of them 5.1', async () => {
    const { gray, verification } = await joined('two.mkv', [
      ...[...picture(2), ...sound(2), ...sound(2), '-map', '0', '-map', '1', '-map', '2', ...h264],
      ...['-c:a:0', 'aac', '-c:a:1', 'pcm_s16le', '-ac:a:1', '6'],
      ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=deu'],
    ]);
    expect(gray.audio).toMatchObject([
      { codec: 'aac', channels: 1, language: 'eng' },
      { codec: container === 'mp4' ? 'aac' : 'pcm_s16le', channels: 6, language: 'deu' },
    ]);
    expect(verification.audio.map(({ stream }) => stream)).toEqual([1, 2]);
  });

  test.each([
    ['longer', 4.5],
    ['shorter', 1.2],
  ])('sound that is %s than the pictures, to its end', async (_, seconds) => {
    const recipe = [...picture(3), ...sound(seconds), ...h264, '-c:a', 'aac'];
    const { path, grayPath, media, gray } = await joined('length.mp4', recipe);
    const [before, after] = [await packetsOf(path, media, 1), await packetsOf(grayPath, gray, 1)];
    expect(before.at(-1)?.after).toBeGreaterThan(seconds - 0.05);
    expect(after.map(({ md5 }) => md5)).toEqual(before.map(({ md5 }) => md5));
    expect(gray.durationSeconds).toBeCloseTo(3, 2);
  });

  test('sound of MPEG-TS that begins so late that ffprobe doesn’t see its rate', async () => {
    const { media, gray, verification } = await joined('late.ts', [
      ...[...picture(12), '-itsoffset', '11', ...sound(1), '-map', '0', '-map', '1', ...h264, '-c:a', 'aac'],
    ]);
    expect(media.audio).toMatchObject([{ codec: 'aac', channels: 0 }]);
    expect(gray.audio).toMatchObject([{ codec: 'aac', channels: 1, sampleRate: 48_000 }]);
    expect(verification.audio[0]?.offsetSeconds).toBeCloseTo(11, 1);
    expect(verification.leftOut).toEqual([]);
  });

  test('sound that is announced, but isn’t there: told', async () => {
    const { gray, verification } = await joined('empty.mkv', [
      ...[...picture(2), ...sound(2), ...h264, '-c:a', 'pcm_s16le', '-frames:a', '0'],
    ]);
    expect(gray.audio).toEqual([]);
    expect(verification).toMatchObject({
      audio: [],
      leftOut: [{ stream: 1, kind: 'audio', codec: 'pcm_s16le', reason: 'it is announced, but holds nothing' }],
    });
  });

  test.each([
    ['srt', 'subrip', 's.mkv', 'mov_text', 'subrip'],
    ['ass', 'ass', 's.mkv', 'mov_text', 'ass'],
    ['webvtt', 'webvtt', 's.mkv', 'mov_text', 'webvtt'],
    ['mov_text', 'mov_text', 's.mp4', 'mov_text', 'subrip'],
  ])('subtitles of words, %s, with their language and at their times', async (encoder, codec, name, inMp4, inMkv) => {
    const { path, grayPath, media, gray } = await joined(name, [
      ...[...picture(3), '-i', await written('words.srt', words), '-map', '0', '-map', '1', ...h264],
      ...['-c:s', encoder, '-metadata:s:s:0', 'language=fra'],
    ]);
    expect(media.subtitles).toMatchObject([{ codec, isText: true }]);
    const [found] = gray.subtitles;
    expect(found).toMatchObject({ codec: container === 'mp4' ? inMp4 : inMkv, language: 'fra' });
    // MP4 fills the gaps with empty samples.
    const said = async (file: string, info: MediaInfo) => {
      const index = info.subtitles[0]?.index ?? -1;
      const { ffmpeg } = await tools();
      const text = await runForText(ffmpeg.path, [
        ...['-nostdin', '-v', 'error', '-copyts', '-i', file, '-map', `0:${index}`, '-f', 'srt', '-'],
      ]);
      // Builds before FFmpeg 5 say in which font MP4's words are.
      return text.replaceAll(/\r|<[^>]*>/g, '').trim();
    };
    expect(await said(grayPath, gray)).toBe(await said(path, media));
    expect(await said(grayPath, gray)).toContain('00:00:02,000 --> 00:00:02,500\nWörld');
  });

  test('subtitles of pictures: in Matroska as they are, of MP4 it is told', async () => {
    const { path, grayPath, media, gray, verification } = await joined('pictures.mkv', [
      ...[...picture(3), '-i', await written('s.sup', pictureSubtitles()), '-map', '0', '-map', '1', ...h264],
      ...['-c:s', 'copy'],
    ]);
    expect(media.subtitles).toMatchObject([{ codec: 'hdmv_pgs_subtitle', isText: false }]);
    if (container === 'mp4') {
      expect(gray.subtitles).toEqual([]);
      expect(verification.leftOut).toMatchObject([{ stream: 1, kind: 'subtitle', codec: 'hdmv_pgs_subtitle' }]);
    } else {
      expect(gray.subtitles).toEqual(media.subtitles);
      expect(await packetsOf(grayPath, gray, 1)).toEqual(await packetsOf(path, media, 1));
    }
  });
});
