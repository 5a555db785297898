import { type Canvas, createCanvas, eachPixel, levelSteps } from './canvas';
import { NoiseTile } from './noise-tile';
import { type Random, seeded } from './random';
import type { Scene } from './scene';

/** Pixels around the picture that the camera sees only when it moves. */
export const margin = 24;

/** What stands still: ground, walls, windows, fences, marks. */
export interface Backdrop {
  canvas: Canvas;
  /** The same without detail: what something that hardly differs from its surroundings looks like. */
  blurred: Canvas;
}

export function paintBackdrop(scene: Scene): Backdrop {
  const random = seeded(scene.kind, scene.seed, 'backdrop');
  const sheet = new Sheet(scene.width + 2 * margin, scene.height + 2 * margin, random);
  grounds[scene.ground](sheet, random);
  // A lens blurs by about a pixel.
  const canvas = blur(sheet.finish(), 1, 1);
  return { canvas, blurred: blur(canvas, 6, 2) };
}

/** Shapes are laid on each other; lengths in shares of the width and height, levels of gray. */
class Sheet {
  readonly #canvas: Canvas;
  readonly #grain: NoiseTile;

  constructor(
    readonly width: number,
    readonly height: number,
    random: Random,
  ) {
    this.#canvas = createCanvas(width, height);
    this.#grain = new NoiseTile(random, 1, 64);
  }

  /** @param grain deviation of its texture in levels, @param slope levels by which its bottom is brighter than its top */
  block(box: readonly [number, number, number, number], level: number, grain = 0, slope = 0): void {
    const [left, top, right, bottom] = box;
    const [w, h] = [this.width, this.height];
    const { pixels } = this.#canvas;
    const shift = Math.floor(level * 31);
    eachPixel(this.#canvas, [left * w, top * h, right * w, bottom * h], (index, x, y) => {
      const own = grain > 0 ? this.#grain.at(x + shift, y + shift) * grain : 0;
      pixels[index] = levelSteps * (level + own + (slope * (y / h - top)) / (bottom - top));
    });
  }

  /** A block whose upper edge is narrower: a road that leads away. */
  wedge(
    top: number,
    bottom: number,
    upper: [number, number],
    lower: [number, number],
    level: number,
    grain: number,
  ): void {
    const rows = Math.round((bottom - top) * this.height);
    for (let row = 0; row < rows; row += 1) {
      const [share, y] = [row / rows, top + row / this.height];
      const left = upper[0] + (lower[0] - upper[0]) * share;
      const right = upper[1] + (lower[1] - upper[1]) * share;
      this.block([left, y, right, y + 1 / this.height], level, grain);
    }
  }

  windows(box: readonly [number, number, number, number], columns: number, rows: number, random: Random): void {
    const [left, top, right, bottom] = box;
    const [w, h] = [(right - left) / columns, (bottom - top) / rows];
    const [frame, pane] = [random.between(120, 220), random.between(25, 90)];
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const [x, y] = [left + column * w, top + row * h];
        this.block([x + w * 0.2, y + h * 0.2, x + w * 0.8, y + h * 0.85], frame);
        this.block([x + w * 0.27, y + h * 0.26, x + w * 0.73, y + h * 0.8], pane + random.between(-15, 40), 4, 30);
        this.block([x + w * 0.48, y + h * 0.26, x + w * 0.52, y + h * 0.8], frame);
      }
    }
  }

  /** Bars across the picture with a rail. */
  fence(top: number, bottom: number, pitch: number, level: number): void {
    for (let x = 0; x < 1; x += pitch) this.block([x, top, x + pitch * 0.25, bottom], level, 5);
    this.block([0, top + (bottom - top) * 0.15, 1, top + (bottom - top) * 0.25], level - 8, 3);
  }

  clutter(count: number, top: number, random: Random): void {
    for (let index = 0; index < count; index += 1) {
      const [x, y] = [random.next(), random.between(top, 0.98)];
      const size = random.between(0.004, 0.03) * (0.4 + y);
      const level = random.between(30, 225);
      this.block([x, y, x + size, y + size * random.between(0.3, 2.5)], level, random.between(0, 14));
    }
  }

  finish(): Canvas {
    const { pixels } = this.#canvas;
    const [darkest, brightest] = [14 * levelSteps, 235 * levelSteps];
    for (let index = 0; index < pixels.length; index += 1) {
      pixels[index] = Math.min(brightest, Math.max(darkest, pixels[index] ?? 0));
    }
    return this.#canvas;
  }
}

const grounds: Readonly<Record<Scene['ground'], (sheet: Sheet, random: Random) => void>> = {
  street: (sheet, random) => {
    const horizon = random.between(0.28, 0.42);
    sheet.block([0, 0, 1, horizon], random.between(150, 205), 4, random.between(-25, 25));
    houses(sheet, horizon, random);
    sheet.block([0, horizon, 1, 1], random.between(95, 145), random.between(9, 18), random.between(-25, 25));
    const road = random.between(0.55, 0.72);
    const asphalt = random.between(60, 105);
    sheet.block([0, road, 1, road + 0.2], asphalt, random.between(5, 10), 12);
    for (let x = random.between(-0.1, 0); x < 1; x += 0.12) {
      sheet.block([x, road + 0.095, x + 0.06, road + 0.108], asphalt + 90, 8);
    }
    sheet.block([0, road - 0.02, 1, road - 0.008], asphalt + 60, 10);
    if (random.chance(0.5)) sheet.fence(horizon - 0.02, horizon + 0.07, random.between(0.008, 0.016), 60);
    sheet.clutter(25, horizon, random);
  },
  yard: (sheet, random) => {
    const horizon = random.between(0.22, 0.36);
    sheet.block([0, 0, 1, horizon], random.between(150, 205), 3, random.between(-25, 25));
    houses(sheet, horizon, random);
    sheet.block([0, horizon, 1, 1], random.between(80, 130), random.between(14, 24), random.between(-30, 30));
    const middle = random.between(0.3, 0.7);
    const gravel = random.between(120, 165);
    sheet.wedge(horizon, 1, [middle - 0.05, middle + 0.05], [middle - 0.35, middle + 0.3], gravel, 12);
    sheet.fence(horizon, horizon + 0.11, random.between(0.01, 0.03), random.between(40, 190));
    sheet.clutter(35, horizon + 0.1, random);
  },
  hall: (sheet, random) => {
    const horizon = random.between(0.3, 0.45);
    // Smooth walls: a sensor sees nothing but its own noise there.
    sheet.block([0, 0, 1, horizon], random.between(130, 190), 0.6, random.between(-50, 50));
    sheet.block([0, horizon - 0.02, 1, horizon], 60);
    const floor = random.between(90, 150);
    sheet.block([0, horizon, 1, 1], floor, 3, random.between(-40, 50));
    for (let y = horizon + 0.03, pitch = 0.02; y < 1; y += pitch, pitch *= 1.35) {
      sheet.block([0, y, 1, y + 0.006], floor - 22, 2);
    }
    for (let x = 0.05; x < 1; x += random.between(0.12, 0.2)) {
      sheet.wedge(horizon, 1, [x, x + 0.003], [x * 1.8 - 0.4, x * 1.8 - 0.394], floor - 25, 2);
    }
    const door = random.between(0.1, 0.75);
    sheet.block([door, horizon - 0.26, door + 0.1, horizon + 0.02], random.between(40, 90), 7, 20);
    sheet.windows([door < 0.4 ? 0.6 : 0.05, 0.03, door < 0.4 ? 0.95 : 0.4, horizon - 0.08], 3, 1, random);
    sheet.clutter(15, horizon, random);
  },
};

function houses(sheet: Sheet, horizon: number, random: Random): void {
  for (let x = random.between(-0.15, 0.05); x < 1;) {
    const width = random.between(0.18, 0.4);
    const top = horizon * random.between(0.02, 0.5);
    const box = [x, top, x + width, horizon] as const;
    sheet.block(box, random.between(60, 190), random.between(4, 12), random.between(-20, 20));
    sheet.windows(box, random.whole(2, 5), random.whole(1, 3), random);
    x += width + (random.chance(0.4) ? random.between(0.02, 0.1) : 0);
  }
}

/** Box blur, `times` over. */
function blur({ width, height, pixels }: Canvas, radius: number, times: number): Canvas {
  const result = createCanvas(width, height);
  result.pixels.set(pixels);
  const line = new Float64Array(Math.max(width, height));
  const pass = (start: number, stride: number, length: number) => {
    for (let i = 0; i < length; i += 1) line[i] = result.pixels[start + i * stride] ?? 0;
    const value = (i: number) => line[Math.min(length - 1, Math.max(0, i))] ?? 0;
    let sum = 0;
    for (let i = -radius; i <= radius; i += 1) sum += value(i);
    for (let i = 0; i < length; i += 1) {
      result.pixels[start + i * stride] = Math.round(sum / (2 * radius + 1));
      sum += value(i + radius + 1) - value(i - radius);
    }
  };
  for (let time = 0; time < times; time += 1) {
    for (let y = 0; y < height; y += 1) pass(y * width, 1, width);
    for (let x = 0; x < width; x += 1) pass(x, width, height);
  }
  return result;
}
