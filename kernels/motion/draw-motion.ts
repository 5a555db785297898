import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Duplex, type Readable } from 'node:stream';
import { drawableFilters, drawableSize, drawnCommand, framesPipe } from '../../media/draw-command';
import { readTicks, trackTimescale } from '../../media/frame-times';
import { frameHeader, matroskaHeader } from '../../media/matroska-frames';
import { rawFrames } from '../../media/raw-frames';
import { run } from '../../media/run';
import { segmentCommand } from '../../media/segment-command';
import { PipelineError } from '../../pipeline/errors';
import { MotionFrame } from '../../pipeline/motion';
import { toSeconds } from '../../pipeline/rational';
import { wholeVideo } from '../../pipeline/segment';
import type { Material } from './cut-event-clips';
import type { Tools } from '../kernel';
import { Drawing } from './drawing';
import { concatWindows } from '../source-windows';

/**
 * Makes a copy of the video with regions, masks and the boxes of every frame drawn in, of exactly the source's frames at their times.
 * One ffmpeg decodes, we draw, another one encodes; two frames at most are in memory.
 * @returns the path of an MP4
 * @throws PipelineError FrameMismatch when the frames aren't those of the report
 */
export async function drawMotion(
  tools: Tools,
  material: Material & { framesPath: string },
  onFrames: (frames: number) => void,
): Promise<string> {
  const { ffmpeg, ffprobe, folder, threads, signal } = tools;
  const { video } = material.media;
  const path = join(folder, 'annotated.mp4');
  await run(ffmpeg.path, drawnCommand(ffmpeg, video, threads, path), {
    signal,
    pipes: [framesPipe],
    read: async (pipe) => {
      const encoder = new Encoder(pipe(framesPipe));
      try {
        await drawAll(tools, material, encoder, onFrames);
      } finally {
        encoder.end();
      }
    },
  });
  checkTimes(await readTicks(ffprobe.path, path, signal), material);
  return path;
}

/** The way into an ffmpeg that encodes. */
class Encoder {
  readonly #pipe: Duplex;

  constructor(pipe: Readable) {
    if (!(pipe instanceof Duplex)) throw new Error('The pipe to the encoder leads one way only');
    this.#pipe = pipe;
    // An encoder that has ended is told by the write that fails.
    pipe.on('error', () => undefined).resume();
  }

  /** Until it is taken: then the bytes may change. */
  write(bytes: Uint8Array): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#pipe.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    // Whoever waits for it hears of a failure; until then it is no unhandled one.
    written.catch(() => undefined);
    return written;
  }

  end(): void {
    this.#pipe.end();
  }
}

async function drawAll(
  { ffmpeg, threads, signal }: Tools,
  { footage, media, report, framesPath }: Material & { framesPath: string },
  encoder: Encoder,
  onFrames: (frames: number) => void,
): Promise<void> {
  const { video } = media;
  const { timeBase, index: stream, frameRate } = video;
  const size = drawableSize(video);
  const frameBytes = (size.width * size.height * 3) / 2;
  const drawing = new Drawing(size, video, report.regions, report.masks);
  const segment = wholeVideo(media);
  await footage.store.relaySource(footage.source, concatWindows, async (source) => {
    const { args, pipes } = segmentCommand({
      ...{ ffmpeg, source, stream, timeBase, segment, seek: null, threads },
      branches: [{ range: 'segment', filters: drawableFilters(video), output: { kind: 'frames' } }],
    });
    const { times = 3, frames = 4 } = pipes[0] ?? {};
    await run(ffmpeg.path, args, {
      signal,
      pipes: [times, frames],
      read: async (pipe) => {
        const lines = createInterface({ input: createReadStream(framesPath) })[Symbol.asyncIterator]();
        let written = encoder.write(matroskaHeader({ ...size, frameRate }));
        let first: number | undefined;
        let count = 0;
        for await (const { pts, pixels } of rawFrames(pipe(times), pipe(frames), frameBytes)) {
          const line = await lines.next();
          const found = line.done === true ? undefined : MotionFrame.parse(JSON.parse(line.value) as unknown);
          if (found?.pts !== pts) throw mismatch(count, `is at ${pts}, in the report at ${found?.pts ?? 'no time'}`);
          first ??= pts;
          drawing.draw(pixels, found);
          await written;
          const nanoseconds = Math.round(toSeconds(pts - first, timeBase) * 1e9);
          await encoder.write(frameHeader(nanoseconds, frameBytes));
          written = encoder.write(pixels);
          count += 1;
          onFrames(count);
        }
        await written;
      },
    });
  });
}

function checkTimes(ticks: Float64Array, { pts, media }: Material): void {
  const { timeBase } = media.video;
  const ticksPerUnit = (timeBase.numerator * trackTimescale(timeBase)) / timeBase.denominator;
  const since = (times: Float64Array, frame: number) => (times[frame] ?? NaN) - (times[0] ?? NaN);
  const wrong = pts.findIndex((_, frame) => since(ticks, frame) !== since(pts, frame) * ticksPerUnit);
  if (wrong >= 0) throw mismatch(wrong, 'has another time in the annotated video');
  if (ticks.length !== pts.length) throw mismatch(pts.length, `of the annotated video isn't in the source`);
}

const mismatch = (frame: number, what: string): PipelineError =>
  new PipelineError(
    'FrameMismatch',
    `Frame ${frame} ${what}. The source may be damaged there; go without --annotate.`,
    {
      figures: { frame },
    },
  );
