import type { Random } from '../random';
import type { EffectOf, Scene } from '../scene';
import type { Layer } from './layer';

/** Every frame somewhere else, up to `pixels` to each side: wind, a lorry, an electronic stabiliser. */
export const jitter = ({ pixels }: EffectOf<'jitter'>, _: Scene, random: Random): Layer => ({
  camera: () => ({ x: random.between(-pixels, pixels), y: random.between(-pixels, pixels) }),
});

/** A mast in the wind. */
export function sway({ pixels, seconds }: EffectOf<'sway'>, _: Scene, random: Random): Layer {
  const [first, second] = [random.between(0, 6.3), random.between(0, 6.3)];
  return {
    camera: (time) => {
      const turn = (2 * Math.PI * time) / seconds;
      return {
        x: pixels * (0.75 * Math.sin(turn + first) + 0.25 * Math.sin(2.7 * turn + second)),
        y: 0.5 * pixels * Math.sin(1.3 * turn + second),
      };
    },
  };
}

/** A mount that gives way: x and y pixels from the first frame to the last. */
export const drift = ({ x, y }: EffectOf<'drift'>, { seconds }: Scene): Layer => ({
  camera: (time) => ({ x: (x * time) / seconds, y: (y * time) / seconds }),
});
