import type { ListedJob } from '../../aws/job-table-items';
import { ls } from '../../cli/commands/ls';
import { globOf, idLength, listJobs } from '../../cli/list-jobs';
import { mediaInfo, plannedJob, source } from '../pipeline/examples';
import { jobRecord, screen, segmentRecord } from './example-job';
import { typeCommand } from './type-command';

const now = new Date('2024-01-01T02:00:00.000Z');
const ids = ['a1b2c3d4e5', 'a1b2c3d4f6', 'ffffffffff'];
const jobs: ListedJob[] = ids.map((jobId, index) => ({
  ...{ jobId, state: index === 1 ? 'FAILED' : 'SUCCEEDED', createdAt: '2024-01-01T00:00:00.000Z' },
  finishedAt: '2024-01-01T00:01:05.000Z',
  input: { ...source, key: `yard/gate-${index}.mp4` },
}));
const asked: unknown[][] = [];
const stage = {
  title: 'stage dev',
  jobs: {
    listJobs: (...question: unknown[]) => {
      asked.push(question);
      return Promise.resolve(jobs);
    },
    readJob: (jobId: string) => {
      const known = { media: mediaInfo(), plan: plannedJob({ segmentSeconds: 10 }).planned.summary };
      const found = jobs.find((job) => job.jobId === jobId);
      return Promise.resolve(found && jobRecord({ ...found, ...known, segments: [segmentRecord(0)] }));
    },
  },
};
const list = async (filter: Partial<Parameters<typeof listJobs>[0]> = {}, json = false) => {
  const on = screen();
  const all = { states: [], since: undefined, name: undefined, limit: 20, ...filter };
  expect(await listJobs(all, stage, { json }, on, now)).toBe(0);
  return { out: on.out(), err: on.err() };
};

test('a line for each job, with as much of the id as tells them apart', async () => {
  const { out, err } = await list();
  expect(out.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/^JOB +STATE +AGE +TOOK +FRAMES +SEGMENTS +COST +NAME$/),
    expect.stringMatching(/^a1b2c3d4e +SUCCEEDED +2 h +1 min +25\/1500 +1\/6 +\S+ +yard\/gate-0\.mp4$/),
    expect.stringMatching(/^a1b2c3d4f +FAILED /),
  ]);
  expect(err).toBe('');
});

test('filters ask the table, or the names; what is left out is counted', async () => {
  await list({ states: ['FAILED'], since: 3600 });
  expect(asked.at(-1)).toEqual([['FAILED'], new Date('2024-01-01T01:00:00.000Z')]);
  const { out } = await list({ name: 'GATE-?.mp4', limit: 1 });
  expect(out.trim().split('\n')).toHaveLength(2);
  expect((await list({ limit: 1 })).err).toBe('and 2 more: --limit 3\n');
  expect((await list({ name: 'nothing*' })).err).toBe('No such jobs at stage dev.\n');
});

test('as JSON it is an array, even an empty one', async () => {
  expect(JSON.parse((await list({ limit: 1 }, true)).out)).toMatchObject([
    { jobId: ids[0], shortId: 'a1b2c3d4e', name: 'gate-0.mp4', key: 'yard/gate-0.mp4', ageSeconds: 7200, seconds: 65 },
  ]);
  expect((await list({ name: 'nothing' }, true)).out).toBe('[]\n');
});

test('globs and lengths', () => {
  expect(['yard.mp4', 'a/Yard 2.mp4', 'backyard.mp4'].filter(globOf('yard*.mp4'))).toEqual([
    'yard.mp4',
    'a/Yard 2.mp4',
  ]);
  expect(['a/b.mp4', 'c/b.mp4', 'a/b_mp4'].filter(globOf('a/b.mp4'))).toEqual(['a/b.mp4']);
  expect(idLength([{ jobId: 'a'.repeat(64) }, { jobId: 'b'.repeat(64) }])).toBe(8);
});

test.each([
  [['--state', 'done'], /--state "done": .*RUNNING/],
  [['--since', 'yesterday'], /--since "yesterday": write a whole number/],
  [['--limit', '0'], /--limit "0": write a whole number from 1/],
])('%j is wrong usage', async (words, message) => {
  await expect(typeCommand(ls, ['ls', ...words], { variables: {}, packagePath: () => undefined })).rejects.toThrow(
    message,
  );
});
