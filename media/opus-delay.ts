import * as z from 'zod';
import { type MediaInput, inputOptions } from './input';
import { runForText } from './run';

const Probed = z.object({ streams: z.array(z.object({ extradata: z.string() })) });

/** Opus counts at this rate, whatever its source was sampled at. */
const samplesPerSecond = 48_000;

/**
 * Of Opus, ffmpeg's Matroska says that its beginning is to be taken off, and how much, but doesn't shift the packets
 * by that: they would be heard too early.
 * @returns the seconds that the encoder has put in front, as the track's header says (RFC 7845, 5.1) in its bytes 10
 *   and 11
 * @throws ZodError when ffprobe shows no header
 */
export async function readOpusDelay(
  ffprobe: string,
  input: MediaInput,
  stream: number,
  signal?: AbortSignal,
): Promise<number> {
  const args = ['-v', 'error', ...inputOptions(input), '-select_streams', String(stream), '-show_data'];
  const text = await runForText(ffprobe, [...args, '-show_entries', 'stream=extradata', '-of', 'json', input.url], {
    signal,
  });
  const output: unknown = JSON.parse(text);
  return parseOpusDelay(Probed.parse(output).streams[0]?.extradata ?? '');
}

/** Reads the first line of ffprobe's dump: `00000000: 4f70 7573 4865 6164 0101 3801 80bb 0000  OpusHead..8.....` */
export function parseOpusDelay(dump: string): number {
  const bytes = /00000000: ((?:[0-9a-f]{4} ){6})/.exec(dump)?.[1]?.replaceAll(' ', '') ?? '';
  return bytes === '' ? 0 : Buffer.from(bytes, 'hex').readUInt16LE(10) / samplesPerSecond;
}
