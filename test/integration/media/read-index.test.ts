import { truncate, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type ReadIndex, type StreamToIndex, readIndex } from '../../../media/index/read-index';
import { indexKeyFrames, readPackets } from '../../../media/index/packets';
import { runForText } from '../../../media/run';
import { parseRational } from '../../../pipeline/rational';
import { temporaryFolder, tools } from '../../tools';
import { seekPackets } from '../../../media/index/seek-packets';
import { probeMedia } from '../../../media/probe';
import { justThese, planSegments } from '../../../pipeline/plan-segments';
import { type SeenFrame, framesOf, make, picture, segmentFrames, sound } from './clips';

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-sc_threshold', '0', '-g', '12'];
const reordered = [...h264, '-bf', '2'];
const openGop = [...reordered, '-x264-params', 'open-gop=1'];

/** What stands in a file, and how its index is to be found. */
interface Clip {
  name: string;
  file: string;
  recipe: string[];
  from: ReadIndex['from'];
  /** Made of the recipe's file in a second step: options between `-i` and the output. */
  copied?: { before?: string[]; after?: string[] };
}

const clips: Clip[] = [
  { name: 'MP4', file: 'a.mp4', recipe: [...picture(3), ...sound(3), ...reordered], from: 'sample table' },
  { name: 'MP4 without B-frames', file: 'a.mp4', recipe: [...picture(3), ...h264, '-bf', '0'], from: 'sample table' },
  { name: 'MP4 with its index in front', file: 'a.mp4', recipe: [...picture(3), ...reordered, '-movflags', '+faststart'], from: 'sample table' },
  { name: 'MP4 with open GOPs', file: 'a.mp4', recipe: [...picture(3, '30000/1001'), ...openGop], from: 'sample table' },
  { name: 'MP4 with uneven times', file: 'a.mp4', recipe: [...picture(4), '-vf', "select='mod(n,5)*mod(n,7)'", 'passFrames', ...reordered], from: 'sample table' },
  { name: 'MP4 with negative composition offsets', file: 'a.mp4', recipe: [...picture(3), ...reordered, '-movflags', '+negative_cts_offsets'], from: 'sample table' },
  { name: 'MP4 whose video begins late, by an empty edit', file: 'a.mp4', recipe: [...sound(3), '-itsoffset', '0.7', ...picture(2), ...reordered], from: 'sample table' },
  { name: 'MP4 whose start is cut away by an edit, at a frame', file: 'b.mp4', recipe: [...picture(4), ...reordered], copied: { before: ['-ss', '1.28'] }, from: 'sample table' },
  { name: 'MP4 whose start is cut away by an edit, between two frames', file: 'b.mp4', recipe: [...picture(4), ...reordered], copied: { before: ['-ss', '1.31'] }, from: 'sample table' },
  { name: 'MP4 with one frame', file: 'a.mp4', recipe: [...picture(0.04), ...reordered], from: 'sample table' },
  { name: 'MP4 with key frames only', file: 'a.mp4', recipe: [...picture(1), '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'], from: 'sample table' },
  { name: 'fragmented MP4', file: 'a.mp4', recipe: [...picture(3), ...sound(3), ...reordered, '-movflags', 'frag_keyframe+empty_moov'], from: 'sample table' },
  { name: 'fragmented MP4 with offsets from its fragments', file: 'a.mp4', recipe: [...picture(3), ...sound(3), ...reordered, '-movflags', 'frag_keyframe+empty_moov+default_base_moof'], from: 'sample table' },
  { name: 'fragmented MP4 that begins with a whole part', file: 'a.mp4', recipe: [...picture(3), ...reordered, '-movflags', 'frag_keyframe'], from: 'sample table' },
  { name: 'fragmented MP4 for DASH', file: 'a.mp4', recipe: [...picture(3), ...reordered, '-movflags', 'frag_keyframe+empty_moov+dash'], from: 'sample table' },
  { name: 'a fragment for every frame', file: 'a.mp4', recipe: [...picture(1), ...reordered, '-movflags', 'frag_keyframe+empty_moov', '-frag_duration', '1'], from: 'sample table' },
  { name: 'MOV', file: 'a.mov', recipe: [...picture(3), ...sound(3), ...reordered, '-c:a', 'pcm_s16le'], from: 'sample table' },
  { name: 'MOV with partial sync samples', file: 'a.mov', recipe: [...picture(3), '-c:v', 'mpeg2video', '-g', '12', '-bf', '2', '-q:v', '4'], from: 'sample table' },
  { name: 'Matroska', file: 'a.mkv', recipe: [...picture(3, '30000/1001'), ...sound(3), ...reordered], from: 'cues' },
  { name: 'Matroska with open GOPs', file: 'a.mkv', recipe: [...picture(3), ...openGop], from: 'cues' },
  { name: 'Matroska with its cues in front', file: 'a.mkv', recipe: [...picture(3), ...reordered, '-reserve_index_space', '5000'], from: 'cues' },
  { name: 'Matroska without cues, as a live recording is', file: 'a.mkv', recipe: [...picture(3), ...reordered, '-live', '1'], from: 'packets' },
  { name: 'WebM', file: 'a.webm', recipe: [...picture(2), '-c:v', 'libvpx', '-g', '12', '-b:v', '200k', '-deadline', 'realtime'], from: 'cues' },
  { name: 'AVI, MPEG-4', file: 'a.avi', recipe: [...picture(3), '-c:v', 'mpeg4', '-g', '12'], from: 'frame list' },
  { name: 'AVI, MPEG-4 with MP3', file: 'a.avi', recipe: [...picture(3), ...sound(3), '-c:v', 'mpeg4', '-g', '12', '-c:a', 'libmp3lame'], from: 'frame list' },
  { name: 'AVI, MPEG-4 of NTSC, with its sound in front', file: 'a.avi', recipe: [...sound(3), ...picture(3, '30000/1001'), '-map', '0', '-map', '1', '-c:v', 'mpeg4', '-g', '12', '-c:a', 'pcm_s16le'], from: 'frame list' },
  { name: 'AVI, MPEG-4 with B-frames', file: 'a.avi', recipe: [...picture(3), '-c:v', 'mpeg4', '-g', '12', '-bf', '2'], from: 'packets' },
  { name: 'AVI, H.264', file: 'a.avi', recipe: [...picture(3), ...reordered], from: 'packets' },
  { name: 'AVI, H.264 without B-frames', file: 'a.avi', recipe: [...picture(3), ...h264, '-bf', '0'], from: 'packets' },
  { name: 'AVI, MJPEG with PCM', file: 'a.avi', recipe: [...picture(2), ...sound(2), '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le'], from: 'frame list' },
  { name: 'AVI, bitmaps', file: 'a.avi', recipe: [...picture(1), '-c:v', 'rawvideo', '-pix_fmt', 'bgr24'], from: 'frame list' },
  { name: 'AVI, HuffYUV', file: 'a.avi', recipe: [...picture(1), '-c:v', 'huffyuv', '-pix_fmt', 'yuv422p'], from: 'frame list' },
  { name: 'AVI, FFV1', file: 'a.avi', recipe: [...picture(2), ...sound(2), '-c:v', 'ffv1', '-g', '12', '-c:a', 'pcm_s16le'], from: 'frame list' },
  { name: 'AVI, MS MPEG-4', file: 'a.avi', recipe: [...picture(3), ...sound(3), '-c:v', 'msmpeg4v2', '-g', '12', '-c:a', 'libmp3lame'], from: 'frame list' },
  { name: 'AVI whose video begins late', file: 'a.avi', recipe: [...sound(3), '-itsoffset', '0.7', ...picture(2), '-c:v', 'mpeg4', '-g', '12', '-c:a', 'pcm_s16le'], from: 'frame list' },
  { name: 'AVI with uneven times, without sound', file: 'a.avi', recipe: [...picture(4), '-vf', "select='mod(n,5)*mod(n,7)'", 'passFrames', '-c:v', 'mpeg4', '-g', '12'], from: 'frame list' },
  { name: 'AVI with one frame', file: 'a.avi', recipe: [...picture(0.04), '-c:v', 'mpeg4'], from: 'frame list' },
  { name: 'MPEG-TS', file: 'a.ts', recipe: [...picture(3), ...sound(3), ...reordered], from: 'packets' },
]; // prettier-ignore

const Facts = z.object({
  format: z.object({
    format_name: z.string(),
    start_time: z.coerce.number().catch(0),
    duration: z.coerce.number().catch(0),
  }),
  streams: z.array(
    z.object({
      index: z.number(),
      id: z.string().optional(),
      codec_type: z.string(),
      time_base: z.string(),
      start_pts: z.number().catch(0),
    }),
  ),
});

async function factsOf(path: string): Promise<{ format: string; stream: StreamToIndex }> {
  const { ffprobe } = await tools();
  const text = await runForText(ffprobe.path, ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path]);
  const { format, streams } = Facts.parse(JSON.parse(text));
  const video = streams.find(({ codec_type }) => codec_type === 'video')!;
  const timeBase = parseRational(video.time_base)!;
  return {
    format: format.format_name,
    stream: {
      ...{ index: video.index, id: video.id === undefined ? undefined : Number(video.id), timeBase },
      startPts: video.start_pts,
      frameTicks: Math.round(timeBase.denominator / timeBase.numerator / 25),
      endSeconds: format.start_time + format.duration,
    },
  };
}

describe('the index of a container', () => {
  const folder = temporaryFolder();

  async function read(path: string) {
    const { ffprobe } = await tools();
    const { format, stream } = await factsOf(path);
    return {
      found: await readIndex(ffprobe.path, { url: path }, format, stream),
      expected: indexKeyFrames(await readPackets(ffprobe.path, { url: path }, stream.index), stream),
    };
  }

  test.each(clips)('$name: says what ffprobe finds in the whole file', async ({ file, recipe, copied, from }) => {
    let path = await make(join(folder(), file), recipe);
    if (copied) {
      const { before = [], after = [] } = copied;
      path = await make(join(folder(), `copy-${file}`), [...before, '-i', path, '-c', 'copy', ...after]);
    }
    const { found, expected } = await read(path);
    expect(found.from).toBe(from);
    expect(found.index.keyFrames).toEqual(expected.keyFrames);
    expect(found.index.startPts).toBe(expected.startPts);
    if (from === 'cues') {
      // Cues don't count frames; the header tells the length to a frame or so.
      expect(found.index.framesFrom).toBeUndefined();
      expect(Math.abs(found.index.frameCount - expected.frameCount)).toBeLessThanOrEqual(18);
    } else expect(found.index.framesFrom).toEqual(expected.framesFrom);
  });

  test('an MP4 that was cut off behind its index: what is missing isn’t announced', async () => {
    const path = await make(join(folder(), 'a.mp4'), [...picture(4), ...reordered, '-movflags', '+faststart']);
    const { found: whole } = await read(path);
    await truncate(path, Math.floor((await stat(path)).size * 0.6));
    const { found, expected } = await read(path);
    expect(found.index.keyFrames).toEqual(expected.keyFrames);
    expect(found.index.keyFrames.length).toBeLessThan(whole.index.keyFrames.length);
    expect(found.index.frameCount).toBeLessThanOrEqual(expected.frameCount + 1);
  });

  test('a Matroska that was cut off behind its index: cues that point beyond its end aren’t followed', async () => {
    const path = await make(join(folder(), 'a.mkv'), [...picture(4), ...reordered, '-reserve_index_space', '5000', '-cluster_time_limit', '300']); // prettier-ignore
    const { found: whole } = await read(path);
    await truncate(path, Math.floor((await stat(path)).size * 0.6));
    const { found } = await read(path);
    expect(found.index.keyFrames.length).toBeLessThan(whole.index.keyFrames.length);
  });

  describe('an AVI with frames that are shown on, among sound', () => {
    /** Two of three frames are left, by a pattern that doesn't repeat soon. */
    const dropping = [...picture(12), ...sound(12), '-vf', "select='gt(mod(n*n*7,31),10)'", 'passFrames', '-c:v', 'mpeg4', '-g', '8', '-c:a', 'pcm_s16le']; // prettier-ignore

    test('is cut only where ffmpeg comes to the very frame', async () => {
      const { ffprobe } = await tools();
      const path = await make(join(folder(), 'a.avi'), dropping);
      const { found, expected } = await read(path);
      const { stream } = await factsOf(path);
      const wrong: number[] = [];
      for (const pts of expected.keyFrames) {
        const [packet] = await seekPackets(ffprobe.path, { url: path }, stream, [pts]);
        if (packet?.pts !== pts) wrong.push(pts);
      }
      expect(wrong).not.toHaveLength(0);
      expect(found.index.keyFrames).toEqual(expected.keyFrames.filter((pts) => !wrong.includes(pts)));
      expect(found.index.frameCount).toBe(expected.frameCount);
    });

    test('its segments have every frame once, decoded from any key frame before them', async () => {
      const { ffprobe } = await tools();
      const path = await make(join(folder(), 'a.avi'), dropping);
      const probed = await probeMedia(ffprobe.path, { url: path }, 'a.avi');
      const lengths = { segmentSeconds: 0.5, around: justThese, seekEarlier: false };
      const segments = planSegments(probed.index, probed.media.video.timeBase, lengths);
      expect(segments.length).toBeGreaterThan(5);
      const expected = await framesOf(path);
      const bytes = (160 * 120 * 3) / 2;
      const cut: SeenFrame[] = [];
      for (const segment of segments) {
        const frames = await segmentFrames(path, probed, segment, bytes);
        cut.push(...frames);
        const earlier = segments[segment.index - 1]?.seek ?? null;
        expect(await segmentFrames(path, probed, { ...segment, seek: earlier }, bytes)).toEqual(frames);
      }
      expect(cut).toEqual(expected);
    });
  });

  test('an AVI that was cut off has lost its list: its packets are read', async () => {
    const path = await make(join(folder(), 'a.avi'), [...picture(3), '-c:v', 'mpeg4', '-g', '12']);
    await truncate(path, Math.floor((await stat(path)).size * 0.6));
    const { found, expected } = await read(path);
    expect(found).toEqual({ index: expected, from: 'packets' });
  });
});
