import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { Container } from '../pipeline/job-options';
import type { MediaInfo } from '../pipeline/media-info';
import { formatRational, toMicroseconds, toSeconds } from '../pipeline/rational';
import { type CarriedSubtitles, aacBitRate } from './carried-streams';
import type { Sound } from './find-sound';
import { trackTimescale } from './frame-times';
import { type MediaInput, inputOptions } from './input';
import type { Ffmpeg } from './locate';
import { isOlderBuild } from './older-build';

export interface ConcatPart {
  path: string;
  /** Presentation time of its first frame, in units of the source's time base. */
  startPts: number;
}

/**
 * The list of the concat demuxer. Each entry's duration is the difference of rounded sums, not a rounded difference:
 * so the errors of rounding to microseconds never add up, however many segments there are.
 */
export function concatList(parts: readonly ConcatPart[], { video }: MediaInfo): string {
  const origin = parts[0]?.startPts ?? 0;
  const entries = parts.map(({ path, startPts }, index) => {
    const next = parts[index + 1];
    const since = (pts: number) => toMicroseconds(pts - origin, video.timeBase);
    const duration = next ? [`duration ${((since(next.startPts) - since(startPts)) / 1e6).toFixed(6)}`] : [];
    return [`file '${path.replaceAll("'", String.raw`'\''`)}'`, ...duration].join('\n');
  });
  return `ffconcat version 1.0\n${entries.join('\n')}\n`;
}

export interface ConcatCommandInput {
  ffmpeg: Pick<Ffmpeg, 'mp4Frames'>;
  listPath: string;
  source: MediaInput;
  media: MediaInfo;
  sound: readonly Sound[];
  subtitles: readonly CarriedSubtitles[];
  /** Further options of the source as an input. */
  sourceOptions: readonly string[];
  container: Container;
  /** Presentation time of the first frame, in units of the source's time base. */
  firstPts: number;
  outputPath: string;
}

/** Joins the segments without touching a frame, and takes all else once from the source, as it lies there. */
export function concatCommand(command: ConcatCommandInput): string[] {
  const { media, container, source } = command;
  const first = toSeconds(command.firstPts, media.video.timeBase);
  const origin = Math.min(first, ...command.sound.map((track) => heardFrom(track, media)));
  // Times are taken as they stand in the source (-copyts), and all of them shifted by the same: so that streams keep
  // their
  // distances, whichever of them ffmpeg would have taken for the earliest.
  const joined = ffmpeg(command.listPath).inputOptions(
    ...['-copyts', '-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file'],
    ...shiftBy(first - origin),
  );
  const streams = ['-map', '0:v:0', '-c:v', 'copy'];
  if (hasMore(media)) {
    const shift = awayFromStart - origin;
    joined.input(source.url).inputOptions(...sourceInput(command, shift), '-vn', '-dn');
    streams.push(...soundOptions(joined, command, shift), ...subtitleOptions(command), '-map_metadata', '1');
    streams.push('-map_chapters', media.chapterCount > 0 ? '1' : '-1');
  }
  // An encoder that waits for its first frame must not run out of room for the packets of all others.
  joined.output(command.outputPath).outputOptions(...streams, '-max_muxing_queue_size', '100000');
  joined.outputOptions(...(container === 'mkv' ? mkvOptions : mp4Options(command)));
  return ['-nostdin', '-hide_banner', '-v', 'warning', ...joined._getArguments()];
}

/** In this many ticks a second every movie has room in 32 bits, and 50 microseconds are the worst error. */
const coarseClock = 10_000;

function mp4Options({ ffmpeg, media, sound }: ConcatCommandInput): string[] {
  const timescale = trackTimescale(media.video.timeBase);
  // The file's own clock, in which tracks' distances are written: exactly, as long as its length has room in 32 bits.
  const exact = sound.map(({ stream }) => stream.sampleRate || 1).reduce(leastCommonMultiple, timescale);
  const clock = exact * 2 * Math.max(1, media.durationSeconds) < 2 ** 32 ? exact : coarseClock;
  // Older builds know no clock but milliseconds. And they would make colours up where nobody tells any. How long the only frame of
  // a segment lasts they must be told, or it is hidden.
  const { frameRate } = media.video;
  const older = frameRate ? ['-r', formatRational(frameRate)] : [];
  const newer = ['-movie_timescale', String(clock), '-movflags', '+write_colr'];
  return [
    ...['-video_track_timescale', String(timescale), '-strict', 'experimental', '-movflags', '+faststart'],
    ...(isOlderBuild(ffmpeg) ? older : newer),
    ...['-f', 'mp4'],
  ];
}

/** What an MP4 says of its own format isn't true of another one. */
const mkvOptions = [
  ...['major_brand', 'minor_version', 'compatible_brands'].flatMap((tag) => ['-metadata', `${tag}=`]),
  ...['-f', 'matroska'],
];

const leastCommonMultiple = (a: number, b: number): number => (a / commonDivisor(a, b)) * b;
const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** There is something to take from the source beside its pictures. */
const hasMore = ({ audio, subtitles, chapterCount, isTagged }: MediaInfo): boolean =>
  audio.length > 0 || subtitles.length > 0 || chapterCount > 0 || isTagged;

/**
 * Seconds at which a track begins to be heard. Matroska's times begin at 0: sound before that is what an encoder put
 * in front, and its decoder takes off again.
 */
function heardFrom({ stream: { startPts, timeBase }, startSeconds }: Sound, { format }: MediaInfo): number {
  const start = startPts === undefined || !timeBase ? startSeconds : toSeconds(startPts, timeBase);
  return format.includes('matroska') ? Math.max(0, start) : start;
}

const sourceInput = ({ source, media, sourceOptions }: ConcatCommandInput, shift: number): string[] => [
  ...inputOptions(source),
  // A packet of MPEG-TS that lost a part is no packet of sound any more, and would end the whole.
  ...(media.format === 'mpegts' ? ['-fflags', '+discardcorrupt'] : []),
  ...sourceOptions,
  ...shiftBy(shift),
];

/**
 * A microsecond, too little to move anything. Of MPEG-TS and Ogg, a shift by exactly the file's start is taken by
 * ffmpeg up to 5.1 for its own, and changed to the start of the streams that are used.
 */
const awayFromStart = 1e-6;

const shiftBy = (seconds: number): string[] => (Math.abs(seconds) < 0.5e-6 ? [] : ['-itsoffset', seconds.toFixed(6)]);

/** A track that is delayed comes from an input of its own: only whole inputs can be shifted. */
function soundOptions(joined: FfmpegCommand, command: ConcatCommandInput, shift: number): string[] {
  let inputs = 1;
  return command.sound.flatMap(({ stream, as, delaySeconds }, track) => {
    if (delaySeconds > 0) {
      joined.input(command.source.url).inputOptions(...sourceInput(command, shift + delaySeconds), '-vn', '-sn', '-dn');
      inputs += 1;
    }
    return [
      ...['-map', `${delaySeconds > 0 ? inputs : 1}:${stream.index}`, `-c:a:${track}`],
      ...(as === 'copied' ? ['copy'] : ['aac', `-b:a:${track}`, String(aacBitRate(stream))]),
    ];
  });
}

const subtitleOptions = ({ subtitles }: ConcatCommandInput): string[] =>
  subtitles.flatMap(({ stream, as }, track) => [
    ...['-map', `1:${stream.index}`, `-c:s:${track}`, as === 'copied' ? 'copy' : as],
  ]);
