import type { CarriedSubtitles } from '../media/carried-streams';
import type { Sound } from '../media/find-sound';
import { readFirstPacket } from '../media/first-sound';
import { readTicks, trackTimescale } from '../media/frame-times';
import type { Ffmpeg } from '../media/locate';
import { isOlderBuild } from '../media/older-build';
import { clockSeconds, describeCompany, findVideo, probeStreams } from '../media/probe-streams';
import { compareFrames } from '../pipeline/compare-frames';
import { type Figures, PipelineError } from '../pipeline/errors';
import type { Container } from '../pipeline/job-options';
import type { MediaInfo } from '../pipeline/media-info';
import { toSeconds } from '../pipeline/rational';
import type { FrameTimes } from '../pipeline/segment';
import type { LeftOut, Verification } from '../pipeline/verification';

/** What was joined, and of what. */
export interface JoinedVideo {
  /** That joined it. */
  ffmpeg: Pick<Ffmpeg, 'mp4Frames'>;
  path: string;
  container: Container;
  media: MediaInfo;
  sound: readonly Sound[];
  subtitles: readonly CarriedSubtitles[];
  leftOut: readonly LeftOut[];
  /** Times of the frames that each segment has decoded, in units of the source's time base. */
  decoded: readonly FrameTimes[];
  /** How many frames the source's index announces; null where it doesn't count. */
  announced: number | null;
}

/**
 * How far sound may be from where it was, in seconds. A millisecond is what Matroska counts in, and the MP4 of older
 * builds; both ends of a distance may be rounded.
 */
const soundTolerance = 0.002;

/** Samples that ffmpeg's AAC encoder puts in front of what it is given. */
const aacDelay = 1024;

/**
 * Holds the joined video against its source: every frame at its time, the same duration, all tracks there, and sound
 * as far from the pictures as it was.
 * @throws PipelineError FrameMismatch for frames and their times, OutputMismatch for all else
 */
export async function verifyOutput(
  tools: { ffprobe: string; signal: AbortSignal; onFrames: (frames: number) => void },
  joined: JoinedVideo,
): Promise<Verification> {
  const { path, container, media, sound, decoded, announced } = joined;
  const { ffprobe, signal, onFrames } = tools;
  const { timeBase } = media.video;
  const ticks = await readTicks(ffprobe, path, signal, onFrames);
  const ticksPerSecond = container === 'mkv' ? 1000 : trackTimescale(timeBase);
  const greatestTimeErrorSeconds = compareFrames(decoded, timeBase, { container, ticks, ticksPerSecond });

  const output = await probeStreams(ffprobe, { url: path }, signal);
  const { audio, subtitles, chapterCount } = describeCompany(output);
  expectAsMany('sound tracks', audio.length, sound.length);
  expectAsMany('subtitle tracks', subtitles.length, joined.subtitles.length);
  expectAsMany('chapters', chapterCount, media.chapterCount);

  const inSeconds = (tick = NaN) => tick / ticksPerSecond;
  const start = inSeconds(ticks[0]);
  const sourceStart = toSeconds(decoded[0]?.[0]?.[0] ?? 0, timeBase);
  const track = findVideo(output);
  // MP4 says how long a track is, Matroska where it ends.
  const seconds = track?.duration ?? clockSeconds(track?.tags.DURATION ?? '') - start;
  // Where all frames are there that the index counts, it knows how long the last one is shown, too.
  const isTold = announced !== null && announced <= ticks.length;
  const sourceSeconds = isTold ? media.durationSeconds : toSeconds(media.video.endPts, timeBase) - sourceStart;
  const duration = { sourceSeconds, seconds };
  const last = inSeconds(ticks.at(-1));
  const lastStep = ticks.length > 1 ? last - inSeconds(ticks.at(-2)) : 0;
  compareDuration(joined, duration, { isTold, lastStep, lastShown: seconds - (last - start) });

  const compared: Verification['audio'] = [];
  for (const [number, carried] of sound.entries()) {
    const own = audio[number];
    const packet = own && (await readFirstPacket(ffprobe, { url: path }, own.index, signal));
    const delay = own && carried.as === 'aac' ? aacDelay / own.sampleRate : 0;
    compared.push(compareSound(carried, (packet?.seconds ?? NaN) + delay - start, carried.startSeconds - sourceStart));
  }
  return {
    frames: { written: ticks.length, announced },
    greatestTimeErrorSeconds,
    duration,
    audio: compared,
    subtitles: joined.subtitles.map(({ stream: { index, codec }, as }) => ({ stream: index, codec, as })),
    leftOut: [...joined.leftOut],
    chapterCount,
  };
}

/**
 * The times of all frames are compared already; what can differ is how long the last one is shown. Where the source
 * doesn't tell, as long as the one before, or as frames are on average; so does an older build of ffmpeg whatever the
 * source tells.
 */
function compareDuration(
  { media, ffmpeg }: JoinedVideo,
  { sourceSeconds, seconds }: Verification['duration'],
  { isTold, lastStep, lastShown }: { isTold: boolean; lastStep: number; lastShown: number },
): void {
  const { numerator, denominator } = media.video.frameRate ?? { numerator: 10, denominator: 1 };
  const tolerance = Math.max(lastStep, denominator / numerator) + 1e-3;
  const isUsual = lastShown > -1e-3 && lastShown <= tolerance;
  if (Math.abs(seconds - sourceSeconds) <= tolerance) return;
  if (isUsual && (!isTold || isOlderBuild(ffmpeg))) return;
  const figures = { seconds, sourceSeconds, tolerance };
  throw mismatch(`lasts ${seconds.toFixed(6)} s, its source ${sourceSeconds.toFixed(6)} s`, figures);
}

/** Compares when a track begins after the pictures with when it does in the source, in seconds. */
function compareSound({ stream, as }: Sound, offset: number, offsetSeconds: number): Verification['audio'][number] {
  const compared = { stream: stream.index, codec: stream.codec, as, offsetSeconds };
  const errorSeconds = Math.abs(offset - offsetSeconds);
  if (errorSeconds <= soundTolerance) return { ...compared, errorSeconds };
  const distances = `${offset.toFixed(4)} s after the pictures instead of ${offsetSeconds.toFixed(4)} s`;
  const figures = { ...compared, offset, tolerance: soundTolerance };
  throw mismatch(`has the sound of stream ${stream.index} (${stream.codec}) ${distances}`, figures);
}

function expectAsMany(what: string, found: number, expected: number): void {
  if (found !== expected) throw mismatch(`has ${found} ${what} instead of ${expected}`, { what, found, expected });
}

const mismatch = (what: string, figures: Figures): PipelineError =>
  new PipelineError('OutputMismatch', `The joined video ${what}.`, { figures });
