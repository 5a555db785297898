import { cameraKinds } from './kinds/camera';
import { lightKinds } from './kinds/light';
import { objectKinds } from './kinds/objects';
import { presenceKinds } from './kinds/presence';
import { weatherKinds } from './kinds/weather';
import { seeded } from './random';
import type { Scene } from './scene';

const kinds = { ...objectKinds, ...presenceKinds, ...lightKinds, ...weatherKinds, ...cameraKinds };

export const kindNames: readonly string[] = Object.keys(kinds);

/** Each kind with each seed, the seeds of a kind next to each other. */
export function scenes(seeds: readonly number[], names: readonly string[] = kindNames): Scene[] {
  return names.flatMap((kind) => seeds.map((seed) => composeScene(kind, seed)));
}

function composeScene(kind: string, seed: number): Scene {
  const compose = kinds[kind];
  if (!compose) throw new RangeError(`There is no kind of scene "${kind}"; there are: ${kindNames.join(', ')}`);
  const random = seeded(kind, seed);
  const usual = {
    ...{ kind, seed, width: 640, height: 360, frameRate: { numerator: 25, denominator: 1 }, seconds: 25 },
    ...{ noise: random.between(1, 2.5), crf: random.whole(23, 30), dropsFrames: false },
    ground: random.pick(['street', 'yard', 'hall'] as const),
    ...{ effects: [], regions: [], masks: [], motion: {} },
  };
  const { width, height, seconds } = usual;
  return { ...usual, ...compose({ random, seed, width, height, seconds }) };
}

/** A clip's name without its ending. */
export const fileNameOf = ({ kind, seed }: Scene): string =>
  `${kind.replaceAll(/[^a-z\d]+/gi, '-').toLowerCase()}-${seed}`;
