import { SFNClient } from '@aws-sdk/client-sfn';
import { watch as addWatch } from '../../cli/commands/watch';
import { changeOf } from '../../cli/job-board';
import { type Watched, watch } from '../../cli/watch';
import type { JobRecord } from '../../pipeline/job';
import { mediaInfo, plannedJob } from '../pipeline/examples';
import { jobId, jobRecord, screen, segmentRecord } from './example-job';
import { typeCommand } from './type-command';

const known = { media: mediaInfo(), plan: plannedJob({ segmentSeconds: 10 }).planned.summary };
const error = { name: 'FfmpegFailed', message: 'Segment 3 failed.' };
const failed = jobRecord({ ...known, state: 'FAILED', error, segments: [segmentRecord(3, { state: 'FAILED' })] });

/** A stage whose executions have ended all, and whose jobs are told of one record after the other. */
function stageOf(...records: JobRecord[]): Watched {
  const stepFunctions = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  stepFunctions.middlewareStack.add(
    () => () => Promise.resolve({ output: { $metadata: {}, status: 'FAILED', events: [] }, response: {} }),
    { step: 'initialize', name: 'answers' },
  );
  let looks = 0;
  return {
    ...{ title: 'stage dev', stepFunctions },
    jobs: {
      readJob: () => Promise.resolve(records[Math.min(looks++, records.length - 1)]),
      findJobs: () => Promise.resolve([]),
      listJobs: () => Promise.resolve([]),
    },
  };
}
const watched = async (typed: string[], stage: Watched, json = false, signal = new AbortController().signal) => {
  const on = screen();
  // Neither is a terminal: nothing else than writing is asked of them.
  const code = await watch(typed, stage, { json }, on as unknown as Parameters<typeof watch>[3], signal);
  return { code, out: on.out(), err: on.err() };
};

test('a failure is named with its message at the end, after lines for the phases', async () => {
  const running = jobRecord({ ...known, segments: [segmentRecord(0), segmentRecord(3, { state: 'RUNNING' })] });
  const { code, out, err } = await watched([jobId], stageOf(running, running, failed));
  expect([code, out]).toEqual([1, 'FAILED: gate.mp4 (a1b2c3d4): FfmpegFailed: Segment 3 failed.\n']);
  expect(err.split('\n')[1]).toBe('gate.mp4: 50/1500 frames, segments 1/6');
});

test('as JSON a line for each change, and none twice', async () => {
  const { out } = await watched([jobId, jobId], stageOf(failed), true);
  expect(out.trim().split('\n').map((line): unknown => JSON.parse(line))).toEqual([changeOf('gate.mp4', failed)]); // prettier-ignore
  expect(changeOf('gate.mp4', failed)).toMatchObject({ phase: 'ended', segments: { failed: 1, total: 6 }, error });
});

test('interrupted, it says that what runs goes on', async () => {
  const stop = new AbortController();
  const stage = stageOf(jobRecord());
  stage.jobs.listJobs = () => {
    stop.abort();
    return Promise.resolve([]);
  };
  const { code, err } = await watched([], stage, false, stop.signal);
  expect([code, err.split('\n').slice(0, 2)]).toEqual([
    130,
    [
      'No job runs at stage dev; new ones are shown as they come. Ctrl-C ends this.',
      'No longer watched; what runs goes on: framefleet watch',
    ],
  ]);
});

test('nobody who says which stage', async () => {
  const nowhere = { variables: {}, packagePath: () => undefined };
  await expect(typeCommand(addWatch, ['watch'], nowhere)).rejects.toThrow(/Which jobs\? Name a deployed stage/);
  await expect(typeCommand(addWatch, ['watch', '--stage', 'UP'], nowhere)).rejects.toThrow(
    /--stage "UP": write the name/,
  );
});
