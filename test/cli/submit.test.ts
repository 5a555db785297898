import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { submit as addSubmit } from '../../cli/commands/submit';
import { type Submission, submit } from '../../cli/submit';
import { parseSubmitOptions } from '../../cli/submit-options';
import { stateFolder, uploadNote } from '../../cli/upload-note';
import { jobId } from '../../pipeline/keys';
import { type JobRecord } from '../../pipeline/job';
import { UploadEvent, jobOf } from '../../pipeline/upload-event';
import { type Services, startServices } from '../aws/services';
import { temporaryFolder } from '../tools';
import { jobRecord, screen } from './example-job';
import { typeCommand } from './type-command';

describe('submit', () => {
  const folder = temporaryFolder();
  let services: Services;
  let s3: S3Client;
  beforeAll(async () => {
    services = await startServices();
    for (const name of ['input', 'archive']) await services.createBucket(name, { versioned: true });
    s3 = new S3Client({ ...services.clients });
  });
  afterAll(async () => {
    s3.destroy();
    await services.stop();
  });

  const started: unknown[] = [];
  const records = new Map<string, JobRecord>();
  beforeEach(() => {
    started.length = 0;
    records.clear();
  });
  const stage = (): Submission => ({
    ...{ s3, inputBucket: 'input', stepFunctions: new SFNClient({ region: 'us-east-1' }) },
    jobs: { readJob: (id) => Promise.resolve(records.get(id)) },
    executions: { start: (event) => Promise.resolve(String(started.push(event))) },
    noteOf: ({ path, key }) => uploadNote(folder(), { at: 'here', bucket: 'input', key, path }),
  });
  const submitted = async (
    typed: string[],
    options: Record<string, unknown> = {},
    signal = new AbortController().signal,
  ) => {
    const on = screen();
    // Neither is a terminal: nothing else than writing is asked of them.
    const terminal = on as unknown as Parameters<typeof submit>[3];
    const code = await submit(typed, stage(), parseSubmitOptions(options), terminal, signal);
    return { code, out: on.out(), err: on.err() };
  };
  const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket: 'input', Key }));
  const file = async (name: string) => {
    const path = join(folder(), name);
    await writeFile(path, 'as if it were a video');
    return path;
  };

  test('uploads under a prefix with the options that were typed, and no others', async () => {
    const { code, out } = await submitted([await file('gate.mp4')], { prefix: 'may', crf: '30', maxCostUsd: '2.5' });
    const { Metadata, VersionId = '' } = await head('may/gate.mp4');
    expect(Metadata).toEqual({ 'framefleet-options': '{"crf":30,"maxCostUsd":2.5}' });
    expect([code, out]).toEqual([0, `${jobId('input', 'may/gate.mp4', VersionId)}  may/gate.mp4\n`]);
    const again = await submitted([await file('gate.mp4')], { prefix: 'may' });
    expect(again.err).toMatch(
      /may\/gate\.mp4 is in input already \(21 B\): this is another version of it, and another job\./,
    );
    expect((await head('may/gate.mp4')).Metadata).toEqual({});
  });

  test('copies what lies in another bucket, with its own metadata', async () => {
    const Metadata = { owner: 'ada', 'framefleet-options': '{"crf":1}' };
    await s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'old/yard.mov', Body: 'x', Metadata }));
    const { out } = await submitted(['s3://archive/old/yard.mov'], { json: true });
    expect(JSON.parse(out)).toMatchObject({ jobs: [{ how: 'copied', source: 's3://archive/old/yard.mov', key: 'yard.mov', sizeBytes: 1 }], failed: [] }); // prettier-ignore
    expect((await head('yard.mov')).Metadata).toEqual(Metadata);
  });

  test('starts the job of what lies in the input bucket, unless it is there already', async () => {
    const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket: 'input', Key: 'here.mp4', Body: 'x' }));
    const { out } = await submitted(['s3://input/here.mp4'], { crf: '18' });
    const id = jobId('input', 'here.mp4', VersionId, '{"crf":18}');
    expect([out, started.map((event) => jobOf(UploadEvent.parse(event)))]).toEqual([`${id}  here.mp4\n`, [id]]);
    records.set(id, jobRecord({ jobId: id, state: 'SUCCEEDED' }));
    const known = await submitted(['s3://input/here.mp4'], { crf: '18' });
    expect(known.err).toMatch(
      /has this job already, SUCCEEDED: framefleet get [0-9a-f]{8}; with other options it is another job/,
    );
    expect(started).toHaveLength(1);
  });

  test('one that isn’t there doesn’t keep the others', async () => {
    const { code, out, err } = await submitted(['s3://archive/nothing.mp4', await file('b.mp4')]);
    expect([code, out]).toEqual([1, expect.stringMatching(/^[0-9a-f]{64} {2}b\.mp4\n$/)]);
    expect(err).toMatch(/s3:\/\/archive\/nothing\.mp4 is not submitted: .* isn't there, or may not be read/);
  });

  test('interrupted before the first', async () => {
    const { code, err } = await submitted([await file('c.mp4')], {}, AbortSignal.abort());
    expect([code, err]).toEqual([130, expect.stringMatching(/^Interrupted: 1 of 1 not submitted/)]);
  });

  test('options that say nothing are none', () => {
    expect(parseSubmitOptions({}).options).toBe('');
    expect(parseSubmitOptions({ kernels: 'motion', roi: ['0,0 1,0 1,1'] }).options).toMatch(
      /^{"kernels":\["motion"],"regions":/,
    );
    expect(() => parseSubmitOptions({ crf: '99' })).toThrow(/--crf "99": /);
    expect(() => parseSubmitOptions({ maxCostUsd: '-1' })).toThrow(/--max-cost-usd "-1": /);
    expect(() => parseSubmitOptions({ prefix: '/may' })).toThrow(/--prefix "\/may": write it without a slash/);
  });

  test('without a stage it says how to name one; a note survives only where it can be written', async () => {
    const nowhere = { variables: {}, packagePath: () => undefined };
    await expect(typeCommand(addSubmit, ['submit', 'a.mp4'], nowhere)).rejects.toThrow(
      /Which jobs\? Name a deployed stage/,
    );
    await expect(typeCommand(addSubmit, ['submit'], nowhere)).rejects.toMatchObject({
      code: 'commander.missingArgument',
    });
    expect(stateFolder({ variables: { HOME: '/home/ada' } })).toBe('/home/ada/.local/state/framefleet');
    expect(stateFolder({ variables: { HOME: '/home/ada', XDG_STATE_HOME: '/state' } })).toBe('/state/framefleet');
    const place = { at: 'here', bucket: 'b', key: 'k', path: 'a.mp4' };
    const upload = { ...{ bucket: 'b', key: 'k', uploadId: 'u', sizeBytes: 1, partBytes: 1, metadata: {} }, modifiedAt: '2024-01-01T00:00:00.000Z' }; // prettier-ignore
    await mkdir(join(folder(), 'state'));
    const note = uploadNote(join(folder(), 'state'), place);
    await note.write(upload);
    expect(await note.read()).toEqual(upload);
    expect(await uploadNote(join(folder(), 'state'), { ...place, at: 'there' }).read()).toBeUndefined();
    await note.remove();
    expect(await note.read()).toBeUndefined();
    const unwritable = uploadNote(await file('a-file'), place);
    await unwritable.write(upload);
    expect(await unwritable.read()).toBeUndefined();
  });
});
