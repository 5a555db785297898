import type { Ffmpeg, Ffprobe } from '../../../media/locate';
import { probeMedia } from '../../../media/probe';
import { readFrames } from '../../../media/read-frames';
import { run } from '../../../media/run';
import { toSeconds } from '../../../pipeline/rational';

/** A clip as all detectors see it: gray and 320 wide, held in memory, because clips are short. */
export interface SmallFrames {
  width: number;
  height: number;
  durationSeconds: number;
  /** Seconds from the first frame. */
  frames: { time: number; pixels: Uint8Array }[];
}

const width = 320;

export async function readSmallFrames(
  ffmpeg: Ffmpeg,
  ffprobe: Ffprobe,
  path: string,
  signal?: AbortSignal,
): Promise<SmallFrames> {
  const { media } = await probeMedia(ffprobe.path, { url: path }, path, signal);
  const { video, durationSeconds } = media;
  const height = Math.max(2, Math.round((width * video.height) / video.width / 2) * 2);
  const frames: { pts: number; pixels: Uint8Array }[] = [];
  const args = [
    ...['-nostdin', '-v', 'error', '-i', path, '-map', '0:v:0', '-vf'],
    ...[`scale=${width}:${height}:flags=fast_bilinear,format=gray`, ...ffmpeg.passFrames, '-enc_time_base', '-1'],
    ...['-c:v', 'rawvideo', '-f', 'tee', '[f=framecrc:flush_packets=1]pipe:3|[f=rawvideo]pipe:4'],
  ];
  await run(ffmpeg.path, args, {
    signal,
    pipes: [3, 4],
    read: (pipe) =>
      readFrames(pipe(3), pipe(4), width * height, (pts, pixels) => void frames.push({ pts, pixels: pixels.slice() })),
  });
  const first = frames[0]?.pts ?? 0;
  const times = frames.map(({ pts, pixels }) => ({ time: toSeconds(pts - first, video.timeBase), pixels }));
  return { width, height, durationSeconds, frames: times };
}
