import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Ffmpeg } from '../../../media/locate';
import { run } from '../../../media/run';
import { formatRational } from '../../../pipeline/rational';
import { type Backdrop, margin, paintBackdrop } from './backdrop';
import { type Shot, createCanvas, levelSteps } from './canvas';
import type { Layer } from './effects/layer';
import { createLayers } from './effects/layers';
import { LightGrid } from './effects/light-grid';
import { createPerformers } from './perform';
import { seeded } from './random';
import type { Scene } from './scene';
import { type Truth, TruthKeeper } from './truth';

/** Draws a scene's frames, encodes them to `path` as MP4 and says what they show. */
export async function renderScene(ffmpeg: Ffmpeg, scene: Scene, path: string, signal?: AbortSignal): Promise<Truth> {
  let truth: Truth | undefined;
  await run(ffmpeg.path, encode(ffmpeg, scene, path), {
    signal,
    pipes: [0],
    read: async (pipe) => {
      const input = pipe(0);
      if (!(input instanceof Writable)) throw new TypeError('The standard input of ffmpeg must be writable');
      await pipeline(async function* () {
        const drawing = drawScene(scene);
        for (;;) {
          const { value, done } = drawing.next();
          if (done === true) {
            truth = value;
            return;
          }
          yield value;
          // A pipe that takes all there is would leave no time for anything else, a signal for instance.
          await breathe();
        }
      }, input);
    },
  });
  if (!truth) throw new Error(`${path}: the scene ${scene.kind} came to no end`);
  return truth;
}

const encode = (ffmpeg: Ffmpeg, scene: Scene, path: string): string[] => {
  const { width, height, crf, frameRate } = scene;
  const size = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`];
  const kept = scene.dropsFrames ? ['-vf', `select='${keptExpression(scene.seed)}'`] : [];
  return [
    ...['-v', 'error', ...size, '-r', formatRational(frameRate), '-i', 'pipe:0', ...kept, ...ffmpeg.passFrames],
    // The number of threads is fixed because x264's result depends on it.
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-threads', '2', '-crf', String(crf), '-g', '50'],
    ...[...ffmpeg.mp4Frames, '-y', path],
  ];
};

/** Of every five frames in a row, about three in ten are missing altogether, and now and then a single one. */
const isKept = (frame: number, seed: number): boolean =>
  (Math.floor(frame / 5) * 7919 + seed * 31) % 10 > 2 && (frame * 613 + seed) % 7 > 0;
const keptExpression = (seed: number): string =>
  `eq(n,0)+gt(mod(floor(n/5)*7919+${seed * 31},10),2)*gt(mod(n*613+${seed},7),0)`;

/** Yields frames in YUV 4:2:0; the first one is always kept. */
export function* drawScene(scene: Scene): Generator<Uint8Array, Truth> {
  const { width, height, frameRate, seconds } = scene;
  const backdrop = paintBackdrop(scene);
  const performers = createPerformers(scene, backdrop);
  const layers = createLayers(scene);
  const keeper = new TruthKeeper(scene);
  const develop = createDeveloper(scene, layers);
  const canvas = createCanvas(width, height);
  const grid = new LightGrid(width, height);
  const picture = new Uint8Array(width * height * 1.5).fill(128);
  const frames = Math.round((seconds * frameRate.numerator) / frameRate.denominator);
  for (let frame = 0; frame < frames; frame += 1) {
    const time = (frame * frameRate.denominator) / frameRate.numerator;
    if (frame > 0 && scene.dropsFrames && !isKept(frame, scene.seed)) {
      yield picture.slice();
      continue;
    }
    const shot = { canvas, time, ...cameraAt(layers, time) };
    shootBackdrop(shot, backdrop);
    for (const layer of layers) layer.behind?.(shot);
    for (const { drawShadow } of performers) drawShadow(shot);
    keeper.beginFrame(time);
    for (const { draw, ownPixels } of performers) {
      const cutout = draw(shot);
      if (cutout) keeper.see(cutout, ownPixels);
    }
    if (layers.some(({ light }) => light)) {
      grid.reset();
      for (const layer of layers) layer.light?.(shot, grid);
      grid.shine(canvas);
    }
    for (const layer of layers) layer.before?.(shot);
    develop(shot, picture);
    // Whoever gets it keeps it while the next one is drawn.
    yield picture.slice();
  }
  return keeper.finish((frames * frameRate.denominator) / frameRate.numerator);
}

function cameraAt(layers: readonly Layer[], time: number): { x: number; y: number } {
  const sum = { x: 0, y: 0 };
  for (const { camera } of layers) {
    const { x, y } = camera?.(time) ?? { x: 0, y: 0 };
    sum.x += x;
    sum.y += y;
  }
  return sum;
}

/** Copies the part of the backdrop that the camera sees, between pixels where it has moved so. */
function shootBackdrop({ canvas, x, y }: Shot, { canvas: { pixels: source, width: stride } }: Backdrop): void {
  const { width, height, pixels } = canvas;
  const [left, top] = [Math.floor(margin - x), Math.floor(margin - y)];
  const [right, down] = [margin - x - left, margin - y - top];
  for (let row = 0; row < height; row += 1) {
    const start = (row + top) * stride + left;
    if (right === 0 && down === 0) {
      pixels.set(source.subarray(start, start + width), row * width);
      continue;
    }
    // Columns between two rows first, then between two columns.
    let before = (source[start] ?? 0) * (1 - down) + (source[start + stride] ?? 0) * down;
    for (let column = 0; column < width; column += 1) {
      const at = start + column + 1;
      const after = (source[at] ?? 0) * (1 - down) + (source[at + stride] ?? 0) * down;
      pixels[row * width + column] = before + (after - before) * right;
      before = after;
    }
  }
}

/** Normally distributed numbers, of which each row of each frame takes another stretch. */
const noiseLength = 1 << 16;

/** What the sensor and the camera's electronics make of a canvas: tone curve, noise, 8 bits, burned-in text. */
function createDeveloper(scene: Scene, layers: readonly Layer[]): (shot: Shot, frame: Uint8Array) => void {
  const { width, height } = scene;
  const random = seeded(scene.kind, scene.seed, 'sensor');
  const table = Float32Array.from({ length: noiseLength }, () => random.gauss());
  const noise = new Int16Array(noiseLength);
  let amount = 0;
  const curve = new Int16Array(16_384);
  let drawn = { gain: 0, offset: 0 };
  return ({ canvas, time }, frame) => {
    const tone = { gain: 1, offset: 0, noise: 1 };
    for (const layer of layers) {
      const own = layer.tone?.(time) ?? { gain: 1, offset: 0, noise: 1 };
      tone.gain *= own.gain;
      tone.offset += own.offset;
      tone.noise *= own.noise;
    }
    if (tone.gain !== drawn.gain || tone.offset !== drawn.offset) {
      drawn = tone;
      for (let value = 0; value < curve.length; value += 1) {
        curve[value] = Math.min(255 * levelSteps, Math.max(0, value * tone.gain + tone.offset * levelSteps));
      }
    }
    if (tone.noise * scene.noise !== amount) {
      amount = tone.noise * scene.noise;
      const steps = amount * levelSteps;
      for (let index = 0; index < noiseLength; index += 1) noise[index] = (table[index] ?? 0) * steps;
    }
    const { pixels } = canvas;
    // Imported names and powers are slow to look up for each pixel.
    const [rounding, bits] = [levelSteps / 2, Math.log2(levelSteps)];
    for (let row = 0; row < height; row += 1) {
      const shift = Math.floor(random.next() * (noiseLength - width));
      const start = row * width;
      for (let column = 0; column < width; column += 1) {
        const light = curve[Math.min(16_383, Math.max(0, pixels[start + column] ?? 0))] ?? 0;
        const level = (light + (noise[shift + column] ?? 0) + rounding) >> bits;
        frame[start + column] = level < 0 ? 0 : level > 255 ? 255 : level;
      }
    }
    for (const layer of layers) layer.burnIn?.(frame, width, time);
  };
}
