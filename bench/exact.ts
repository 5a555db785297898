import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ffmpeg, locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';
import { type Probed, probeMedia } from '../media/probe';
import { readFrames } from '../media/read-frames';
import { run } from '../media/run';
import { type Branch, segmentCommand } from '../media/segment-command';
import { framesAround } from '../pipeline/motion-window';
import { planSegments } from '../pipeline/plan-segments';
import type { Segment } from '../pipeline/segment';

const segmentLengths = [10, 30, 60, 120];

/**
 * What cutting costs in decoding: frames that ffmpeg decodes for each frame that a segment keeps, for grayscale alone and with
 * the motion kernel's warm-up on both sides: `npm run bench:exact -- [minutes] [GOP in frames]`.
 */
async function main([minutes = '10', gop = '250']: readonly string[]): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    const clip = join(folder, 'clip.mp4');
    const seconds = Number(minutes) * 60;
    console.log(`ffmpeg ${ffmpeg.version} (${ffmpeg.foundBy}); making ${minutes} min at 25 fps, open GOPs of ${gop} …`);
    await run(ffmpeg.path, recipe(seconds, gop, clip));
    const probed = await probeMedia(ffprobe.path, { url: clip }, 'clip.mp4');
    console.log('segment length   segments   grayscale   with motion   (frames decoded / frames kept)');
    for (const segmentSeconds of segmentLengths) {
      const segments = planSegments(probed.index, probed.media.video.timeBase, {
        ...{ segmentSeconds, seekEarlier: false },
        around: (start, end) => framesAround(probed.media, start, end),
      });
      const gray = await overhead(ffmpeg, clip, probed, segments, 'segment');
      const motion = await overhead(ffmpeg, clip, probed, segments, 'warmUp');
      console.log(
        `${`${segmentSeconds} s`.padStart(14)} ${String(segments.length).padStart(10)} ${gray.padStart(11)} ${motion.padStart(13)}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Encoders put key frames up to 250 frames apart unless told otherwise: the longer, the dearer a warm-up. */
const recipe = (seconds: number, gop: string, path: string): string[] => [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=320x180:r=25:d=${seconds}`],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-g', gop, '-x264-params', 'open-gop=1', path],
];

/** What is done with the frames doesn't matter here. */
const smallest = ['scale=16:16:flags=fast_bilinear', 'format=gray'];

async function overhead(
  ffmpeg: Ffmpeg,
  url: string,
  { media }: Probed,
  segments: readonly Segment[],
  range: Branch['range'],
): Promise<string> {
  const totals = { decoded: 0, kept: 0 };
  for (const segment of segments) {
    const [start, end] = [segment.start ?? -Infinity, segment.end ?? Infinity];
    const onFrame = (pts: number) => {
      if (pts >= start && pts < end) totals.kept += 1;
    };
    const { args, pipes } = segmentCommand({
      ...{ ffmpeg, source: { url }, stream: media.video.index, timeBase: media.video.timeBase, segment },
      ...{ seek: range === 'segment' ? segment.seek : segment.warmUpSeek, threads: 2 },
      branches: [{ range, filters: smallest, output: { kind: 'frames' } }],
    });
    const { times = 0, frames = 0 } = pipes[0] ?? {};
    const said = await run(
      ffmpeg.path,
      args.map((arg) => (arg === 'warning' ? 'verbose' : arg)),
      {
        pipes: [times, frames],
        read: (pipe) => readFrames(pipe(times), pipe(frames), 256, onFrame),
      },
    );
    const [, decoded] = /\(video\): .* (\d+) frames decoded/.exec(said.stderr.join('\n')) ?? [];
    if (decoded === undefined) throw new Error('ffmpeg says nothing of the frames that it has decoded');
    totals.decoded += Number(decoded);
  }
  return (totals.decoded / totals.kept).toFixed(3);
}

void main(process.argv.slice(2));
