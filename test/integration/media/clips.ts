import { createHash } from 'node:crypto';
import { readFrames } from '../../../media/read-frames';
import { run, runForText } from '../../../media/run';
import { segmentCommand } from '../../../media/segment-command';
import type { Probed } from '../../../media/probe';
import type { Segment } from '../../../pipeline/segment';
import { tools } from '../../tools';

/** A moving test picture, 160x120, no two frames alike. */
export const picture = (seconds: number, rate = '25') => ['-f', 'lavfi', '-i', `testsrc2=s=160x120:r=${rate}:d=${seconds}`]; // prettier-ignore
export const sound = (seconds: number) => ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`]; // prettier-ignore

/** Runs ffmpeg with a recipe; the recipe stands in the test. */
export async function make(path: string, recipe: readonly string[]): Promise<string> {
  const { ffmpeg } = await tools();
  const passed = recipe.flatMap((part) => (part === 'passFrames' ? ffmpeg.passFrames : [part]));
  await run(ffmpeg.path, ['-nostdin', '-v', 'error', ...passed, '-y', path]);
  return path;
}

/** A frame by its time in the source's clock and the MD5 of its pixels. */
export interface SeenFrame {
  pts: number;
  md5: string;
}

/** Every frame of a file's video in one plain pass of ffmpeg, through the given filters. */
export async function framesOf(path: string, filters = 'null'): Promise<SeenFrame[]> {
  const { ffmpeg } = await tools();
  const text = await runForText(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-copyts', '-i', path, '-map', '0:v:0', '-vf', filters],
    ...[...ffmpeg.passFrames, '-enc_time_base', '-1', '-c:v', 'rawvideo', '-f', 'framemd5', '-'],
  ]);
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((field) => field.trim()))
    .map(([, , pts, , , md5]) => ({ pts: Number(pts), md5: md5 ?? '' }));
}

/** The frames of one segment, decoded on its own, as a kernel sees them. */
export async function segmentFrames(
  path: string,
  { media }: Probed,
  segment: Segment,
  frameBytes: number,
): Promise<SeenFrame[]> {
  const { ffmpeg } = await tools();
  const { args, pipes } = segmentCommand({
    ffmpeg,
    source: { url: path },
    stream: media.video.index,
    timeBase: media.video.timeBase,
    segment,
    seek: segment.seek,
    branches: [{ range: 'segment', filters: ['null'], output: { kind: 'frames' } }],
    threads: 1,
  });
  const [{ times, frames } = { times: 0, frames: 0 }] = pipes;
  const seen: SeenFrame[] = [];
  await run(ffmpeg.path, args, {
    pipes: [times, frames ?? 0],
    read: (pipe) =>
      readFrames(pipe(times), pipe(frames ?? 0), frameBytes, (pts, pixels) => {
        seen.push({ pts, md5: createHash('md5').update(pixels).digest('hex') });
      }),
  });
  return seen;
}
