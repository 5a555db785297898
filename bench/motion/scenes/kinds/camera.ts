import { Mask } from '../../../../pipeline/region';
import { clockWidth } from '../effects/clock';
import type { Effect, Scene } from '../scene';
import { type Composition, type Stage, person, regionOf, traffic, usualPlot } from '../stage';

type Kind = (stage: Stage) => Composition;

const filmed = (effects: (stage: Stage) => Effect[], more: Partial<Scene> = {}): Kind => {
  return (stage) => {
    const plot = usualPlot(stage);
    const actors = traffic(stage, plot, { cast: person(60, 100), speed: [80, 140] });
    return { actors, regions: [regionOf(stage, plot)], effects: effects(stage), ...more };
  };
};
const empty =
  (effects: (stage: Stage) => Effect[]): Kind =>
  (stage) => ({
    actors: [],
    regions: [regionOf(stage, usualPlot(stage))],
    effects: effects(stage),
  });

const jitter = ({ random }: Stage): Effect[] => [{ effect: 'jitter', pixels: random.between(1, 4) }];
const sway = ({ random }: Stage): Effect[] => [
  { effect: 'sway', pixels: random.between(3, 8), seconds: random.between(3, 8) },
];
const drift = ({ random }: Stage): Effect[] => {
  const turn = random.between(0, 2 * Math.PI);
  return [{ effect: 'drift', x: 10 * Math.cos(turn), y: 10 * Math.sin(turn) }];
};
const none = (): Effect[] => [];
const rate = (numerator: number, denominator = 1): Partial<Scene> => ({ frameRate: { numerator, denominator } });

/** Cameras that move, count frames otherwise, have another shape or write into their picture. */
export const cameraKinds: Readonly<Record<string, Kind>> = {
  'shaking camera': filmed(jitter),
  'swaying camera': filmed(sway),
  'drifting camera': filmed(drift),
  'empty, shaking camera': empty(jitter),
  'empty, swaying camera': empty(sway),
  'empty, drifting camera': empty(drift),
  '10 fps': filmed(none, rate(10)),
  '29.97 fps': filmed(none, rate(30_000, 1001)),
  '60 fps': filmed(none, { ...rate(60), seconds: 20 }),
  'variable frame rate': filmed(none, { dropsFrames: true }),
  portrait: (stage) => filmed(none, { width: 360, height: 640 })({ ...stage, width: 360, height: 640 }),
  '4:3': (stage) => filmed(none, { width: 480, height: 360 })({ ...stage, width: 480, height: 360 }),
  clock: (stage) => {
    const { random, width, height } = stage;
    const size = random.between(16, 24);
    const [x, y] = [random.pick([8, width - clockWidth * size - 8]), random.pick([8, height - size - 8])];
    const [left, top] = [Math.max(0, x - 6) / width, Math.max(0, y - 6) / height];
    const [right, bottom] = [Math.min(1, (x + clockWidth * size + 6) / width), Math.min(1, (y + size + 6) / height)];
    const mask = Mask.parse({
      name: 'clock',
      polygon: [
        [left, top],
        [right, top],
        [right, bottom],
        [left, bottom],
      ],
    });
    const plot = { left: 0, top: height * 0.3, right: width, bottom: height - 4 };
    const actors = traffic(stage, plot, { cast: person(60, 100), speed: [140, 200] });
    return { actors, masks: [mask], effects: [{ effect: 'clock', x, y, height: size }] };
  },
};
