import { step } from '../canvas';
import { NoiseTile } from '../noise-tile';
import type { Random } from '../random';
import { type EffectOf, type Scene, type ToneStep, positionAt } from '../scene';
import type { Layer } from './layer';

/** Exposure, gain and noise of the camera over time. */
export const tone = ({ steps }: EffectOf<'tone'>): Layer => ({
  tone: (time) => {
    const next = steps.findIndex((one) => one.time > time);
    const [from, to] = [steps.at(next === -1 ? -1 : Math.max(0, next - 1)), steps.at(next)];
    if (!from || !to) return { gain: 1, offset: 0, noise: 1 };
    const share = to.time > from.time ? Math.max(0, (time - from.time) / (to.time - from.time)) : 0;
    const mix = (of: (one: ToneStep) => number) => of(from) + (of(to) - of(from)) * Math.min(1, share);
    return { gain: mix(({ gain }) => gain), offset: mix(({ offset }) => offset), noise: mix(({ noise }) => noise) };
  },
});

/** Lamps on the mains: their ripple beats with the frame rate, and a rolling shutter makes bands of it. */
export const flicker = ({ hertz, depth, bands }: EffectOf<'flicker'>, scene: Scene): Layer => ({
  light: ({ time }, grid) => {
    grid.multiply((_, y) => 1 + depth * Math.sin(2 * Math.PI * (hertz * time + (bands * y) / scene.height)));
  },
});

/** Large soft shadows that move with x and y pixels a second. */
export function clouds({ x, y, scale, depth }: EffectOf<'clouds'>, _: Scene, random: Random): Layer {
  const sky = new NoiseTile(random, 16, 128);
  return {
    light: ({ time, x: shiftX, y: shiftY }, grid) => {
      grid.multiply((px, py) => {
        const density = sky.at((px - shiftX - x * time) / scale, (py - shiftY - y * time) / scale);
        return 1 - depth * step(-0.1, 0.8, density);
      });
    },
  };
}

/** A lamp's light, or an exposure that is local: stronger or weaker around a place that may move. */
export const glow = ({ path, radius, gain, riseSeconds }: EffectOf<'glow'>): Layer => ({
  light: ({ time, x, y }, grid) => {
    const place = positionAt(path, time);
    if (!place) return;
    const [on, off] = [path[0]?.time ?? 0, path.at(-1)?.time ?? 0];
    const strength = gain * Math.min(1, (time - on) / riseSeconds, (off - time) / riseSeconds);
    grid.multiply((px, py) => {
      const distance = ((px - place.x - x) / radius) ** 2 + ((py - place.y - y) / radius) ** 2;
      return 1 + strength * Math.exp(-distance);
    });
  },
});

/** Headlights on the ground, from the path's place into the direction x, y. */
export const cone = ({ path, x: towardsX, y: towardsY, length, gain }: EffectOf<'cone'>): Layer => ({
  light: ({ time, x, y }, grid) => {
    const lamp = positionAt(path, time);
    if (!lamp) return;
    const norm = Math.hypot(towardsX, towardsY);
    grid.multiply((px, py) => {
      const [dx, dy] = [px - lamp.x - x, py - lamp.y - y];
      const along = (dx * towardsX + dy * towardsY) / norm;
      if (along <= 0 || along > length) return 1;
      const across = (dx * towardsY - dy * towardsX) / norm / (6 + 0.28 * along);
      return 1 + gain * Math.exp(-across * across) * (1 - along / length) * Math.min(1, along / 10);
    });
  },
});
