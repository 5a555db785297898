import ffmpeg from 'fluent-ffmpeg';
import { type PictureGrid, cellExpression } from '../pipeline/picture-grid';
import { type Rational, toSeconds } from '../pipeline/rational';
import type { Segment } from '../pipeline/segment';
import { trackTimescale } from './frame-times';
import { type MediaInput, inputOptions } from './input';
import type { Ffmpeg } from './locate';

/** One way out of a segment's single decode: what a kernel asks of the decoder. */
export interface Branch {
  /** `segment`: just the segment's frames; `warmUp`: from the warm-up's key frame to the end of the look-ahead, for a kernel that looks around. */
  range: 'segment' | 'warmUp';
  /** Which of these frames; all of them where nothing is said. */
  pick?: Pick;
  /** Give the picture its size and pixel format. */
  filters: readonly string[];
  /** An encoded MP4 whose first frame is at 0, raw frames through a pipe, or files of any kind. */
  output:
    | { kind: 'file'; path: string; encoder: readonly string[] }
    | { kind: 'frames' }
    | { kind: 'files'; files: readonly PictureFile[] };
}

/**
 * `key`: key frames alone. Else time is cut into cells of so many seconds from the video's first frame on, and the first frame of each
 * cell is picked: pipeline/picture-grid.ts. Of a segment the first frame is always picked, and whether it was its cell's is seen when
 * segments are merged. Or the frames at the given times, in units of the time base: each is a comparison for every frame.
 */
export type Pick = 'key' | PictureGrid | { pts: readonly number[] };

/** What becomes of the picked frames, encoded as one wants: several files may come of the same frames. */
export interface PictureFile {
  /** With %06d where each picture is a file of its own. */
  path: string;
  filters: readonly string[];
  /** Encoder and container, as options of ffmpeg. */
  encoder: readonly string[];
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
        // Builds before FFmpeg 5 would move times below 0, where a clock begins there.
        .outputOptions(...select('out'), '-c:v', 'rawvideo', '-avoid_negative_ts', 'disabled', '-f', 'tee');
      return { times, frames };
    }
    if (output.kind === 'files') {
      for (const [number, { path, encoder }] of output.files.entries()) {
        command
          .output(path)
          .outputOptions('-map', `[file${index}_${number}]`, ...input.ffmpeg.passFrames, '-enc_time_base', '-1')
          .outputOptions(...encoder)
          .outputOptions('-threads', '1');
      }
      addTimes();
      return { times, frames: undefined };
    }
    command
      .output(output.path)
      .outputOptions(...select('out'), ...output.encoder, ...input.ffmpeg.mp4Frames)
      .outputOptions('-threads', String(threads))
      .outputOptions('-video_track_timescale', String(trackTimescale(timeBase)), '-f', 'mp4');
    addTimes();
    return { times, frames: undefined };

    function addTimes(): void {
      command
        .output(`pipe:${times}`)
        .outputOptions(...select('times'), '-c:v', 'wrapped_avframe', '-flush_packets', '1', '-f', 'framecrc');
    }
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
    const chosen = [
      ...(limits.length === 0 ? [] : [`trim=${limits.join(':')}`]),
      ...(branch.pick === undefined ? [] : [pickFilter(branch.pick)]),
    ];
    const trimmed = `${inputs[index] ?? ''}${chosen.length === 0 ? 'null' : chosen.join(',')}`;
    if (branch.output.kind === 'frames') return [`${[trimmed, ...branch.filters].join(',')}[out${index}]`];
    if (branch.output.kind === 'files') {
      const { files } = branch.output;
      const scaled = [trimmed, ...branch.filters, `split=${files.length + 1}`].join(',');
      const own = files.map((_, number) => `[own${index}_${number}]`);
      return [
        `${scaled}${own.join('')}[times${index}]`,
        ...files.map(
          ({ filters }, number) => `${own[number] ?? ''}${filters.join(',') || 'null'}[file${index}_${number}]`,
        ),
      ];
    }
    const rebased = [`setpts=PTS-${from ?? 'STARTPTS'}`, ...branch.filters].join(',');
    // Frames pass the second way as references: no pixel is copied to learn their times.
    return [`${trimmed},split=2[own${index}][times${index}]`, `[own${index}]${rebased}[out${index}]`];
  });
  return [decoded, ...chains];
}

function pickFilter(pick: Pick): string {
  if (pick === 'key') return "select='key'";
  if ('pts' in pick) return `select='${pick.pts.map((pts) => `eq(pts,${pts})`).join('+')}'`;
  return `select='isnan(prev_selected_pts)+gt(${cellExpression(pick, 'pts')},${cellExpression(pick, 'prev_selected_pts')})'`;
}

function seekOptions(seek: number | null, timeBase: Rational): string[] {
  if (seek === null) return [];
  // Rounded up: a microsecond too early would be before the key frame and cost a whole GOP of decoding.
  const microseconds = Math.ceil(toSeconds(seek, timeBase) * 1e6 - 1e-3);
  return ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', (microseconds / 1e6).toFixed(6)];
}
