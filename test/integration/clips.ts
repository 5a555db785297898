import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { runForText } from '../../media/run';
import { tools } from '../tools';
import { make, picture, sound } from './media/clips';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-sc_threshold', '0'];

/** Everything that makes cutting hard at once: B-frames that lean on the next GOP, a frame rate that is no whole number, sound. */
export const hardClip = (path: string): Promise<string> =>
  make(path, [
    ...[...picture(3, '30000/1001'), ...sound(3), ...h264, '-bf', '3', '-g', '15'],
    ...['-x264-params', 'open-gop=1', '-c:a', 'aac', '-b:a', '64k'],
  ]);

/** Frames at uneven times, as a phone or a screen recorder writes them; Matroska counts in milliseconds; no sound. */
export const unevenClip = (path: string): Promise<string> =>
  make(path, [...[...picture(4), '-vf', "select='mod(n,5)*mod(n,7)'", 'passFrames', ...h264, '-bf', '2', '-g', '12']]);

/** An old camera's file: MPEG-4 Part 2 in AVI, which tells no presentation times, only frame numbers; its sound is MP3. */
export const cameraClip = (path: string): Promise<string> =>
  make(path, [...picture(3), ...sound(3), '-c:v', 'mpeg4', '-g', '15', '-q:v', '4', '-c:a', 'libmp3lame']);

/** An ordinary clip with a key frame every second: as many segments as seconds, at 12,800 ticks a second. */
export const plainClip = (path: string, seconds: number): Promise<string> =>
  make(path, [...picture(seconds), ...h264, '-bf', '2', '-g', '25', '-video_track_timescale', '12800']);

/** A key frame at every second frame: the most segments in the fewest frames. */
export const manyKeyFramesClip = (path: string, frames: number): Promise<string> =>
  make(path, [...picture(frames / 25), ...h264, '-bf', '0', '-g', '2']);

/** Two squares go up and down, a white one on the left and a red one on the right: what a region of interest is for. */
export const twoSquaresClip = (path: string): Promise<string> =>
  make(path, [
    ...['-f', 'lavfi', '-i', 'color=gray:s=160x120:r=25:d=3'],
    ...['-f', 'lavfi', '-i', 'color=white:s=24x24:r=25:d=3', '-f', 'lavfi', '-i', 'color=red:s=24x24:r=25:d=3'],
    '-filter_complex',
    "[0][1]overlay=x=20:y='48+40*sin(4*t)':eval=frame[a];[a][2]overlay=x=116:y='48+40*sin(4*t)':eval=frame",
    ...[...h264, '-g', '25'],
  ]);

/** A file without pictures. */
export const soundOnly = (path: string): Promise<string> => make(path, [...sound(1), '-c:a', 'aac']);

/** A recording that stopped before the MP4's index, its moov atom, was written. */
export async function withoutIndexClip(path: string): Promise<string> {
  await plainClip(path, 1);
  await truncate(path, Math.floor((await stat(path)).size / 2));
  return path;
}

/** A fragmented MP4 that was cut off where its first fragment begins: a header that announces video, and not one frame. */
export async function withoutFramesClip(path: string): Promise<string> {
  await make(path, [...picture(1), ...h264, '-movflags', 'frag_keyframe+empty_moov+default_base_moof']);
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, bytes.indexOf('moof') - 4));
  return path;
}

/** A frame as it is shown: its time since the first one, an exact fraction of seconds, and the MD5 of its pixels. */
export interface ShownFrame {
  time: string;
  md5: string;
}

/** Every frame of a file's video in one plain pass of ffmpeg through the given filters; `pts` in units of the stream. */
export async function shownFrames(path: string, filters = 'null'): Promise<{ frames: ShownFrame[]; pts: number[] }> {
  const { ffmpeg } = await tools();
  const text = await runForText(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-copyts', '-i', path, '-map', '0:v:0', '-vf', filters],
    ...[...ffmpeg.passFrames, '-enc_time_base', '-1', '-c:v', 'rawvideo', '-f', 'framemd5', '-'],
  ]);
  const lines = readFramemd5(text);
  return { frames: lines.map(({ time, md5 }) => ({ time, md5 })), pts: lines.map(({ pts }) => pts) };
}

/** Every packet of a file's sound, untouched: time since the first one, duration, size, MD5. A file without sound has none. */
export async function soundPackets(path: string): Promise<string[]> {
  const { ffmpeg, ffprobe } = await tools();
  const kinds = await runForText(ffprobe.path, [
    ...['-v', 'error', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', path],
  ]);
  if (!kinds.includes('audio')) return [];
  const text = await runForText(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-i', path, '-map', '0:a', '-c', 'copy', '-f', 'framemd5', '-'],
  ]);
  return readFramemd5(text).map(({ time, duration, size, md5 }) => `${time} ${duration} ${size} ${md5}`);
}

/** Lines of framemd5: stream, dts, pts, duration, size, hash; times become exact fractions of a second. */
function readFramemd5(text: string) {
  const [, numerator = '', denominator = ''] = /^#tb 0: (\d+)\/(\d+)$/m.exec(text) ?? [];
  const seconds = (ticks: number) => fraction(BigInt(ticks) * BigInt(numerator), BigInt(denominator));
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((field) => field.trim()));
  const first = Number(lines[0]?.[2] ?? 0);
  return lines.map(([, , pts, duration, size, md5]) => ({
    pts: Number(pts),
    time: seconds(Number(pts) - first),
    duration: seconds(Number(duration)),
    size: size ?? '',
    md5: md5 ?? '',
  }));
}

function fraction(numerator: bigint, denominator: bigint): string {
  const divisor = commonDivisor(numerator, denominator);
  return `${numerator / divisor}/${denominator / divisor}`;
}

const commonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : commonDivisor(b, a % b));
