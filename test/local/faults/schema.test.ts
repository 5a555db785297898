import { Faults, type GivenFaults } from '../../../local/faults/schema';

const complaints = (faults: unknown): string[] => {
  const { error } = Faults.safeParse(faults);
  return error ? error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) : [];
};

test('nothing is wrong unless it is asked for', () => {
  expect(Faults.parse({})).toEqual({ seed: 1, tasks: [] });
  expect(Faults.parse({ s3: {}, events: {} })).toMatchObject({
    s3: { slowDown: 0, internalError: 0, cut: 0, stall: 0, stalls: 1, lostAnswer: 0, latencyMs: 0 },
    events: { duplicates: 0, reorder: false, delayMs: 200 },
  });
});

test.each([
  [{ s3: { slow: 0.1 } }, 's3: Unrecognized key: "slow"'],
  [{ disk: {} }, ': Unrecognized key: "disk"'],
  [{ s3: { slowDown: 2 } }, 's3.slowDown: Too big: expected number to be <=1'],
  [{ tasks: [{ task: 0, how: 'kill' }] }, 'tasks.0: give "request" or "at", one of them'],
  [{ tasks: [{ task: 0, request: 1, at: 0.5, how: 'kill' }] }, 'tasks.0: give "request" or "at", one of them'],
  [{ tasks: [{ task: 0, request: 1, how: 'hang' }] }, 'tasks.0.how: Invalid option: expected one of "kill"|"spot"'],
  [{ runTask: { noCapacity: { only: 'any' } } }, 'runTask.noCapacity.only: Invalid input: expected "spot"'],
])('%j is refused by name', (faults, complaint) => expect(complaints(faults)).toEqual([complaint]));

test('what is written may be handed on', () => {
  const faults: GivenFaults = { seed: 3, clock: { jumpsMs: [-3600_000] } };
  expect(Faults.parse(Faults.parse(faults))).toEqual({ ...faults, tasks: [] });
});
