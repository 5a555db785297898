import { type S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { eachConcurrently } from '../pipeline/concurrently';
import { workPrefix } from '../pipeline/keys';
import type { PriceTable } from '../pipeline/price-table';
import type { ResourceNames } from '../statemachine/names';
import { type JobLife, type Living, lifeOf } from './job-life';
import { type RunningTask, listTasks } from './running-task';
import type { Stage } from './stage';
import { judgeTasks } from './tasks';
import { type UnfinishedUpload, listUploads, uploadBytes } from './unfinished-uploads';

/** What costs money and serves nobody. */
export type Leftover =
  | ({ kind: 'task'; life: JobLife } & Omit<RunningTask, 'jobId'> & { jobId: string })
  | ({ kind: 'work' } & LeftWork)
  | ({ kind: 'upload'; bytes: number; dollarsPerMonth: number } & UnfinishedUpload);

/** Work objects of a job. */
export interface LeftWork {
  jobId: string;
  life: JobLife;
  objects: number;
  bytes: number;
  dollarsPerMonth: number;
}

/** Work that stays, and why. */
export type KeptWork = LeftWork & { why: 'failed' | 'keepWork' };

export interface Searched extends Living {
  clients: { s3: S3Client; ecs: ECSClient };
  names: Pick<ResourceNames, 'inputBucket' | 'workBucket' | 'outputBucket' | 'cluster'>;
  store: Pick<Stage['store'], 'list'>;
}

/** What shall count as left over. */
export interface Rules {
  now: Date;
  prices: PriceTable;
  /** In seconds, of unfinished uploads. */
  uploadsOlderThan: number;
  /** In seconds since their end; undefined keeps the work of all failed jobs, which can be redriven. */
  failedOlderThan: number | undefined;
  /** The stage keeps the work of jobs that have succeeded. */
  keepWork: boolean;
}

const jobPattern = /^[0-9a-f]{64}$/;
/** Jobs that are asked about at once. */
const atOnce = 8;

/** Finds all of it. Nothing that a running job has, or that no job has ever had, is ever among it. */
export async function findLeftovers(
  stage: Searched,
  rules: Rules,
  signal: AbortSignal,
): Promise<{ leftovers: Leftover[]; kept: KeptWork[] }> {
  const tasks = await judgeTasks(stage, await listTasks(stage.clients.ecs, stage.names.cluster, rules));
  signal.throwIfAborted();
  const launchers = (job: string) =>
    tasks.filter(({ jobId }) => jobId === job).flatMap(({ executionId }) => executionId ?? []);
  const leftovers: Leftover[] = tasks.flatMap(({ job, isOrphan, jobId, ...task }) =>
    isOrphan && jobId !== undefined && job !== 'foreign' ? [{ ...task, jobId, kind: 'task' as const, life: job }] : [],
  );
  const kept: KeptWork[] = [];
  const jobs = await listWork(stage);
  await eachConcurrently(jobs, atOnce, async (jobId) => {
    signal.throwIfAborted();
    const { life, record } = await lifeOf(stage, jobId, launchers(jobId));
    if (life === 'running') return;
    const work = { jobId, life, ...(await weigh(stage, jobId, rules.prices)) };
    const endedAt = record?.finishedAt === undefined ? undefined : Date.parse(record.finishedAt);
    const why = reasonToKeep(life, endedAt, rules);
    if (why) kept.push({ ...work, why });
    else leftovers.push({ kind: 'work', ...work });
  });
  for (const bucket of [stage.names.inputBucket, stage.names.workBucket, stage.names.outputBucket]) {
    leftovers.push(...(await findUploads(stage, bucket, rules, signal)));
  }
  return { leftovers, kept };
}

function reasonToKeep(
  life: JobLife,
  endedAt: number | undefined,
  { now, failedOlderThan, keepWork }: Rules,
): KeptWork['why'] | undefined {
  if (life === 'succeeded' && keepWork) return 'keepWork';
  if (life !== 'failed') return undefined;
  const isOld =
    failedOlderThan !== undefined && endedAt !== undefined && now.getTime() - endedAt > failedOlderThan * 1000;
  return isOld ? undefined : 'failed';
}

/** Jobs that have something in the work bucket. */
async function listWork({ clients, names }: Searched): Promise<string[]> {
  const asked = { Bucket: names.workBucket, Delimiter: '/' };
  const jobs: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2({ client: clients.s3 }, asked)) {
    jobs.push(...CommonPrefixes.flatMap(({ Prefix }) => Prefix?.replace(/\/$/, '') ?? []));
  }
  return jobs.filter((name) => jobPattern.test(name));
}

async function weigh(
  { store, names }: Searched,
  jobId: string,
  prices: PriceTable,
): Promise<Pick<LeftWork, 'objects' | 'bytes' | 'dollarsPerMonth'>> {
  let [objects, bytes] = [0, 0];
  for await (const { sizeBytes } of store.list(names.workBucket, workPrefix(jobId))) {
    objects += 1;
    bytes += sizeBytes;
  }
  return { objects, bytes, dollarsPerMonth: storageDollars(bytes, prices) };
}

async function findUploads(stage: Searched, bucket: string, rules: Rules, signal: AbortSignal): Promise<Leftover[]> {
  const { s3 } = stage.clients;
  const found: Leftover[] = [];
  for await (const upload of listUploads(s3, bucket)) {
    signal.throwIfAborted();
    const isOld = rules.now.getTime() - upload.begunAt.getTime() > rules.uploadsOlderThan * 1000;
    if (!isOld || (await isNeeded(stage, upload))) continue;
    const bytes = await uploadBytes(s3, upload);
    found.push({ kind: 'upload', ...upload, bytes, dollarsPerMonth: storageDollars(bytes, rules.prices) });
  }
  return found;
}

/** What a job writes lies below its id; what comes in is nobody's yet. */
export async function isNeeded(stage: Pick<Searched, 'names'> & Living, upload: UnfinishedUpload): Promise<boolean> {
  const [job = ''] = upload.key.split('/');
  if (upload.bucket === stage.names.inputBucket || !jobPattern.test(job)) return false;
  return (await lifeOf(stage, job)).life === 'running';
}

const storageDollars = (bytes: number, { s3 }: PriceTable): number => (bytes / 2 ** 30) * s3.storageGibMonth;
