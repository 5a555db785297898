import { eachPixel, levelSteps } from '../canvas';
import { NoiseTile } from '../noise-tile';
import type { Random } from '../random';
import type { EffectOf, Scene } from '../scene';
import type { Layer } from './layer';

/** Leaves that move by up to `pixels` in gusts, each branch in its own time, within a ragged round shape. */
export function foliage({ x, y, radius, pixels: reach }: EffectOf<'foliage'>, _: Scene, random: Random): Layer {
  const leaves = new NoiseTile(random, 2, 16);
  const outline = new NoiseTile(random, 8, 32);
  const [level, grain] = [random.between(55, 95), random.between(16, 28)];
  const [quick, slow] = [random.between(0.5, 1.1), random.between(0.08, 0.16)];
  return {
    behind: ({ canvas, time, x: shiftX, y: shiftY }) => {
      const gust = reach * (0.55 + 0.45 * Math.sin(2 * Math.PI * slow * time));
      const [cx, cy] = [x + shiftX, y + shiftY];
      const { pixels } = canvas;
      eachPixel(canvas, [cx - radius, cy - radius, cx + radius, cy + radius], (index, px, py) => {
        const [u, v] = [px - cx, py - cy];
        // Branches of about 40 pixels sway in their own phases.
        const turn = 2 * Math.PI * quick * time + u * 0.06 + v * 0.045;
        const [dx, dy] = [gust * Math.sin(turn), 0.5 * gust * Math.sin(1.37 * turn + 1)];
        const inside = 1 - Math.sqrt(u * u + v * v) / radius + 0.16 * outline.at(u + dx, v + dy);
        const alpha = Math.min(1, Math.max(0, inside * 9));
        if (alpha <= 0) return;
        const own = Math.max(12, level + grain * leaves.at(u + dx, v + dy)) * levelSteps;
        pixels[index] = (pixels[index] ?? 0) * (1 - alpha) + own * alpha;
      });
    },
  };
}

/** Waves between two rows, with glints where two of them meet. */
export function water({ top, bottom, levels }: EffectOf<'water'>, scene: Scene, random: Random): Layer {
  const [near, far] = [new NoiseTile(random, 4, 64), new NoiseTile(random, 4, 32)];
  const level = random.between(70, 120);
  return {
    behind: ({ canvas, time, x: shiftX, y: shiftY }) => {
      const { pixels } = canvas;
      const strip = [0, top + shiftY, scene.width, bottom + shiftY] as const;
      eachPixel(canvas, strip, (index, px, py) => {
        const [x, y] = [px - shiftX, (py - shiftY) * 2.5];
        const wave = near.at(x - 9 * time, y + 4 * time) + far.at(x + 13 * time, y - 7 * time);
        pixels[index] = (level + 0.35 * levels * wave + (wave > 2 ? levels * (wave - 2) * 2 : 0)) * levelSteps;
      });
    },
  };
}
