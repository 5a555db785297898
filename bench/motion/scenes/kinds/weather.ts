import type { Effect } from '../scene';
import {
  type Composition,
  type Plot,
  type Stage,
  laneOf,
  person,
  regionOf,
  through,
  traffic,
  usualPlot,
} from '../stage';

type Kind = (stage: Stage) => Composition;
type Effects = (stage: Stage, plot: Plot) => Effect[];

const withPeople = (effects: Effects): Kind => {
  return (stage) => {
    const plot = usualPlot(stage);
    const actors = traffic(stage, plot, { cast: person(60, 100), speed: [80, 140] });
    return { actors, regions: [regionOf(stage, plot)], effects: effects(stage, plot) };
  };
};
const without = (effects: Effects): Kind => {
  return (stage) => {
    const plot = usualPlot(stage);
    return { actors: [], regions: [regionOf(stage, plot)], effects: effects(stage, plot) };
  };
};

const raining: Effects = ({ random }) => [
  {
    effect: 'rain',
    streaks: random.whole(60, 160),
    levels: random.between(14, 28),
    slant: random.between(-0.25, 0.25),
  },
];
const snowing: Effects = ({ random }) => [
  { effect: 'snow', flakes: random.whole(90, 200), levels: random.between(25, 55), speed: random.between(50, 110) },
];
/** Out of focus across the picture, once in a while. */
const insects: Effects = ({ random, width, height, seconds }) => {
  return Array.from({ length: random.whole(2, 4) }, (_, index): Effect => {
    const time = 1 + ((seconds - 3) / 4) * (index + random.between(0, 0.8));
    const radius = random.between(28, 60);
    const [from, to] = random.chance(0.5) ? [-90, width + 90] : [width + 90, -90];
    const path = [
      { time, x: from, y: height * random.between(0.1, 0.9) },
      { time: time + random.between(0.4, 1.2), x: to, y: height * random.between(0.1, 0.9) },
    ];
    return { effect: 'blob', path, radius, blur: radius * random.between(0.5, 0.9), depth: random.between(0.15, 0.35) };
  });
};
/** Falls on the lens, hangs there for a while and runs down. */
const drops: Effects = ({ random, width, height }) => {
  return Array.from({ length: 2 }, (_, index): Effect => {
    const time = 2 + 10 * index + random.between(0, 4);
    const [x, y] = [width * random.between(0.2, 0.8), height * random.between(0.25, 0.7)];
    const radius = random.between(30, 70);
    const hangs = time + random.between(3, 7);
    const path = [
      { time, x, y },
      { time: hangs, x, y: y + 6 },
      { time: hangs + 1.5, x: x + 8, y: height + 140 },
    ];
    const bright = random.chance(0.5);
    return { effect: 'blob', path, radius, blur: radius * 0.7, depth: random.between(0.1, 0.25) * (bright ? -1 : 1) };
  });
};
const leafy = (place: (stage: Stage, plot: Plot) => { x: number; y: number }): Effects => {
  return (stage, plot) => {
    const { random } = stage;
    const { x, y } = place(stage, plot);
    return [{ effect: 'foliage', x, y, radius: random.between(55, 90), pixels: random.between(2, 5) }];
  };
};
const aside = leafy(({ random, height }, { left }) => ({
  x: left - random.between(80, 110),
  y: height * random.between(0.3, 0.5),
}));
const amidst = leafy(({ random }, { left, right, top }) => ({
  x: left + (right - left) * random.between(0.3, 0.7),
  y: top + random.between(20, 70),
}));
const waves: Effects = ({ random, height }, { top }) => [
  { effect: 'water', top: top - 10, bottom: top + height * random.between(0.18, 0.3), levels: random.between(20, 40) },
];

/** What falls, flies, flows and sways without being meant. */
export const weatherKinds: Readonly<Record<string, Kind>> = {
  rain: withPeople(raining),
  snow: withPeople(snowing),
  insects: withPeople(insects),
  'drops on the lens': withPeople(drops),
  'foliage outside': withPeople(aside),
  'foliage inside': withPeople(amidst),
  water: withPeople(waves),
  'empty, rain': without(raining),
  'empty, snow': without(snowing),
  'empty, insects': without(insects),
  'empty, drops on the lens': without(drops),
  'empty, foliage': without(amidst),
  'empty, water': without(waves),
  'blip in a gap': (stage) => {
    const { random, width } = stage;
    const plot = usualPlot(stage);
    const [first, second] = [person(70, 100)(random), person(70, 100)(random)];
    const [speed, pause] = [random.between(100, 140), random.between(3.2, 3.8)];
    const time = random.between(2, 4);
    const gone = time + (plot.right - plot.left + first.height * 0.5) / speed;
    const blip = gone + pause / 2 - 0.15;
    const x = (plot.left + plot.right) / 2;
    return {
      actors: [
        through(stage, plot, first, time, speed, laneOf(random, plot, first)),
        through(stage, plot, second, gone + pause, -speed, laneOf(random, plot, second)),
      ],
      regions: [regionOf(stage, plot, 'ground', 0.005)],
      // Something flies past close to the lens: seen for 0.3 s, not what the region is watched for.
      effects: [
        {
          effect: 'blob',
          path: [
            { time: blip, x: x - width * 0.12, y: plot.top + 60 },
            { time: blip + 0.3, x: x + width * 0.12, y: plot.bottom - 60 },
          ],
          ...{ radius: 26, blur: 18, depth: random.between(0.3, 0.45) },
        },
      ],
    };
  },
};
