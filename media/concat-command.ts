import ffmpeg from 'fluent-ffmpeg';
import type { MediaInfo } from '../pipeline/media-info';
import { toMicroseconds, toSeconds } from '../pipeline/rational';
import { trackTimescale } from './frame-times';
import { type MediaInput, inputOptions } from './input';

/** Codecs that MP4 carries as they are (ISO/IEC 14496-14 and the registered sample entries); others become AAC. */
const copiedAudio = new Set(['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'opus', 'flac', 'alac']);

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

/** Joins the segments without touching a frame, and takes the sound once from the source, as it lies there. */
export function concatCommand(command: {
  listPath: string;
  source: MediaInput;
  media: MediaInfo;
  /** Presentation time of the first frame, in units of the source's time base. */
  firstPts: number;
  outputPath: string;
}): string[] {
  const { media } = command;
  // The source's streams are shifted so that the earliest starts at 0; the joined video keeps its distance to the sound.
  const offset = toSeconds(command.firstPts, media.video.timeBase) - media.startSeconds;
  const joined = ffmpeg(command.listPath).inputOptions(
    ...['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file'],
    ...(Math.abs(offset) < 1e-6 ? [] : ['-itsoffset', offset.toFixed(6)]),
  );
  const streams = ['-map', '0:v:0', '-c', 'copy'];
  if (media.audio.length > 0) {
    joined.input(command.source.url).inputOptions(...inputOptions(command.source), '-vn', '-sn', '-dn');
    media.audio.forEach(({ index, codec }, track) => {
      streams.push(
        '-map',
        `1:${index}`,
        ...(copiedAudio.has(codec) ? [] : [`-c:a:${track}`, 'aac', `-b:a:${track}`, '192k']),
      );
    });
    streams.push('-map_metadata', '1');
  }
  joined
    .output(command.outputPath)
    .outputOptions(...streams, '-video_track_timescale', String(trackTimescale(media.video.timeBase)))
    .outputOptions('-strict', 'experimental', '-movflags', '+faststart', '-f', 'mp4');
  return ['-nostdin', '-hide_banner', '-v', 'warning', ...joined._getArguments()];
}
