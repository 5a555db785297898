import type { VideoStream } from '../pipeline/media-info';
import { formatRational } from '../pipeline/rational';
import { colorEncode } from './color-encode';
import { trackTimescale } from './frame-times';
import type { Ffmpeg } from './locate';
import { pictureTags } from './picture-tags';

/** Good enough to see what was found. */
const crf = 23;

/** File descriptor from which the encoder reads its frames. */
export const framesPipe = 3;

/** Filters that make every picture one of 4:2:0 in 8 bit, upright, with even sides. */
export const drawableFilters = (video: VideoStream): string[] => [
  ...colorEncode(video, crf).filters,
  'format=yuv420p|yuvj420p',
];

/** Sides of such a picture. */
export const drawableSize = ({ width, height }: VideoStream): { width: number; height: number } => ({
  width: width + (width % 2),
  height: height + (height % 2),
});

/** Encodes drawn frames that come as Matroska through a pipe, each at its own time in the source's clock, from 0 on. */
export function drawnCommand(
  { passFrames, mp4Frames }: Pick<Ffmpeg, 'passFrames' | 'mp4Frames'>,
  video: VideoStream,
  threads: number,
  path: string,
): string[] {
  const { sampleAspectRatio: ratio, timeBase } = video;
  const { filter } = pictureTags(video);
  return [
    ...['-nostdin', '-hide_banner', '-v', 'warning', '-protocol_whitelist', 'pipe'],
    // Everything is known from the header: ffmpeg needn't hold frames back to find out.
    ...['-fpsprobesize', '0', '-analyzeduration', '0', '-probesize', '4096'],
    ...['-f', 'matroska', '-i', `pipe:${framesPipe}`, '-map', '0:v:0'],
    ...['-vf', [filter, ...(ratio ? [`setsar=${formatRational(ratio)}`] : [])].join()],
    ...[...passFrames, '-enc_time_base', formatRational(timeBase)],
    ...[...colorEncode(video, crf).encoder, ...mp4Frames, '-threads', String(threads)],
    ...['-video_track_timescale', String(trackTimescale(timeBase)), '-movflags', '+faststart', '-f', 'mp4', '-y', path],
  ];
}
