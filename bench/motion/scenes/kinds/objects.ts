import type { Random } from '../random';
import type { LookName } from '../scene';
import { type Cast, type Composition, type Stage, laneOf, person, regionOf, traffic, usualPlot } from '../stage';

type Kind = (stage: Stage) => Composition;

/** Objects of one sort that cross an ordinary region. */
const crossing = (
  cast: (random: Random) => Cast,
  speed: readonly [number, number],
  more: Partial<Composition> = {},
): Kind => {
  return (stage) => {
    const plot = usualPlot(stage);
    return { actors: traffic(stage, plot, { cast, speed }), regions: [regionOf(stage, plot)], ...more };
  };
};

const sized =
  (height: Readonly<Record<'person' | 'car' | 'dog' | 'ball', readonly [number, number]>>) =>
  (random: Random): Cast => {
    const look = random.pick<keyof typeof height & LookName>(['person', 'person', 'car', 'dog', 'ball']);
    return { look, height: random.between(...height[look]) };
  };

/** Sizes, speeds, contrasts, and how well they can be seen. */
export const objectKinds: Readonly<Record<string, Kind>> = {
  people: crossing(person(60, 100), [80, 140]),
  'large objects': (stage) => {
    const look = stage.random.pick(['person', 'car', 'van'] as const);
    const [low, high] = ({ person: [190, 240], car: [85, 110], van: [120, 160] } as const)[look];
    const cast = (random: Random): Cast => ({ look, height: random.between(low, high) });
    const plot = { left: 0, top: 0, right: stage.width, bottom: stage.height - 5 };
    return { actors: traffic(stage, plot, { cast, speed: [230, 330] }) };
  },
  'small objects': crossing(sized({ person: [22, 32], car: [10, 14], dog: [13, 18], ball: [10, 15] }), [60, 110]),
  'tiny objects': crossing(sized({ person: [17, 20], car: [7, 8], dog: [10, 12], ball: [10, 11] }), [60, 100]),
  'fast objects': crossing(sized({ person: [60, 80], car: [30, 45], dog: [30, 40], ball: [18, 28] }), [450, 700]),
  'slow object': (stage) => {
    const { random, width, height } = stage;
    const cast: Cast = random.chance(0.5)
      ? { look: 'dog', height: random.between(14, 22) }
      : { look: 'car', height: random.between(9, 13) };
    // Half a percent of the width a second: it must be seen coming and going within the clip.
    const speed = width * 0.005;
    const left = width * random.between(0.3, 0.6);
    const plot = { left, top: height * 0.35, right: left + random.between(18, 26), bottom: height * 0.95 };
    const lane = laneOf(random, plot, cast);
    const from = left - cast.height * 1.5 - speed * random.between(3, 6);
    const path = [
      { time: 0, x: from, y: lane },
      { time: 40, x: from + 40 * speed, y: lane },
    ];
    return { seconds: 30, actors: [{ ...cast, path }], regions: [regionOf(stage, plot, 'strip', 0)] };
  },
  'low contrast': (stage) => {
    const plot = usualPlot(stage);
    const cast = (random: Random): Cast => ({
      ...person(70, 110)(random),
      contrast: random.between(8, 12) * (random.chance(0.5) ? 1 : -1),
    });
    const actors = traffic(stage, plot, { cast, speed: [80, 130] });
    return { ground: 'hall', noise: stage.random.between(0.8, 1.6), crf: 23, actors, regions: [regionOf(stage, plot)] };
  },
  'strong noise': (stage) => ({ ...crossing(person(60, 100), [80, 140])(stage), noise: stage.random.between(10, 14) }),
  'strong compression': crossing(person(60, 100), [80, 140], { crf: 38 }),
  empty: () => ({ actors: [] }),
  'empty, strong noise': ({ random }) => ({ actors: [], noise: random.between(10, 14) }),
  'empty, strong compression': () => ({ actors: [], crf: 38 }),
};
