import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ErrorName } from '../../../pipeline/errors';
import { Workbench } from '../exactness/process';
import { childrenOf } from '../processes';
import { type Case, type Outcome, casesOf, tryCase } from './try';
import { victims } from './victims';
import { thorough } from '../../thorough';

/** Harmed files that are tried, each in a way of its own. */
const all = casesOf(thorough ? 3 : 1);
/** Otherwise every fourth one, and the first of each kind of damage. */
const cases = all.filter(
  ({ damage }, number) => thorough || number % 4 === 0 || all.findIndex((one) => one.damage === damage) === number,
);
/** As many processors as the smallest machine that runs the tests has. */
const lanes = 2;

/** A file that is harmed is as good as its frames, or refused: nothing in between. */
describe('a file that came to harm', () => {
  let bench: Workbench;
  /** Jest has children of its own. */
  const before = childrenOf(process.pid);
  const results = new Map<Case, Promise<Outcome>>();
  beforeAll(async () => {
    bench = await Workbench.open();
    const whole = new Map<string, string>();
    for (const { file, make } of victims) whole.set(file, await make(join(bench.folder, file)));
    const waiting = Array.from({ length: lanes }, () => Promise.resolve());
    for (const [number, one] of cases.entries()) {
      const result = (waiting[number % lanes] ?? Promise.resolve()).then(() =>
        tryCase(bench, one, whole.get(one.victim.file) ?? ''),
      );
      results.set(one, result);
      waiting[number % lanes] = result.then(
        () => undefined,
        () => undefined,
      );
    }
  });
  afterAll(() => bench.close());

  test.each(cases.map((one) => [one.seed, one.victim.name, one.damage.name, one] as const))(
    '%d: %s, %s',
    async (_, __, ___, one) => {
      const outcome = await results.get(one);
      if (outcome?.kind === 'succeeded') expect(outcome.differences).toEqual([]);
      else expectTold(outcome?.error, one);
    },
    120_000,
  );

  /** A name that is ours, and words that say where. */
  function expectTold(error: (Outcome & { kind: 'refused' })['error'] | undefined, { seed, victim }: Case): void {
    expect(ErrorName.options).toContain(error?.name);
    expect(error?.name).not.toBe('TaskCrashed');
    expect(error?.message).toMatch(new RegExp(`"${seed}-${victim.file}"|[Ss]egment \\d|[Jj]oin`));
  }

  test('every second one or more comes through, and every kind of damage did', async () => {
    const outcomes = await Promise.all(cases.map(async (one) => ({ one, outcome: await results.get(one) })));
    const succeeded = outcomes.filter(({ outcome }) => outcome?.kind === 'succeeded');
    expect(succeeded.length).toBeGreaterThan(cases.length / 2);
    expect(new Set(outcomes.map(({ one }) => one.damage)).size).toBe(
      new Set(victims.flatMap(({ damages }) => damages)).size,
    );
  });

  test('nothing is left behind: no process, no file', async () => {
    await Promise.all(results.values());
    expect(childrenOf(process.pid)).toEqual(before);
    expect((await readdir(bench.folder)).sort()).toEqual(victims.map(({ file }) => file).sort());
  });
});
