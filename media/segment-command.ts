import ffmpeg from 'fluent-ffmpeg';
import { type Rational, toSeconds } from '../pipeline/rational';
import type { Segment } from '../pipeline/segment';
import { trackTimescale } from './frame-times';
import { type MediaInput, inputOptions } from './input';
import type { Ffmpeg } from './locate';

/** One way out of a segment's single decode: what a kernel asks of the decoder. */
export interface Branch {
  /** `segment`: just the segment's frames; `warmUp`: from the warm-up's key frame to the end of the look-ahead, for a kernel that looks around. */
  range: 'segment' | 'warmUp';
  filters: readonly string[];
  /** An encoded MP4 whose first frame is at 0, or raw frames through a pipe. */
  output: { kind: 'file'; path: string; encoder: readonly string[] } | { kind: 'frames' };
}

export interface SegmentCommand {
  args: string[];
  /**
   * For each branch, the file descriptors of its frames' times in the source's clock (framecrc lines) and of its raw
   * frames; a file has none of these.
   */
  pipes: { times: number; frames: number | undefined }[];
}

export interface SegmentCommandInput {
  ffmpeg: Ffmpeg;
  source: MediaInput;
  /** Number of the video stream in its file. */
  stream: number;
  timeBase: Rational;
  segment: Segment;
  /** Where decoding starts: `segment.seek`, `segment.warmUpSeek`, or earlier after a seek that came out too late. */
  seek: number | null;
  branches: readonly Branch[];
  /** Of the decoder and of each encoder. */
  threads: number;
}

/**
 * One ffmpeg process that decodes a segment once and feeds every branch. Frames are chosen by their time in the
 * source's own clock, never by packet or by count, and every branch tells the time of each of its frames.
 */
export function segmentCommand(input: SegmentCommandInput): SegmentCommand {
  const { timeBase, branches, threads } = input;
  const command = ffmpeg(input.source.url)
    .inputOptions(
      ...inputOptions(input.source),
      '-threads',
      String(threads),
      '-copyts',
      ...seekOptions(input.seek, timeBase),
    )
    .complexFilter(graph(input).join(';'));

  const pipes = branches.map(({ output }, index) => {
    const select = (pad: string) => ['-map', `[${pad}${index}]`, ...input.ffmpeg.passFrames, '-enc_time_base', '-1'];
    const [times, frames] = [3 + 2 * index, 4 + 2 * index];
    if (output.kind === 'frames') {
      // The same packets twice: a line with the time of each, unbuffered so that neither waits for the other, and their pixels.
      command
        .output(`[f=framecrc:flush_packets=1]pipe:${times}|[f=rawvideo]pipe:${frames}`)
        .outputOptions(...select('out'), '-c:v', 'rawvideo', '-f', 'tee');
      return { times, frames };
    }
    command
      .output(output.path)
      .outputOptions(...select('out'), ...output.encoder, ...input.ffmpeg.mp4Frames)
      .outputOptions('-threads', String(threads))
      .outputOptions('-video_track_timescale', String(trackTimescale(timeBase)), '-f', 'mp4');
    command
      .output(`pipe:${times}`)
      .outputOptions(...select('times'), '-c:v', 'wrapped_avframe', '-flush_packets', '1', '-f', 'framecrc');
    return { times, frames: undefined };
  });
  // fluent-ffmpeg only builds the command: its own run() parses capabilities, keeps all of stderr and can't open pipes.
  return { args: [...generalOptions, ...command._getArguments()], pipes };
}

/** How many frames a damaged source gives is for us to judge: ffmpeg alone fails when more than two thirds are broken. */
const generalOptions = ['-nostdin', '-hide_banner', '-v', 'warning', '-max_error_rate', '1'];

/**
 * Where packets were lost, a decoder gives a frame the time of its predecessor, or a little less, and no file can hold that: it
 * is shown a tick after it. A clock that goes back by more than a second was set anew; that isn't made good, but found out.
 */
const ascendingTimes = ({ numerator, denominator }: Rational): string =>
  `setpts='if(between(PREV_OUTPTS-PTS,0,${Math.ceil(denominator / numerator)}),PREV_OUTPTS+1,PTS)'`;

function graph({ stream, timeBase, segment, branches }: SegmentCommandInput): string[] {
  const inputs = branches.map((_, index) => `[in${index}]`);
  const split = branches.length === 1 ? '' : `,split=${branches.length}`;
  const decoded = `[0:${stream}]${ascendingTimes(timeBase)}${split}${inputs.join('')}`;
  const chains = branches.flatMap((branch, index) => {
    const [from, to] =
      branch.range === 'segment' ? [segment.start, segment.end] : [segment.warmUpSeek, segment.lookAheadEnd];
    const limits = [...(from === null ? [] : [`start_pts=${from}`]), ...(to === null ? [] : [`end_pts=${to}`])];
    const trimmed = `${inputs[index] ?? ''}${limits.length === 0 ? 'null' : `trim=${limits.join(':')}`}`;
    if (branch.output.kind === 'frames') return [`${[trimmed, ...branch.filters].join(',')}[out${index}]`];
    const rebased = [`setpts=PTS-${from ?? 'STARTPTS'}`, ...branch.filters].join(',');
    // Frames pass the second way as references: no pixel is copied to learn their times.
    return [`${trimmed},split=2[own${index}][times${index}]`, `[own${index}]${rebased}[out${index}]`];
  });
  return [decoded, ...chains];
}

function seekOptions(seek: number | null, timeBase: Rational): string[] {
  if (seek === null) return [];
  // Rounded up: a microsecond too early would be before the key frame and cost a whole GOP of decoding.
  const microseconds = Math.ceil(toSeconds(seek, timeBase) * 1e6 - 1e-3);
  return ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', (microseconds / 1e6).toFixed(6)];
}
