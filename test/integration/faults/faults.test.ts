import { join } from 'node:path';
import { eachConcurrently } from '../../../pipeline/concurrently';
import { temporaryFolder } from '../../tools';
import { thorough } from '../../thorough';
import { twoSquaresClip } from '../clips';
import { type FaultCase, alone, inPairs } from './cases';
import { kindNames } from './kinds';
import { describeCase, table } from './table';
import { type Tried, tryCase } from './try-case';

// Whatever goes wrong around a job that can go wrong on AWS, its outputs are those of a job around which nothing does.

/** Otherwise every second pair: each kind is tried alone by its unit tests, too. */
const cases = thorough ? [...alone(2), ...inPairs(5)] : inPairs(1).filter((_, number) => number % 2 === 0);
const triedKinds = kindNames.filter((name) => cases.some(({ kinds }) => kinds.includes(name)));
/** Stacks at once: their tasks wait for each other and for their retries more than they work. */
const atOnce = 3;

describe('jobs around which things go wrong', () => {
  const folder = temporaryFolder('all');
  const tried: (readonly [FaultCase, Tried])[] = [];
  let undisturbed: Tried;

  beforeAll(async () => {
    const video = await twoSquaresClip(join(folder(), 'squares.mp4'));
    const job = { video, options: { segmentSeconds: 1, maxConcurrency: 2, crf: 0 } };
    undisturbed = await tryCase({ ...job, faults: {} });
    const results = await eachConcurrently(
      cases,
      atOnce,
      async (one) => [one, await tryCase({ ...job, faults: one.faults })] as const,
    );
    tried.push(...results);
    process.stdout.write(`${table(tried).join('\n')}\n`);
  }, 600_000);

  test('nothing goes wrong when nothing is told to', () => {
    expect(undisturbed).toMatchObject({ state: 'SUCCEEDED', injected: [], complaints: [] });
    expect(undisturbed.outputs.map((one) => one.split(' ')[0])).toEqual(['gray', 'motion', 'motionFrames', 'motionCsv', 'motionChapters']); // prettier-ignore
  });

  test('all end well, with the very same outputs, and leave nothing behind', () => {
    const bad = tried.filter(
      ([, { state, outputs, complaints }]) =>
        state !== 'SUCCEEDED' || complaints.length > 0 || outputs.join() !== undisturbed.outputs.join(),
    );
    expect(bad.map(describeCase)).toEqual([]);
  });

  test.each(triedKinds)('%s did go wrong', (name) => {
    const own = tried.filter(([one]) => one.kinds.includes(name));
    expect(own.flatMap(([, { injected }]) => injected)).not.toEqual([]);
  });

  test('there were enough of them', () => {
    // A slow answer is no fault to be counted.
    const all = tried.flatMap(([, { injected }]) => injected).filter(({ kind }) => kind !== 's3.latency');
    expect(all.length).toBeGreaterThan(thorough ? 400 : 30);
  });
});
