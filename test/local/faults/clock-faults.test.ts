import { jumpingClock } from '../../../local/faults/clock-faults';
import { Injections } from '../../../local/faults/injections';
import type { Clock } from '../../../local/step-functions/states/clock';

const standing: Clock = { now: () => new Date(0), sleep: () => Promise.resolve() };
const hour = 3600_000;

function watch(seed: number): { times: number[]; injections: Injections } {
  const injections = new Injections(seed);
  const clock = jumpingClock(standing, { jumpsMs: [hour, -2 * hour] }, injections);
  return { times: Array.from({ length: 100 }, () => clock.now().getTime()), injections };
}

test('it jumps by each amount once, in their order, at moments of the seed', () => {
  const { times, injections } = watch(1);
  expect([...new Set(times)]).toEqual([0, hour, -hour]);
  expect(times).toEqual(watch(1).times);
  expect(times).not.toEqual(watch(2).times);
  expect(injections.injected.map(({ what }) => what)).toEqual(['3600000 ms', '-7200000 ms']);
});
