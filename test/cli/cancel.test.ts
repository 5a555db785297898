import { type Cancellable, cancel } from '../../cli/cancel';
import type { JobRecord } from '../../pipeline/job';
import { jobId, jobRecord, screen, segmentRecord, execution } from './example-job';

/** A stage with one job, whose execution has ended. */
function stageOf(record: JobRecord, left = 0): Cancellable {
  let [now, objects] = [record, left];
  return {
    title: 'stage dev',
    jobs: {
      readJob: () => Promise.resolve(now),
      findJobs: () => Promise.resolve([]),
      settle: (_, __, { state }) => Promise.resolve(Boolean((now = { ...now, state }))),
    },
    executions: { describe: () => Promise.resolve(execution('ABORTED')), stop: () => Promise.resolve() },
    clear: () => Promise.resolve({ objects: objects, uploads: (objects = 0) }),
  };
}
const never = new AbortController().signal;

test('says how much was removed, and as JSON', async () => {
  const [words, json] = [screen(), screen()];
  expect(await cancel(jobId, stageOf(jobRecord(), 12), { json: false }, words, never)).toBe(0);
  expect(words.out()).toBe(`CANCELLED: ${jobId}, 12 objects removed\n`);
  expect(await cancel(jobId, stageOf(jobRecord(), 12), { json: true }, json, never)).toBe(0);
  expect(JSON.parse(json.out())).toEqual({ jobId, state: 'CANCELLED', removed: 12, silent: [] });
});

test.each([
  ['CANCELLED', 0, /was so already at 2024-.*, nothing was left/],
  ['SUCCEEDED', 1, /had ended already at 2024-.*There is nothing to cancel/],
  ['FAILED', 1, /had ended already/],
] as const)('a job that is %s: exit code %i', async (state, code, words) => {
  const on = screen();
  const record = jobRecord({ state, finishedAt: '2024-01-01T00:00:09.000Z' });
  expect(await cancel(jobId, stageOf(record), { json: false }, on, never)).toBe(code);
  expect(on.out()).toMatch(words);
});

test('interrupted while it waits: says what remains', async () => {
  const stop = new AbortController();
  const on = screen();
  const segments = [segmentRecord(0, { state: 'RUNNING' })];
  const cancelling = cancel(jobId, stageOf(jobRecord({ segments })), { json: false }, on, stop.signal);
  stop.abort();
  expect(await cancelling).toBe(130);
  expect(on.err()).toMatch(new RegExp(`Interrupted: .* still to be removed: framefleet cancel ${jobId} goes on`));
});
