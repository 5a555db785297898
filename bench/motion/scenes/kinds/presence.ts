import {
  type Composition,
  type Plot,
  type Stage,
  laneOf,
  person,
  regionOf,
  stayOf,
  through,
  traffic,
  usualPlot,
  walk,
} from '../stage';

type Kind = (stage: Stage) => Composition;

/** Comes in from the left, stands within the plot for a while, and leaves on either side. */
function visit(stage: Stage, plot: Plot, time: number, wait: number): Composition['actors'][number] {
  const { random, width } = stage;
  const cast = person(70, 110)(random);
  const y = laneOf(random, plot, cast);
  const x = plot.left + (plot.right - plot.left) * random.between(0.3, 0.7);
  const speed = random.between(100, 140);
  const path = walk(time - (plot.left + 30) / speed, speed, [
    { x: -30, y },
    { x, y, wait },
    { x: random.pick([-40, width + 40]), y },
  ]);
  return { ...cast, path };
}

/** Who is there, for how long, and where. */
export const presenceKinds: Readonly<Record<string, Kind>> = {
  'stop and go': (stage) => {
    const plot = usualPlot(stage);
    const actors = [visit(stage, plot, stage.random.between(2, 4), stage.random.between(4, 10))];
    return { actors, regions: [regionOf(stage, plot)] };
  },
  'stands for 20 s': (stage) => {
    const plot = usualPlot(stage);
    return {
      seconds: 30,
      actors: [visit(stage, plot, stage.random.between(1.5, 2.5), 20)],
      regions: [regionOf(stage, plot)],
    };
  },
  'there from the start': (stage) => {
    const { random } = stage;
    const plot = usualPlot(stage);
    const { path, ...cast } = visit(stage, plot, 0, random.between(5, 9));
    // Without its arrival, and from the first frame on.
    const rest = path.slice(1);
    const begin = rest[0]?.time ?? 0;
    return {
      actors: [{ ...cast, path: rest.map((point) => ({ ...point, time: point.time - begin })) }],
      regions: [regionOf(stage, plot)],
    };
  },
  'two people apart': (stage) => {
    const { random } = stage;
    const plot = usualPlot(stage);
    const [first, second] = [person(70, 100)(random), person(70, 100)(random)];
    const speed = random.between(100, 140);
    const time = random.between(2, 4);
    const next = time + stayOf(plot, first, speed) + random.between(2.5, 3.2);
    return {
      actors: [
        through(stage, plot, first, time, speed, laneOf(random, plot, first)),
        through(stage, plot, second, next, speed * random.pick([1, -1]), laneOf(random, plot, second)),
      ],
      regions: [regionOf(stage, plot, 'ground', 0)],
    };
  },
  'fills its region': (stage) => {
    const { random, width, height } = stage;
    const [w, h] = [random.between(70, 100), random.between(60, 85)];
    const left = width * random.between(0.25, 0.65);
    const top = height * random.between(0.4, 0.6);
    const plot = { left, top, right: left + w, bottom: top + h };
    const cast = () => ({ look: 'van' as const, height: h * random.between(1.15, 1.5) });
    const actors = traffic(stage, plot, { cast, speed: [80, 130] });
    for (const { path, height: tall } of actors) for (const point of path) point.y = plot.bottom + tall * 0.15;
    return { actors, regions: [regionOf(stage, plot, 'gate', 0.003)] };
  },
  'edge of the picture': (stage) => {
    const { random, width, height } = stage;
    const [left, right] = random.pick([
      [0, 0.22],
      [0.78, 1],
    ] as const);
    const plot = { left: left * width, top: height * random.between(0.3, 0.45), right: right * width, bottom: height };
    const actors = traffic(stage, plot, { cast: person(60, 100), speed: [50, 80] });
    return { actors, regions: [regionOf(stage, plot, 'edge', 0)] };
  },
  'two regions': (stage) => {
    const { random, width, height } = stage;
    const [top, bottom] = [height * 0.36, height * 0.95];
    const near = { left: width * 0.06, top, right: width * random.between(0.26, 0.32), bottom };
    const far = { left: width * random.between(0.62, 0.7), top, right: width * 0.94, bottom };
    const actors = [near, far].flatMap((plot, index) => {
      const first: [number, number] = index === 0 ? [2, 3] : [7, 9];
      const list = traffic(stage, plot, { cast: person(60, 95), speed: [50, 80], first, pause: [5, 9] });
      // Each turns back within its own half of the picture.
      const x = random.between(0.44, 0.55) * width;
      return list.map(({ path, ...cast }) => {
        const y = path[0]?.y ?? bottom;
        const speed = random.between(60, 90);
        const outer = index === 0 ? -40 : width + 40;
        return {
          ...cast,
          path: walk(path[0]?.time ?? 0, speed, [
            { x: outer, y },
            { x, y },
          ]),
        };
      });
    });
    return { actors, regions: [regionOf(stage, near, 'left', 0.005), regionOf(stage, far, 'right', 0.005)] };
  },
};
