import type { Cutout, Paint } from './cutout';
import type { Random } from './random';
import type { LookName } from './scene';

/** Draws an object of some height, its feet at x and y; `travelled` pixels so far, heading right (1) or left (-1). */
export type Look = (cutout: Cutout, pose: Pose) => void;

export interface Pose {
  x: number;
  y: number;
  height: number;
  travelled: number;
  heading: 1 | -1;
}

/** What an object's parts are painted with. */
export interface Wardrobe {
  main: Paint;
  second: Paint;
  dark: Paint;
  light: Paint;
}

/** Gray levels that can be told from the ground behind the object. */
export function wardrobe(random: Random, ground: number, bright: boolean): Wardrobe {
  const brighter = ground < 70 || (ground < 185 && random.chance(0.5));
  const main = bright ? 232 : ground + (brighter ? 1 : -1) * random.between(35, 70);
  const second = bright ? 215 : ground + (random.chance(0.6) ? -1 : 1) * random.between(30, 55);
  return {
    main: { level: within(main), grain: random.between(5, 12) },
    second: { level: within(second), grain: random.between(4, 9) },
    dark: { level: random.between(18, 38), grain: 4 },
    light: { level: within(Math.max(ground + 45, 150)), grain: 5 },
  };
}

/** All parts differ from the ground by about the same few levels. */
export function faintWardrobe(contrast: number): Wardrobe {
  const paint = (share: number): Paint => ({ level: contrast * share, grain: Math.abs(contrast) * 0.2 });
  return { main: paint(1), second: paint(0.9), dark: paint(1.1), light: paint(0.95) };
}

const within = (level: number): number => Math.min(240, Math.max(12, level));

export const looks: Readonly<Record<LookName, (wear: Wardrobe) => Look>> = {
  person: ({ main, second, dark, light }) => {
    return (cutout, { x, y, height: h, travelled, heading }) => {
      const swing = Math.sin((travelled / (0.42 * h)) * Math.PI);
      const [hip, shoulder] = [y - 0.5 * h, y - 0.8 * h];
      for (const side of [-1, 1]) {
        const knee = x + side * swing * 0.11 * h + heading * 0.02 * h;
        const foot = x + side * swing * 0.2 * h;
        const lift =
          Math.max(0, side * Math.cos((travelled / (0.42 * h)) * Math.PI)) * Math.min(1, travelled) * 0.04 * h;
        cutout.limb(x, hip, knee, y - 0.26 * h, 0.055 * h, second);
        cutout.limb(knee, y - 0.26 * h, foot, y - 0.04 * h - lift, 0.045 * h, second);
        cutout.limb(foot, y - 0.03 * h - lift, foot + heading * 0.06 * h, y - 0.03 * h - lift, 0.03 * h, dark);
        if (side === -1) {
          cutout.limb(x, shoulder + 0.03 * h, x, hip, 0.1 * h, main);
          cutout.disc(x + heading * 0.01 * h, y - 0.92 * h, 0.065 * h, 0.08 * h, light);
          cutout.disc(x - heading * 0.01 * h, y - 0.95 * h, 0.062 * h, 0.055 * h, dark);
        }
        const elbow = x - side * swing * 0.09 * h;
        const hand = x - side * swing * 0.17 * h + heading * 0.05 * h;
        const sleeve = { ...main, level: main.level * 0.88 };
        cutout.limb(x, shoulder + 0.02 * h, elbow, y - 0.63 * h, 0.04 * h, sleeve);
        cutout.limb(elbow, y - 0.63 * h, hand, y - 0.47 * h, 0.033 * h, sleeve);
      }
    };
  },
  car: ({ main, second, dark, light }) => {
    return (cutout, { x, y, height: h, travelled, heading }) => {
      cutout.plate(x - 0.75 * h, y - h, x + 0.7 * h, y - 0.45 * h, 0.3 * h, main);
      cutout.plate(x - 1.5 * h, y - 0.66 * h, x + 1.5 * h, y - 0.16 * h, 0.18 * h, main);
      cutout.plate(x - 0.62 * h, y - 0.9 * h, x - 0.05 * h, y - 0.64 * h, 0.08 * h, dark);
      cutout.plate(x + 0.05 * h, y - 0.9 * h, x + 0.56 * h, y - 0.64 * h, 0.08 * h, dark);
      cutout.plate(x - 1.45 * h, y - 0.3 * h, x + 1.45 * h, y - 0.2 * h, 0.04 * h, second);
      cutout.disc(x + heading * 1.4 * h, y - 0.5 * h, 0.08 * h, 0.06 * h, light);
      wheels(cutout, [x - 0.9 * h, x + 0.9 * h], y, 0.22 * h, travelled, { dark, light });
    };
  },
  van: ({ main, second, dark, light }) => {
    return (cutout, { x, y, height: h, travelled, heading }) => {
      cutout.plate(x - 1.1 * h, y - h, x + 1.1 * h, y - 0.14 * h, 0.08 * h, main);
      cutout.plate(
        x + heading * 0.85 * h - 0.2 * h,
        y - 0.9 * h,
        x + heading * 0.85 * h + 0.2 * h,
        y - 0.55 * h,
        0.05 * h,
        dark,
      );
      cutout.plate(x - 0.7 * h, y - 0.75 * h, x + 0.4 * h, y - 0.62 * h, 0.02 * h, second);
      cutout.plate(x - 0.6 * h, y - 0.5 * h, x + 0.1 * h, y - 0.42 * h, 0.02 * h, {
        ...second,
        level: second.level * 0.7,
      });
      wheels(cutout, [x - 0.7 * h, x + 0.7 * h], y, 0.16 * h, travelled, { dark, light });
    };
  },
  dog: ({ main, second, dark }) => {
    return (cutout, { x, y, height: h, travelled, heading }) => {
      const swing = Math.sin((travelled / (0.5 * h)) * Math.PI) * 0.22 * h;
      for (const [at, way] of [
        [-0.5, 1],
        [-0.4, -1],
        [0.4, -1],
        [0.5, 1],
      ] as const) {
        cutout.limb(x + at * h, y - 0.5 * h, x + at * h + way * swing, y - 0.06 * h, 0.07 * h, second);
      }
      cutout.limb(x - 0.5 * h, y - 0.6 * h, x + 0.5 * h, y - 0.6 * h, 0.2 * h, main);
      cutout.limb(x + heading * 0.55 * h, y - 0.7 * h, x + heading * 0.75 * h, y - 0.88 * h, 0.13 * h, main);
      cutout.limb(x + heading * 0.8 * h, y - 0.85 * h, x + heading * 0.98 * h, y - 0.8 * h, 0.08 * h, dark);
      cutout.limb(
        x - heading * 0.6 * h,
        y - 0.65 * h,
        x - heading * 0.85 * h,
        y - 0.9 * h + swing * 0.3,
        0.05 * h,
        main,
      );
    };
  },
  ball: ({ main, dark }) => {
    return (cutout, { x, y, height: h, travelled, heading }) => {
      const turn = (heading * travelled * 2) / h;
      cutout.disc(x, y - h / 2, h / 2, h / 2, main);
      for (const at of [0, 2.1, 4.2]) {
        cutout.disc(
          x + Math.cos(turn + at) * 0.25 * h,
          y - h / 2 + Math.sin(turn + at) * 0.25 * h,
          0.13 * h,
          0.13 * h,
          dark,
        );
      }
    };
  },
};

function wheels(
  cutout: Cutout,
  at: readonly number[],
  y: number,
  radius: number,
  travelled: number,
  { dark, light }: Pick<Wardrobe, 'dark' | 'light'>,
): void {
  const turn = travelled / radius;
  for (const x of at) {
    cutout.disc(x, y - radius, radius, radius, dark);
    cutout.disc(x, y - radius, radius * 0.5, radius * 0.5, light);
    cutout.disc(
      x + Math.cos(turn) * radius * 0.3,
      y - radius + Math.sin(turn) * radius * 0.3,
      radius * 0.2,
      radius * 0.2,
      dark,
    );
  }
}
