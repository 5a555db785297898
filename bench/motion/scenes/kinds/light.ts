import type { Random } from '../random';
import type { Actor, Effect, ToneStep } from '../scene';
import {
  type Composition,
  type Plot,
  type Stage,
  halfWidthOf,
  laneOf,
  person,
  regionOf,
  through,
  traffic,
  usualPlot,
} from '../stage';

type Kind = (stage: Stage) => Composition;

const lit = (effects: (stage: Stage, plot: Plot) => Effect[], more: Partial<Composition> = {}): Kind => {
  return (stage) => {
    const plot = usualPlot(stage);
    const actors = traffic(stage, plot, { cast: person(60, 100), speed: [85, 140] });
    return { actors, regions: [regionOf(stage, plot)], effects: effects(stage, plot), ...more };
  };
};

const plain: Omit<ToneStep, 'time'> = { gain: 1, offset: 0, noise: 1 };

/** From one state to another at some times, each change within `seconds`. */
function stepped(times: readonly number[], seconds: number, states: readonly Partial<ToneStep>[]): Effect {
  const state = (index: number) => ({ ...plain, ...states[index % states.length] });
  const steps = times.flatMap((time, index) => [
    { ...state(index), time },
    { ...state(index + 1), time: time + seconds },
  ]);
  return { effect: 'tone', steps };
}

const slowLight: (stage: Stage) => Effect[] = ({ random, seconds }) => [
  stepped(
    [random.between(1, 4)],
    seconds - random.between(5, 8),
    random.chance(0.5) ? [{}, { gain: random.between(1.35, 1.6) }] : [{}, { gain: random.between(0.55, 0.7) }],
  ),
];
const lightSwitch: (stage: Stage) => Effect[] = ({ random, seconds }) => {
  const times = [random.between(0.25, 0.4) * seconds, random.between(0.6, 0.8) * seconds];
  const state = random.chance(0.5)
    ? { gain: random.between(1.4, 1.7), offset: 8 }
    : { gain: random.between(0.5, 0.65), offset: -4 };
  return [stepped(times, 0.04, [{}, state])];
};
const mains: (stage: Stage) => Effect[] = ({ random }) => [
  {
    effect: 'flicker',
    hertz: random.between(0.7, 6),
    depth: random.between(0.05, 0.12),
    bands: random.chance(0.5) ? 0 : random.between(0.8, 2.5),
  },
];
const cloudy: (stage: Stage) => Effect[] = ({ random }) => [
  {
    effect: 'clouds',
    x: random.between(25, 80) * (random.chance(0.5) ? 1 : -1),
    y: random.between(-15, 15),
    scale: random.between(2.2, 4),
    depth: random.between(0.1, 0.3),
  },
];
/** A lamp that lights a part of the picture, once or twice. */
const lamp: (stage: Stage) => Effect[] = ({ random, width, height, seconds }) => {
  const place = { x: width * random.between(0.2, 0.8), y: height * random.between(0.1, 0.6) };
  const on = random.between(0.2, 0.4) * seconds;
  const off = random.chance(0.5) ? on + random.between(5, 9) : seconds + 1;
  return [
    {
      effect: 'glow',
      path: [
        { ...place, time: on },
        { ...place, time: off },
      ],
      radius: random.between(150, 320),
      gain: random.between(0.2, 0.6),
      riseSeconds: random.between(0.04, 0.3),
    },
  ];
};

const dark = (gain: number): Effect => ({ effect: 'tone', steps: [{ time: 0, gain, offset: 6, noise: 1 }] });

/** Light that changes, shadows that pass, cameras that adapt. */
export const lightKinds: Readonly<Record<string, Kind>> = {
  'slow light': lit(slowLight),
  'light switch': lit(lightSwitch),
  lamp: lit(lamp),
  flicker: lit(mains),
  clouds: lit(cloudy),
  'empty, slow light': (stage) => ({ actors: [], effects: slowLight(stage) }),
  'empty, light switch': (stage) => ({ actors: [], effects: lightSwitch(stage) }),
  'empty, lamp': (stage) => ({ actors: [], effects: lamp(stage) }),
  'empty, flicker': (stage) => ({ actors: [], effects: mains(stage) }),
  'empty, clouds': (stage) => ({ actors: [], effects: cloudy(stage) }),
  'long shadow': (stage) => {
    const plot = usualPlot(stage);
    const { random, height } = stage;
    const shadow = { x: random.between(-0.8, 0.8), y: random.between(0.7, 1.1), depth: random.between(0.25, 0.4) };
    const cast = (one: Random) => ({ ...person(70, 95)(one), shadow });
    const actors = traffic(stage, plot, { cast, speed: [80, 130] });
    // The region ends beneath the feet: the shadow falls outside.
    const lane = random.between(0.68, 0.78) * height;
    for (const point of actors.flatMap(({ path }) => path)) point.y = lane;
    return { actors, regions: [regionOf(stage, { ...plot, bottom: lane + 4 }, 'ground', 0)] };
  },
  'shadow from outside': (stage) => {
    const { random, height } = stage;
    const plot = { ...usualPlot(stage), top: height * 0.62 };
    const shadow = { x: random.between(-0.6, 0.6), y: random.between(1.3, 1.8), depth: random.between(0.2, 0.35) };
    const outside: Plot = { ...plot, top: height * 0.35, bottom: height * 0.58 };
    const passers = traffic(stage, outside, { cast: (one) => ({ ...person(55, 70)(one), shadow }), speed: [70, 120] });
    const inside = person(60, 80)(random);
    const lane = laneOf(random, plot, inside);
    const one = through(stage, plot, inside, random.between(4, 14), random.between(90, 130), lane);
    return { actors: [...passers, one], regions: [regionOf(stage, plot, 'ground', 0.01)] };
  },
  'night, headlights sweep': (stage) => {
    const { random, width, height } = stage;
    const plot = { left: width * 0.1, top: height * 0.3, right: width * 0.5, bottom: height * 0.95 };
    const actors = traffic(stage, plot, { cast: person(70, 100), speed: [80, 120], first: [2, 10], pause: [6, 12] });
    const sweeps = Array.from({ length: 2 }, (_, index): Effect => {
      const time = 2 + index * 12 + random.between(0, 6);
      const y = height * random.between(0.5, 0.8);
      return {
        effect: 'cone',
        path: [
          { time, x: width + 140, y: y - 40 },
          { time: time + random.between(2, 4), x: width * 0.97, y: y + 50 },
        ],
        ...{
          x: -1,
          y: random.between(-0.1, 0.5),
          length: width * random.between(0.3, 0.42),
          gain: random.between(2, 4),
        },
      };
    });
    const noise = random.between(3, 5);
    return { noise, actors, regions: [regionOf(stage, plot)], effects: [...sweeps, dark(random.between(0.32, 0.45))] };
  },
  'night, car': (stage) => {
    const { random } = stage;
    const plot = usualPlot(stage);
    const cast = (one: Random) => ({ look: 'car' as const, height: one.between(32, 48) });
    const actors = traffic(stage, plot, { cast, speed: [130, 200] });
    const cones = actors.flatMap((actor) => headlights(actor, random.between(60, 110)));
    const noise = random.between(3, 5);
    return { noise, actors, regions: [regionOf(stage, plot)], effects: [...cones, dark(random.between(0.35, 0.5))] };
  },
  infrared: lit(({ random, seconds }) => {
    const night = { gain: random.between(0.5, 0.75), offset: random.between(20, 60), noise: random.between(2, 3) };
    return [
      stepped(
        [random.between(0.3, 0.7) * seconds],
        random.between(0.04, 0.4),
        random.chance(0.5) ? [{}, night] : [night, {}],
      ),
    ];
  }),
  exposure: (stage) => {
    const { random, width, seconds } = stage;
    const plot = { ...usualPlot(stage) };
    const cast = (one: Random) => ({ look: 'van' as const, height: one.between(70, 110), bright: true });
    const actors = traffic(stage, plot, { cast, speed: [130, 180], pause: [4, 6] });
    const [dip, lag] = [random.between(0.72, 0.85), random.between(0.3, 0.8)];
    const steps = actors.flatMap(({ path, look, height }) => {
      const half = halfWidthOf({ look, height });
      const [from, to] = [path[0], path.at(-1)];
      if (!from || !to) return [];
      const full = ((2 * half) / (width + 2 * half)) * (to.time - from.time);
      const state = { ...plain, gain: dip };
      return [
        { ...plain, time: from.time + lag },
        { ...state, time: from.time + full + lag },
        { ...state, time: to.time - full + lag },
        { ...plain, time: to.time + lag },
      ];
    });
    // One may enter before the one ahead of it has left the picture.
    const inOrder = steps.filter(({ time }, index) => steps.slice(0, index).every((earlier) => earlier.time < time));
    const halos = actors.map(({ path, height }): Effect => ({
      ...{ effect: 'glow', radius: height * 1.6, gain: -0.08, riseSeconds: 0.5 },
      path: path.map((point) => ({ ...point, y: point.y - height / 2 })),
    }));
    const effects: Effect[] = [...halos, { effect: 'tone', steps: inOrder.filter(({ time }) => time < seconds + 5) }];
    return { actors, regions: [regionOf(stage, plot)], effects };
  },
};

/** The light on the road before a car, and its lamp. */
function headlights({ path, look, height }: Actor, length: number): Effect[] {
  const way = (path.at(-1)?.x ?? 0) > (path[0]?.x ?? 0) ? 1 : -1;
  const front = path.map(({ time, x, y }) => ({
    time,
    x: x + way * halfWidthOf({ look, height }),
    y: y - 0.45 * height,
  }));
  return [
    { effect: 'cone', path: front, x: way, y: 0.12, length, gain: 2.5 },
    { effect: 'glow', path: front, radius: 12, gain: 4, riseSeconds: 0.1 },
  ];
}
