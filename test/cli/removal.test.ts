import { PassThrough } from 'node:stream';
import { removeJobs } from '../../cli/removal';
import type { JobRecord, JobState } from '../../pipeline/job';
import { jobId, jobRecord, screen } from './example-job';

const never = new AbortController().signal;
const options = { yes: true, keepRecord: false, json: false };

function stageOf(state: JobState = 'SUCCEEDED') {
  let record: JobRecord | undefined = jobRecord({ state });
  const calls: string[] = [];
  return {
    calls,
    title: 'stage dev',
    jobs: {
      readJob: (id: string) => Promise.resolve(id === jobId ? record : undefined),
      findJobs: () => Promise.resolve([]),
      removeJob: () => {
        calls.push('removeJob');
        const isThere = record !== undefined;
        record = undefined;
        return Promise.resolve(isThere);
      },
    },
    clear: () => {
      calls.push('clear');
      return Promise.resolve({ objects: 7, uploads: 1 });
    },
  };
}

/** A terminal on which somebody types. */
function terminalOf(typed?: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: typed !== undefined });
  if (typed !== undefined) stdin.write(typed);
  const on = screen();
  const stderr = Object.assign(new PassThrough(), { write: on.stderr.write });
  // What a pipe lacks of a terminal, nobody asks for.
  return { on, terminal: { stdin, stdout: on.stdout, stderr } as unknown as Parameters<typeof removeJobs>[3] };
}

test('objects first, the record last, and what it was', async () => {
  const [stage, { on, terminal }] = [stageOf(), terminalOf()];
  expect(await removeJobs([jobId, jobId], stage, options, terminal, never)).toBe(0);
  expect(stage.calls).toEqual(['clear', 'removeJob']);
  expect(on.out()).toBe('Removed of gate.mp4 (a1b2c3d4): 7 objects, 1 unfinished upload, the record\n');
  await expect(removeJobs([jobId], stage, options, terminal, never)).rejects.toMatchObject({ name: 'NoSuchJob' });
});

test('--keep-record, as JSON', async () => {
  const [stage, { on, terminal }] = [stageOf(), terminalOf()];
  expect(await removeJobs([jobId], stage, { ...options, keepRecord: true, json: true }, terminal, never)).toBe(0);
  expect(stage.calls).toEqual(['clear']);
  expect(JSON.parse(on.out())).toEqual({ removed: [{ jobId, objects: 7, uploads: 1, record: false }] });
});

test('one that runs stays, with what to do first', async () => {
  const [stage, { on, terminal }] = [stageOf('RUNNING'), terminalOf()];
  expect(await removeJobs([jobId], stage, options, terminal, never)).toBe(1);
  expect([stage.calls, on.err()]).toEqual([
    [],
    'gate.mp4 (a1b2c3d4) runs. To stop it first: framefleet cancel a1b2c3d4\n',
  ]);
});

test.each([
  ['y\n', 0],
  ['n\n', 1],
  ['\n', 1],
])('asks on a terminal: %j', async (answer, code) => {
  const [stage, { terminal }] = [stageOf(), terminalOf(answer)];
  expect(await removeJobs([jobId], stage, { ...options, yes: false }, terminal, never)).toBe(code);
  expect(stage.calls.length).toBe(code === 0 ? 2 : 0);
});

test('where nobody can be asked, it must be said', async () => {
  const [stage, { terminal }] = [stageOf(), terminalOf()];
  await expect(removeJobs([jobId], stage, { ...options, yes: false }, terminal, never)).rejects.toThrow(
    /say it with --yes/,
  );
  expect(stage.calls).toEqual([]);
});
