import { type LogLine, isWanted } from '../../cli/log-lines';
import { type LogsOptions, showLogs } from '../../cli/logs';
import { showLogLine } from '../../cli/show-log-line';
import { NoSuchJob } from '../../cli/find-job';
import { jobId, jobRecord, screen } from './example-job';

const line = (
  id: string,
  fields: Partial<LogLine['fields']> = {},
  at = Date.parse('2024-01-01T00:00:02Z'),
): LogLine => ({
  ...{ at, id, group: 'tasks', stream: 's' },
  fields: { level: 'INFO', message: `line ${id}`, service: 'framefleet-task', ...fields },
});

/** A stage whose job has ended at the second look, and whose lines grow with each. */
function stageOf(...looks: LogLine[][]) {
  let [asked, read] = [0, 0];
  const readJob = () => Promise.resolve(jobRecord({ state: (asked += 1) > 2 ? 'SUCCEEDED' : 'RUNNING' }));
  return {
    title: 'stage dev',
    jobs: { readJob, findJobs: () => Promise.resolve([]) },
    readLines: () => Promise.resolve(looks[Math.min(read++, looks.length - 1)] ?? []),
    pause: () => Promise.resolve(),
  };
}
const usual: LogsOptions = { json: false, follow: false };
const signal = new AbortController().signal;

test('a line tells when, who, which attempt, and the figures that stand nowhere else', () => {
  const fields = { task: 'fused', segment: 3, attempt: 2, jobId, frames: 250 };
  expect(showLogLine(line('1', fields))).toBe('00:00:02.000 INFO  segment 3 fused #2: line 1 {"frames":250}');
  expect(showLogLine(line('1', { service: 'framefleet-probe' }))).toBe('00:00:02.000 INFO  probe: line 1');
});

test('segment, task and attempt choose; a function is a task by its name', () => {
  const lines = [line('1', { segment: 0, task: 'fused', attempt: 1 }), line('2', { service: 'framefleet-probe' })];
  const chosen = (wanted: object) => lines.filter((one) => isWanted(one, wanted)).map(({ id }) => id);
  expect([chosen({ segment: 0 }), chosen({ task: 'probe' }), chosen({ attempt: 2 }), chosen({})]).toEqual([
    ...[['1'], ['2'], []],
    ['1', '2'],
  ]);
});

test('following prints each line once, and ends when the job has ended and nothing is late any more', async () => {
  const on = screen();
  const stage = stageOf([line('1')], [line('1'), line('2')], [line('2')], [line('2'), line('3')]);
  expect(await showLogs(jobId, stage, { ...usual, follow: true }, on, signal)).toBe(0);
  expect(on.out().match(/line \d/g)).toEqual(['line 1', 'line 2', 'line 3']);
});

test('as JSON a line is what was written, and where', async () => {
  const on = screen();
  await showLogs(jobId, stageOf([line('1', { frames: 2 })]), { ...usual, json: true }, on, signal);
  expect(JSON.parse(on.out())).toMatchObject({ message: 'line 1', frames: 2, logGroup: 'tasks', logStream: 's' });
});

test('no lines are said to be none; no job is no job', async () => {
  const on = screen();
  expect(await showLogs(jobId, stageOf([]), usual, on, signal)).toBe(0);
  expect(on.err()).toMatch(/no log of job a1b2/);
  const none = {
    ...stageOf([]),
    jobs: { readJob: () => Promise.resolve(undefined), findJobs: () => Promise.resolve([]) },
  };
  await expect(showLogs(jobId, none, usual, on, signal)).rejects.toThrow(NoSuchJob);
});
