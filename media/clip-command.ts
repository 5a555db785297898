import type { Container } from '../pipeline/job-options';
import type { AudioStream } from '../pipeline/media-info';
import { aacBitRate } from './carried-streams';
import { type MediaInput, inputOptions } from './input';

const generalOptions = ['-nostdin', '-hide_banner', '-v', 'warning'];

/** Codecs of pictures that players expect in an MP4. */
const inMp4: ReadonlySet<string> = new Set(['h264', 'hevc', 'mpeg4', 'av1', 'vp9']);

/** What a clip comes in whose packets are copied. */
export const clipContainer = (codec: string): Container => (inMp4.has(codec) ? 'mp4' : 'mkv');

const formats: Readonly<Record<Container, string>> = { mp4: 'mp4', mkv: 'matroska' };

export interface CopyCommandInput {
  source: MediaInput;
  /** Number of the video stream in its file. */
  stream: number;
  /** Tracks of sound that the container carries as they are. */
  audio: readonly AudioStream[];
  /** Seconds in the source's clock, of key frames; null: the beginning or the end of the file. */
  start: number | null;
  end: number | null;
  /** What `start` is counted from where it is null. */
  firstSeconds: number;
  container: Container;
  outputPath: string;
}

/**
 * Copies what lies between two key frames. It ends by the order of decoding: frames that are shown before the second key frame are all
 * there, and a few after it may be, too.
 */
export function copyCommand(input: CopyCommandInput): string[] {
  const { source, stream, audio, start, end, container } = input;
  const from = start ?? input.firstSeconds;
  return [
    ...generalOptions,
    ...inputOptions(source),
    // Packets without a time of their own get one, as in AVI.
    ...['-fflags', '+genpts'],
    ...seekTo(start),
    ...['-i', source.url],
    ...(end === null ? [] : ['-t', (end - from).toFixed(6)]),
    ...['-map', `0:${stream}`, ...audio.flatMap(({ index }) => ['-map', `0:${index}`])],
    ...['-c', 'copy', '-map_chapters', '-1', '-max_muxing_queue_size', '100000'],
    ...(container === 'mp4' ? ['-strict', 'experimental'] : []),
    ...['-f', formats[container], '-y', input.outputPath],
  ];
}

export interface SoundCommandInput {
  /** The clip's pictures, from 0 on. */
  picturePath: string;
  source: MediaInput;
  audio: readonly AudioStream[];
  /** Of the pictures, in seconds of the source's clock. */
  start: number;
  end: number;
  /** Where the source begins. */
  firstSeconds: number;
  outputPath: string;
}

/** Sound is decoded from this much earlier on, in seconds: where a seek comes out late, nothing is lost. */
const earlier = 10;

/** Adds the sound of the very time in which a clip's pictures are shown: encoded anew, because packets of sound have borders of their own. */
export function soundCommand({ picturePath, source, audio, start, end, ...input }: SoundCommandInput): string[] {
  const from = start - earlier;
  const cut = audio.map(
    ({ index }, track) =>
      `[1:${index}]atrim=start=${start.toFixed(6)}:end=${end.toFixed(6)},asetpts=PTS-${start.toFixed(6)}/TB[sound${track}]`,
  );
  return [
    ...[...generalOptions, '-copyts', ...inputOptions({ url: picturePath }), '-i', picturePath],
    ...[...inputOptions(source), '-noaccurate_seek', ...seekTo(from > input.firstSeconds ? from : null)],
    ...['-vn', '-sn', '-dn', '-i', source.url],
    ...['-filter_complex', cut.join(';'), '-map', '0:v:0', '-c:v', 'copy', '-map_metadata', '-1'],
    ...audio.flatMap((stream, track) => [
      ...['-map', `[sound${track}]`, `-c:a:${track}`, 'aac', `-b:a:${track}`, String(aacBitRate(stream))],
    ]),
    ...['-max_muxing_queue_size', '100000', '-f', 'mp4', '-y', input.outputPath],
  ];
}

/** Rounded up: a microsecond too early would be before the key frame, at the one before. */
const seekTo = (seconds: number | null): string[] =>
  seconds === null ? [] : ['-seek_timestamp', '1', '-ss', (Math.ceil(seconds * 1e6 - 1e-3) / 1e6).toFixed(6)];
