import { type Shot, eachPixel, levelSteps, step } from '../canvas';
import type { Random } from '../random';
import { type EffectOf, type Scene, positionAt } from '../scene';
import type { Layer } from './layer';

/** Streaks, in other places in every frame. */
export const rain = ({ streaks, levels, slant }: EffectOf<'rain'>, scene: Scene, random: Random): Layer => ({
  before: ({ canvas }) => {
    const { width, height, pixels } = canvas;
    for (let index = 0; index < streaks; index += 1) {
      const near = random.next() ** 3;
      const length = scene.height * (0.03 + 0.12 * near);
      const [left, top] = [random.between(-10, width), random.between(-length, height)];
      const strength = levels * levelSteps * (1 - 0.5 * near) * random.between(0.4, 1);
      for (let row = Math.max(0, Math.ceil(top)); row < Math.min(height, top + length); row += 1) {
        const x = left + (row - top) * slant;
        const column = Math.floor(x);
        const part = x - column;
        for (const [at, share] of [
          [column, 1 - part],
          [column + 1, near > 0.3 ? 1 : part],
          [column + 2, near > 0.3 ? part : 0],
        ] as const) {
          if (at < 0 || at >= width) continue;
          pixels[row * width + at] = (pixels[row * width + at] ?? 0) + strength * share;
        }
      }
    }
  },
});

/** Flakes that fall and waft; some close to the lens, large and blurred. */
export function snow({ flakes, levels, speed }: EffectOf<'snow'>, scene: Scene, random: Random): Layer {
  const fall = Array.from({ length: flakes }, () => {
    const near = random.next() ** 6;
    return {
      x: random.between(0, scene.width),
      y: random.between(0, scene.height + 40),
      speed: speed * (0.6 + 2.5 * near) * random.between(0.7, 1.3),
      radius: (0.8 + 5 * near) * (scene.height / 360),
      strength: (levels * levelSteps) / (1 + 3 * near),
      sway: random.between(4, 18),
      phase: random.between(0, 6.3),
    };
  });
  return {
    before: ({ canvas, time }) => {
      for (const { x, y, speed: own, radius, strength, sway, phase } of fall) {
        const down = ((y + own * time) % (scene.height + 40)) - 20;
        const rounds = Math.floor((y + own * time) / (scene.height + 40));
        const across = (x + rounds * 131 + sway * Math.sin(time * 1.3 + phase)) % scene.width;
        disc(canvas, across, down, radius, radius * 0.6 + 0.5, (level, alpha) => level + strength * alpha);
      }
    },
  };
}

/** An insect or a drop on the lens: large, far out of focus. */
export const blob = ({ path, radius, blur, depth }: EffectOf<'blob'>): Layer => ({
  before: ({ canvas, time }) => {
    const place = positionAt(path, time);
    if (place) disc(canvas, place.x, place.y, radius, blur, (level, alpha) => level * (1 - depth * alpha));
  },
});

function disc(
  canvas: Shot['canvas'],
  x: number,
  y: number,
  radius: number,
  blur: number,
  change: (level: number, alpha: number) => number,
): void {
  const reach = radius + blur;
  eachPixel(canvas, [x - reach, y - reach, x + reach, y + reach], (index, px, py) => {
    const alpha = step(reach, radius - blur, Math.sqrt((px - x) ** 2 + (py - y) ** 2));
    if (alpha > 0) canvas.pixels[index] = change(canvas.pixels[index] ?? 0, alpha);
  });
}
