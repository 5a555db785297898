import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { openStore } from '../../aws/clients';
import { createJobTable } from '../../local/dynamodb';
import { TaskFailure } from '../../pipeline/errors';
import { failureKey, taskItem } from '../../pipeline/keys';
import { type Services, startServices } from '../aws/services';
import { type UnreliableS3, startUnreliableS3 } from '../aws/unreliable-s3';
import { isRunning } from '../integration/processes';
import { planOf } from '../pipeline/examples';
import { temporaryFolder, tools } from '../tools';

const bundle = join(__dirname, '../../dist/container.cjs');

describe('the container program', () => {
  const folder = temporaryFolder();
  let services: Services;
  let way: UnreliableS3;
  let dynamodb: DynamoDBClient;
  beforeAll(async () => {
    services = await startServices();
    for (const bucket of ['work', 'results']) await services.createBucket(bucket);
    dynamodb = new DynamoDBClient(services.clients);
    await createJobTable(dynamodb, 'jobs');
  });
  afterAll(async () => {
    dynamodb.destroy();
    await services.stop();
  });
  beforeEach(async () => void (way = await startUnreliableS3(services.clients.endpoint)));
  afterEach(() => way.stop());

  const until = async (holds: () => boolean | Promise<boolean>) => {
    while (!(await holds())) await pause(10);
  };
  const isThere = (path: string): Promise<boolean> => readFile(path, 'utf8').then((text) => text.endsWith('\n'), () => false); // prettier-ignore
  /** Runs segment 1 of a job, with an ffmpeg that does as the shell commands say. */
  async function start(
    jobId: string,
    misdeed: string,
    stallSeconds = 300,
  ): Promise<{ task: ChildProcess; ended: Promise<number | null> }> {
    const ffmpeg = join(folder(), 'ffmpeg');
    await writeFile(
      ffmpeg,
      `#!/bin/sh\ncase "$*" in *-version*|*-filters*) exec '${(await tools()).ffmpeg.path}' "$@";; esac\n${misdeed}\n`,
    );
    await chmod(ffmpeg, 0o755);
    const plan = { ...planOf({ segmentSeconds: 10 }), jobId, stallSeconds };
    await openStore(services.clients).writeJson('work', `${jobId}/plan.json`, plan);
    await mkdir(join(folder(), 'tmp'));
    const { accessKeyId, secretAccessKey } = services.clients.credentials;
    const task = spawn(process.execPath, [bundle, 'segment', `s3://work/${jobId}/plan.json`, '1'], {
      env: {
        ...{ AWS_ENDPOINT_URL: way.url, AWS_REGION: services.clients.region },
        ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
        ...{ FRAMEFLEET_WORK_BUCKET: 'work', FRAMEFLEET_OUTPUT_BUCKET: 'results', FRAMEFLEET_JOB_TABLE: 'jobs' },
        ...{ FRAMEFLEET_EXECUTION: 'arn:one', FRAMEFLEET_RETRY: '1' },
        ...{
          FFMPEG_PATH: ffmpeg,
          FFPROBE_PATH: (await tools()).ffprobe.path,
          TMPDIR: join(folder(), 'tmp'),
          PATH: '/usr/bin:/bin',
        },
      },
      stdio: 'ignore',
    });
    return { task, ended: new Promise((resolve) => task.once('exit', (code) => resolve(code))) };
  }
  const failureOf = (jobId: string) =>
    openStore(services.clients).readJson('work', failureKey(jobId, 'fused', 1), TaskFailure);

  const taskOf = async (jobId: string) => {
    const Key = { jobId: { S: jobId }, item: { S: taskItem('fused', 1) } };
    return (await dynamodb.send(new GetItemCommand({ TableName: 'jobs', Key }))).Item;
  };

  test('that is told to stop while S3 doesn’t answer ends, however often it’s told', async () => {
    way.refuse = { GET: 'hang' };
    const { task, ended } = await start('silent', 'exit 1');
    await until(() => way.open > 0);
    task.kill('SIGTERM');
    task.kill('SIGTERM');
    expect(await ended).toBe(75);
  });

  const hang = () => `echo $$ > '${folder()}/pid'\nexec sleep 600`;

  test('that is told to stop in the middle of its work takes ffmpeg along, and says why', async () => {
    const { task, ended } = await start('told', hang());
    await until(() => isThere(join(folder(), 'pid')));
    task.kill('SIGTERM');
    await pause(20);
    task.kill('SIGTERM');
    expect(await ended).toBe(75);
    expect(isRunning(Number(await readFile(join(folder(), 'pid'), 'utf8')))).toBe(false);
    expect(await failureOf('told')).toMatchObject({
      name: 'Interrupted',
      segment: 1,
      executionId: 'arn:one',
      attempt: 2,
    });
    expect(await taskOf('told')).toMatchObject({
      state: { S: 'FAILED' },
      attempt: { N: '2' },
      executionId: { S: 'arn:one' },
    });
  });

  test('gives itself up when nothing moves any more', async () => {
    const { ended } = await start('stuck', hang(), 1);
    expect(await ended).toBe(75);
    expect(isRunning(Number(await readFile(join(folder(), 'pid'), 'utf8')))).toBe(false);
    expect(await failureOf('stuck')).toMatchObject({ name: 'Stalled', figures: { seconds: 1, frames: 0 } });
  });
});
