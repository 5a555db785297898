import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { priceTableOf } from '../../pipeline/price-table';
import { fargateDollars } from '../../pipeline/prices';
import { temporaryFolder } from '../tools';
import { manyKeyFramesClip, plainClip } from './clips';
import { fakeFfmpeg, hang, killContainer, onlyOnce, withGraph } from './fake-ffmpeg';
import { isRunning } from './processes';
import { type FinishedJob, type Workshop, eventually, openWorkshop, statesEntered } from './run-job';

/** In the middle of three segments of a second each; the last one begins where it ends. */
const middle = 'trim=start_pts=12800:end_pts=25600';
const last = 'trim=start_pts=25600,';

/** What a broken program says before it gives up; its arguments hold the source's address. */
const complain = 'echo "cannot open $*" >&2; echo "Error while decoding: 42 bytes are missing" >&2; exit 1';

describe('when ffmpeg or its container fails', () => {
  const folder = temporaryFolder('all');
  const opened: Awaited<ReturnType<typeof openWorkshop>>[] = [];
  let source: string;
  let undisturbed: FinishedJob;
  const options = { segmentSeconds: 1, maxConcurrency: 1, crf: 0 };
  const gray = { ...options, kernels: ['grayscale' as const] };

  const workshopWith = async (ffmpegPath?: string, policy: { keepWork?: boolean } = {}): Promise<Workshop> => {
    const one = await openWorkshop(ffmpegPath, { policy });
    opened.push(one);
    return one.workshop;
  };
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });
  beforeAll(async () => {
    source = await plainClip(join(folder(), 'plain.mp4'), 3);
    const { workshop, close } = await openWorkshop();
    undisturbed = await workshop.runJob(source, options);
    await close();
  });

  const hashes = ({ outputs }: FinishedJob) =>
    Object.entries(outputs)
      // Which tells of times.
      .filter(([kind]) => kind !== 'page')
      .map(([kind, bytes]) => `${kind} ${createHash('sha256').update(bytes).digest('hex')}`);

  test('a container killed once is tried again inside its iteration, and the result is the same', async () => {
    const fake = await fakeFfmpeg(join(folder(), 'once'), middle, onlyOnce(join(folder(), 'flag'), killContainer));
    const workshop = await workshopWith(fake);
    const job = await workshop.runJob(source, options);
    expect(job.record.state).toBe('SUCCEEDED');
    expect(job.record.segments.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(['DONE 1', 'DONE 2', 'DONE 1']); // prettier-ignore
    const again = ['ProcessSegmentFailed', 'ProcessSegmentAgain', 'ProcessSegmentPause', 'ProcessSegment'];
    expect(statesEntered(job.history).sort()).toEqual([...statesEntered(undisturbed.history), ...again].sort());
    expect(job.history.filter(({ type }) => type === 'TaskFailed')).toHaveLength(1);
    expect(hashes(job)).toEqual(hashes(undisturbed));

    // The bill adds up to the last task, the killed one included.
    const { runs, bill } = await eventually(async () => {
      const record = await workshop.jobs.readJob(job.record.jobId);
      return record?.bill?.isComplete ? record : undefined;
    });
    expect(runs.map(({ task, segment, exitCode }) => `${task} ${segment} ${exitCode}`)).toEqual(['fused 0 0', 'fused 1 137', 'fused 1 0', 'fused 2 0', 'concat null 0']); // prettier-ignore
    const dollars = runs.map((run) => {
      const seconds = (Date.parse(run.stoppedAt) - Date.parse(run.pullStartedAt ?? '')) / 1000;
      return fargateDollars(run, seconds, run.capacity === 'FARGATE_SPOT' ? 1 : 0, priceTableOf('us-east-1'));
    });
    const lines = bill?.lines.filter(({ name }) => name.startsWith('Fargate')) ?? [];
    expect(lines.map(({ name }) => name)).toEqual(['Fargate On-Demand', 'Fargate Spot']);
    const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
    expect(sum(lines.map((line) => line.dollars))).toBeCloseTo(sum(dollars), 12);
    expect(bill).toMatchObject({ tasks: 5, failed: { tasks: 1 } });
    expect(bill?.lines.find(({ name }) => name === 'Step Functions')?.quantity).toBe(statesEntered(job.history).length);
    const used = ['Lambda', 'S3 PUT, POST, LIST', 'S3 GET, HEAD'];
    expect(bill?.lines.map(({ name }) => name)).toEqual(expect.arrayContaining(used));
  });

  test('ffmpeg that fails once is tried again, and leaves no failure behind', async () => {
    const fake = await fakeFfmpeg(join(folder(), 'hiccup'), middle, onlyOnce(join(folder(), 'hiccuped'), complain));
    const workshop = await workshopWith(fake, { keepWork: true });
    const job = await workshop.runJob(source, options);
    expect(job.record).toMatchObject({ state: 'SUCCEEDED', segments: [{}, { state: 'DONE', attempts: 2 }, {}] });
    expect(job.record.error).toBeUndefined();
    expect(hashes(job)).toEqual(hashes(undisturbed));
    expect(await failuresOf(workshop, job)).toEqual([]);
  });

  test('ffmpeg that always fails ends the job: which segment, when, how often, what it said', async () => {
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'always'), last, complain));
    const { record, execution } = await workshop.runJob(source, gray);
    expect(record).toMatchObject({ state: 'FAILED', outputs: {}, error: { name: 'FfmpegFailed' } });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'FfmpegFailed', cause: record.error?.message });
    const message = record.error?.message ?? '';
    expect(message).toContain('Segment 2 of 0-2 (00:00:02.000 to 00:00:03.000 of the video, task grayscale)');
    expect(message).toContain('failed in attempt 3 with FfmpegFailed');
    expect(message).toMatch(
      /ffmpeg's last lines:\n {2}cannot open .*\n {2}Error while decoding: 42 bytes are missing\n/,
    );
    expect(message).toMatch(/\nWhat to do: .+/);
    expect(record.segments.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(['DONE 1', 'DONE 1', 'FAILED 3']); // prettier-ignore
  });

  test('the key to the source stands in no record, log, history or work object', async () => {
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'tattler'), middle, complain));
    const job = await workshop.runJob(source, gray);
    expect(job.record.error?.message).toContain('cannot open ');
    const texts = new Map<string, string>();
    texts.set('record', JSON.stringify(job.record)).set('history', JSON.stringify(job.history));
    for (const name of await readdir(workshop.stack.logFolder)) {
      texts.set(name, await readFile(join(workshop.stack.logFolder, name), 'utf8'));
    }
    for await (const { key } of workshop.store.list(workshop.stack.workBucket, `${job.record.jobId}/`)) {
      if (!key.endsWith('.mp4')) texts.set(key, await textOf(workshop, key));
    }
    expect([...texts.keys()]).toEqual(
      expect.arrayContaining([
        'handlers.log',
        'segment-00001.log',
        `${job.record.jobId}/failures/00001.grayscale.json`,
      ]),
    );
    expect(texts.get('segment-00001.log')).toContain('cannot open ');
    for (const [name, text] of texts) expect({ name, leaks: /X-Amz-(?:Signature|Credential)/i.test(text) }).toEqual({ name, leaks: false }); // prettier-ignore
  });

  test('a container that is always killed ends the job: which segment, when, with which exit code', async () => {
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'killer'), middle, killContainer));
    const { record } = await workshop.runJob(source, gray);
    expect(record).toMatchObject({ state: 'FAILED', error: { name: 'TaskStopped' } });
    const message = record.error?.message ?? '';
    expect(message).toContain('The task of segment 1 (00:00:01.000 to 00:00:02.000 of the video)');
    expect(message).toContain('exit code 137');
    expect(record.segments[1]).toMatchObject({ state: 'FAILED', attempts: 3 });
  });

  test('a gray file with fewer frames than were decoded is refused', async () => {
    const dropTwo = withGraph(String.raw`s/;\[own0\]/;[own0]select='gte(n,2)',/`);
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'dropper'), middle, dropTwo));
    const { record } = await workshop.runJob(source, gray);
    expect(record).toMatchObject({ state: 'FAILED', error: { name: 'FrameMismatch' } });
    expect(record.error?.message).toContain('Segment 1: 25 frames were decoded, but 23 stand in the gray file');
    expect(record.error?.message).toContain('attempt 3');
  });

  const loseOne = withGraph(String.raw`s/^\[0:0\]/[0:0]select='not(eq(pts,16384))',/`);

  test('a frame that is lost on its way into the kernels is missed, and the segment is decoded again', async () => {
    const lost = join(folder(), 'lost');
    const fake = await fakeFfmpeg(join(folder(), 'loser'), middle, onlyOnce(lost, loseOne));
    const workshop = await workshopWith(fake);
    const job = await workshop.runJob(source, options);
    expect(existsSync(lost)).toBe(true);
    expect(job.record).toMatchObject({ state: 'SUCCEEDED', segments: [{}, { attempts: 1 }, {}] });
    expect(hashes(job)).toEqual(hashes(undisturbed));
  });

  test('a frame that no decode gives isn’t in the source: the job goes on without it', async () => {
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'holed'), middle, loseOne));
    const { record } = await workshop.runJob(source, gray);
    expect(record.state).toBe('SUCCEEDED');
    expect(record.segments.map(({ tasks }) => tasks[0]?.frames)).toEqual([25, 24, 25]);
  });

  test('of a distributed Map, too, the failed segment’s own words are told', async () => {
    const many = await manyKeyFramesClip(join(folder(), 'many.mp4'), 84);
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'inMany'), 'trim=start_pts=1024:', complain));
    const { record } = await workshop.runJob(many, { segmentSeconds: 0.1, maxConcurrency: 2, kernels: ['grayscale'] });
    expect(record).toMatchObject({ state: 'FAILED', error: { name: 'FfmpegFailed' }, plan: { fanOut: 'distributed' } });
    expect(record.error?.message).toMatch(/^Segment 1 of 0-41 .* failed in attempt 3 with FfmpegFailed/);
  });

  test('a container that finds no ffmpeg ends the job, and the record stays readable', async () => {
    const workshop = await workshopWith('/nowhere/ffmpeg');
    const { record } = await workshop.runJob(source, gray);
    expect(record).toMatchObject({ state: 'FAILED', error: { name: 'FfmpegNotFound' } });
    expect(record.error?.message).toContain('/nowhere/ffmpeg (FFMPEG_PATH): ');
  });

  test('a job that is stopped stops its containers and their ffmpeg', async () => {
    const pids = join(folder(), 'pids');
    await mkdir(pids);
    const workshop = await workshopWith(await fakeFfmpeg(join(folder(), 'sleeper'), middle, hang(pids)));
    const id = await workshop.submit(source, gray);
    const { executionId } = await workshop.record(id);
    const running = await eventually(async () => {
      const names = await readdir(pids);
      return names.length === 2 ? names.map(Number) : undefined;
    });
    expect(running.map(isRunning)).toEqual([true, true]);
    await workshop.stepFunctions.send(
      new StopExecutionCommand({ executionArn: executionId, error: 'Enough', cause: 'Changed my mind' }),
    );
    expect(await workshop.ended(executionId)).toMatchObject({
      ...{ status: 'ABORTED', error: 'Enough', cause: 'Changed my mind' },
    });
    await eventually(() => !running.some(isRunning) || undefined);
    await eventually(async () => (await readdir(join(workshop.root, 'tasks'))).length === 0 || undefined);
  });
});

async function failuresOf({ store, stack }: Workshop, { record }: FinishedJob): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(stack.workBucket, `${record.jobId}/failures/`)) keys.push(key);
  return keys;
}

async function textOf({ store, stack }: Workshop, key: string): Promise<string> {
  let text = '';
  for await (const chunk of await store.open(stack.workBucket, key)) text += String(chunk);
  return text;
}
