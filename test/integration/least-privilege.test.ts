import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { RedriveExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { ApiCall } from '../../local/api-call';
import { account } from '../../local/identity';
import { cancelledError } from '../../pipeline/describe-end';
import type { JobRecord } from '../../pipeline/job';
import type { JobOptions } from '../../pipeline/job-options';
import { jobId, outputPrefix, planKey, s3Uri, workPrefix } from '../../pipeline/keys';
import { principals } from '../../statemachine/names';
import { deniedCalls, describeGrant, grantsOf, isUsed, readPolicies, without } from '../infra/iam/policies';
import { matches } from '../infra/iam/evaluate';
import { synthesizeStages } from '../infra/synthesize';
import { colorDetector, colors } from '../kernels/models/color-detector';
import { temporaryFolder } from '../tools';
import { hardClip, manyKeyFramesClip, plainClip, twoSquaresClip } from './clips';
import { fakeFfmpeg, hang, onlyOnce } from './fake-ffmpeg';
import { type Workshop, eventually, openWorkshop } from './run-job';

/** The stage that the embedded stack plays: there all names and ARNs are the same. */
const policies = readPolicies(synthesizeStages({ local: {} }).local, account);

/**
 * What is allowed although none of these jobs needs it, and why it stays. A `*` stands for any characters. What ECS does for
 * a task (pull the image, open its log) has a role of its own, which no code of ours ever holds.
 */
const unusedHere: readonly (readonly [grant: string, why: string])[] = [
  ['* logs:CreateLogStream *', 'Lambda writes what a function says into its log, as the function'],
  ['* logs:PutLogEvents *', 'Lambda writes what a function says into its log, as the function'],
  ['* xray:*', 'Lambda and Step Functions trace with the rights of what they run; the embedded stack traces nothing'],
  ['state-machine logs:*', 'Step Functions sets up the delivery of its own log'],
  ['* s3:AbortMultipartUpload *', 'only an upload of more than 5 MB that fails is taken back'],
  ['* s3:GetObject *-input-*/models/*', 'what CheckModels has fetched is there for all; on AWS each has its own disk'],
  ['inspect-pictures s3:PutObject */failures/*', 'only what fails in the function is written down'],
  ['* sqs:SendMessage *', 'Lambda keeps, as the function, an event that it has failed with three times'],
  [
    'state-machine states:* *execution:framefleet-local:*',
    "AWS's guide has this form for the executions of a Map; their ARNs have the other",
  ],
];

const Upload = z.object({ object: z.object({ key: z.string(), 'version-id': z.string() }) });
const News = z.object({ jobId: z.string() });

describe('least privilege', () => {
  const folder = temporaryFolder('all');
  const calls: ApiCall[] = [];
  const options = { segmentSeconds: 1, maxConcurrency: 2 };
  const gray: z.input<typeof JobOptions> = { kernels: ['grayscale'] };
  const manySegments: z.input<typeof JobOptions> = { ...gray, segmentSeconds: 0.1, maxConcurrency: 4 };

  /** A part of the work on a stack of its own, with all its calls noted. */
  const inWorkshop = async (work: (workshop: Workshop) => Promise<unknown>, ffmpegPath?: string) => {
    const { workshop, close } = await openWorkshop(ffmpegPath, { onCall: (call) => calls.push(call) });
    try {
      await work(workshop);
    } finally {
      await close();
    }
  };
  const ends = async (workshop: Workshop, state: string, path: string, more: object = {}) =>
    expect((await workshop.runJob(path, { ...options, ...more })).record.state).toBe(state);

  beforeAll(async () => {
    const withSound = await hardClip(join(folder(), 'hard.mp4'));
    const clip = await plainClip(join(folder(), 'plain.mp4'), 3);
    const squares = await twoSquaresClip(join(folder(), 'squares.mp4'));
    const many = await manyKeyFramesClip(join(folder(), 'many.mp4'), 82);
    const text = join(folder(), 'notes.mp4');
    await writeFile(text, 'no video');
    await inWorkshop(async (workshop) => {
      await ends(workshop, 'SUCCEEDED', withSound, { mode: 'fused' });
      await ends(workshop, 'SUCCEEDED', clip, { mode: 'split' });
      await ends(workshop, 'SUCCEEDED', squares, { kernels: ['motion'], motion: { clips: 'exact', annotate: true } });
      // More segments than an inline Map takes.
      await ends(workshop, 'SUCCEEDED', many, manySegments);
      // Refused before there is a plan.
      await ends(workshop, 'FAILED', text);
      await startWithoutUpload(workshop);
    });
    await inWorkshop((workshop) => runModels(workshop, clip));
    const middle = 'trim=start_pts=12800:end_pts=25600';
    const complain = 'echo "bytes are missing" >&2; exit 1';
    const twice = await fakeFfmpeg(join(folder(), 'once'), middle, onlyOnce(join(folder(), 'flag'), complain));
    await inWorkshop((workshop) => ends(workshop, 'SUCCEEDED', clip, gray), twice);
    const always = await fakeFfmpeg(join(folder(), 'always'), middle, complain);
    await inWorkshop(async (workshop) => {
      await ends(workshop, 'FAILED', clip, gray);
      // Its plan and what the other segments have left are there.
      expect(await startAgain(workshop, 'plain.mp4')).toMatchObject({ status: 'FAILED', error: 'FfmpegFailed' });
      // Without the plan they are of no use.
      await workshop.store.delete(workshop.stack.workBucket, [planKey(await removeUpload(workshop, 'plain.mp4'))]);
      expect(await startAgain(workshop, 'plain.mp4')).toMatchObject({ status: 'FAILED', error: 'SourceChanged' });
    }, always);
    const concatTwice = await fakeFfmpeg(
      join(folder(), 'concat'),
      '-f concat',
      onlyOnce(join(folder(), 'flag2'), complain),
    );
    await inWorkshop((workshop) => ends(workshop, 'SUCCEEDED', clip, gray), concatTwice);
    const hanging = await fakeFfmpeg(join(folder(), 'hanging'), 'trim=', hang(folder()));
    await inWorkshop(async (workshop) => {
      await stop(workshop, await halfWay(workshop, clip, { ...options, ...gray }), 'Job Failed');
      const job = await halfWay(workshop, many, manySegments);
      await stop(workshop, job, 'Job Failed');
      await redrive(workshop, job);
      await leaveRemains(workshop, job.jobId);
      await stop(workshop, job, 'Job Cancelled', cancelledError);
    }, hanging);
    // A dozen jobs take their time on a busy machine.
  }, 400_000);

  /** Where a function looks at pictures, and where there is no such model. */
  async function runModels(workshop: Workshop, clip: string): Promise<void> {
    const { store, stack } = workshop;
    const path = join(folder(), 'colors.onnx');
    const content = colorDetector({ layout: 'v8' });
    await writeFile(path, content);
    await store.upload(stack.inputBucket, 'models/colors.onnx', { path }, { contentType: 'application/octet-stream' });
    const checksum = createHash('sha256').update(content).digest('hex');
    const objects = (file: string, sha256 = checksum) => ({
      kernels: ['pictures', 'objects'] as const,
      objects: { model: { uri: s3Uri(stack.inputBucket, `models/${file}`), sha256 }, names: colors, annotate: true },
    });
    await ends(workshop, 'SUCCEEDED', clip, { ...objects('colors.onnx'), inspect: 'function' });
    await ends(workshop, 'FAILED', clip, objects('none.onnx', '0'.repeat(64)));
  }

  const uploadOf = ({ events }: Workshop, name: string) => {
    const upload = events.find(
      ({ source, detail }) => source === 'aws.s3' && Upload.safeParse(detail).data?.object.key === name,
    );
    return { upload, ...Upload.parse(upload?.detail) };
  };

  /** The event of an upload comes once more. */
  async function startAgain(workshop: Workshop, name: string) {
    const { stack, stepFunctions, ended } = workshop;
    const { upload } = uploadOf(workshop, name);
    const { executionArn = '' } = await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn: stack.stateMachineArn, input: JSON.stringify(upload) }),
    );
    return ended(executionArn);
  }

  /** @returns the id of its job */
  async function removeUpload(workshop: Workshop, name: string): Promise<string> {
    const { inputBucket: Bucket, clients } = workshop.stack;
    const { key: Key, 'version-id': VersionId } = uploadOf(workshop, name).object;
    const s3 = new S3Client(clients);
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    s3.destroy();
    return jobId(Bucket, Key, VersionId);
  }

  /** A job that is no good isn't done twice, unless somebody asks for it; by then the upload has gone. */
  async function startWithoutUpload(workshop: Workshop): Promise<void> {
    const { jobs } = workshop;
    expect(await startAgain(workshop, 'notes.mp4')).toMatchObject({ status: 'SUCCEEDED' });
    const id = await removeUpload(workshop, 'notes.mp4');
    expect(await jobs.release(id, (await workshop.record(id)).executionId)).toBe(true);
    expect(await startAgain(workshop, 'notes.mp4')).toMatchObject({ status: 'FAILED', error: 'SourceChanged' });
  }

  /** A job one of whose tasks runs, and will run on. */
  async function halfWay({ submit, record }: Workshop, clip: string, how: typeof manySegments): Promise<JobRecord> {
    const id = await submit(clip, how);
    const job = await eventually(async () => {
      const job = await record(id);
      return job.state !== 'RUNNING' || job.segments.some(({ state }) => state === 'RUNNING') ? job : undefined;
    });
    expect(job.state).toBe('RUNNING');
    return job;
  }

  /** Stops a job's execution, and waits until others are told what has become of the job. */
  async function stop(
    workshop: Workshop,
    { jobId, executionId }: JobRecord,
    news: string,
    error?: string,
  ): Promise<void> {
    const { stepFunctions, ended, events } = workshop;
    await stepFunctions.send(new StopExecutionCommand({ executionArn: executionId, error }));
    expect((await ended(executionId)).status).toBe('ABORTED');
    await eventually(
      () =>
        events.some((event) => event['detail-type'] === news && News.parse(event.detail).jobId === jobId) || undefined,
    );
  }

  /** As `framefleet redrive` does it; the Map's executions go on with it. */
  async function redrive({ stepFunctions, jobs }: Workshop, { jobId, executionId }: JobRecord): Promise<void> {
    expect(await jobs.reopen(jobId, executionId)).toBe(true);
    await stepFunctions.send(new RedriveExecutionCommand({ executionArn: executionId }));
    await eventually(() => calls.some(({ action }) => action === 'states:RedriveExecution') || undefined);
  }

  /** An output, and uploads that nobody will finish. */
  async function leaveRemains({ stack, store }: Workshop, id: string): Promise<void> {
    const s3 = new S3Client(stack.clients);
    await s3.send(new CreateMultipartUploadCommand({ Bucket: stack.workBucket, Key: `${workPrefix(id)}left` }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket: stack.outputBucket, Key: `${outputPrefix(id)}left` }));
    s3.destroy();
    await store.writeJson(stack.outputBucket, `${outputPrefix(id)}output.json`, {});
  }

  const used = () => grantsOf(policies).filter((grant) => isUsed(policies, grant, calls));

  test.each(principals)('%s has called AWS with credentials of its own', (principal) => {
    expect(calls.some(({ caller }) => caller === principal)).toBe(true);
  });

  test('every call of a whole job is allowed to its caller', () => {
    expect(deniedCalls(policies, calls)).toEqual([]);
  });

  test('what is allowed and was not used is known, each with the reason why it stays', () => {
    const unused = grantsOf(policies)
      .filter((grant) => !isUsed(policies, grant, calls))
      .map(describeGrant);
    const known = unusedHere.map(([grant]) => grant);
    expect(unused.filter((grant) => !known.some((pattern) => matches(pattern, grant)))).toEqual([]);
    // A reason that is none any more goes.
    expect(known.filter((pattern) => !unused.some((grant) => matches(pattern, grant)))).toEqual([]);
  });

  test('whichever permission in use is taken away, a call is refused that names it', () => {
    const unnoticed = used().filter((grant) => {
      const ofItsKind = calls.filter(({ caller, action }) => caller === grant.principal && action === grant.action);
      const denied = deniedCalls(without(policies, grant), ofItsKind);
      return !denied.some((call) => call.startsWith(`${grant.principal} may not ${grant.action} on `));
    });
    expect(unnoticed.map(describeGrant)).toEqual([]);
  });
});
