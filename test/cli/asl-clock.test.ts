import { LeapingClock } from '../../cli/asl-clock';

const hour = 3_600_000;
const never = new AbortController().signal;

test('a sleep passes at once, and the clock shows that it did', async () => {
  const clock = new LeapingClock();
  const before = clock.now().getTime();
  await clock.sleep(hour, never);
  const slept = clock.now().getTime() - before;
  expect(slept).toBeGreaterThanOrEqual(hour);
  // Far less than another hour: what has passed beside is the time this test takes.
  expect(slept).toBeLessThan(1.5 * hour);
});

test('those who sleep side by side wake in order, and their times don’t add up', async () => {
  const clock = new LeapingClock();
  const before = clock.now().getTime();
  const woken: string[] = [];
  const sleep = (name: string, hours: number) => clock.sleep(hours * hour, never).then(() => woken.push(name));
  await Promise.all([sleep('long', 3), sleep('short', 1), sleep('middle', 2).then(() => sleep('late', 0.5))]);
  expect(woken).toEqual(['short', 'middle', 'late', 'long']);
  expect(clock.now().getTime() - before).toBeLessThan(3.5 * hour);
});

test('a sleep that isn’t wanted any more rejects with the reason', async () => {
  const clock = new LeapingClock();
  const stop = new AbortController();
  const asleep = clock.sleep(hour, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(asleep).rejects.toThrow('stopped');
  await expect(clock.sleep(hour, stop.signal)).rejects.toThrow('stopped');
});
