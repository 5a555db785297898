import { parseRational, toSeconds } from '../pipeline/rational';
import { type MediaInput, inputOptions } from './input';
import { runForText } from './run';

/** Where a stream begins: seconds in the file's clock, and bytes in the file. */
export interface FirstPacket {
  seconds: number;
  position: number;
}

/**
 * The first packet of a stream, with what an encoder put in front of the sound; undefined for a stream without packets.
 */
export async function readFirstPacket(
  ffprobe: string,
  input: MediaInput,
  stream: number,
  signal?: AbortSignal,
): Promise<FirstPacket | undefined> {
  const args = ['-v', 'error', ...inputOptions(input), '-select_streams', String(stream), '-read_intervals', '%+#1'];
  const entries = ['-show_entries', 'packet=pts_time,pos', '-of', 'compact=p=0'];
  const text = await runForText(ffprobe, [...args, ...entries, input.url], { signal });
  const number = (name: string) => /-?[\d.]+/.exec(new RegExp(`${name}=[^|\\s]+`).exec(text)?.[0] ?? '')?.[0];
  const [seconds, position] = [number('pts_time'), number('pos')];
  return seconds === undefined ? undefined : { seconds: Number(seconds), position: Number(position ?? 0) };
}

/**
 * Seconds at which what is decoded of a stream's sound begins, in the file's clock: some decoders take off what an
 * encoder put in front, some lose the first packet. Undefined for a stream of which nothing can be decoded.
 * @param more options of the input, for a stream that ffmpeg doesn't find by itself
 */
export async function readFirstSound(
  ffmpeg: string,
  input: MediaInput,
  stream: number,
  more: readonly string[],
  signal?: AbortSignal,
): Promise<number | undefined> {
  const args = ['-nostdin', '-v', 'error', ...inputOptions(input), ...more, '-copyts', '-vn', '-sn', '-dn', '-i'];
  const output = ['-map', `0:${stream}`, '-frames:a', '1', '-c:a', 'pcm_s16le', '-f', 'framecrc', '-'];
  const text = await runForText(ffmpeg, [...args, input.url, ...output], { signal });
  const timeBase = parseRational(/^#tb 0: (\S+)$/m.exec(text)?.[1] ?? '');
  const pts = /^0, *-?\d+, *(-?\d+),/m.exec(text)?.[1];
  return timeBase && pts !== undefined ? toSeconds(Number(pts), timeBase) : undefined;
}
