import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../aws/object-store';
import { downloadFile } from '../aws/resumable-download';
import type { JobRecord } from '../pipeline/job';
import { baseName } from '../pipeline/keys';
import { type Board, openBoard, printable, briefBytes } from './board';
import { makeFolder } from './check-paths';
import { columns } from './columns';
import type { CommandContext } from './command';
import { findJob } from './find-job';
import { type OutputFile, type Wanted, filesOf, kindsIn, recordKind } from './output-files';
import { sayBytes, sayCount } from './measures';
import { showFiles } from './show-files';
import type { Stage } from './stage';
import { UsageError, exit } from './usage-error';

/** What of a stage the command calls. */
export interface Gettable {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs'>;
  store: Pick<ObjectStore, 'list'>;
  s3: S3Client;
  outputBucket: string;
}

export interface GetOptions extends Wanted {
  partial: boolean;
  list: boolean;
  json: boolean;
}

type Terminal = Pick<CommandContext['terminal'], 'stdout' | 'stderr'>;

interface Plan {
  record: JobRecord;
  files: OutputFile[];
  /** Of the record; absent when it isn't wanted. */
  recordPath?: string;
}

/**
 * Brings home what jobs have left, as far as it isn't there already.
 * @returns the exit code: 1 when one of them hasn't ended
 * @throws UsageError, NoSuchJob before anything is written
 */
export async function get(
  typed: readonly string[],
  stage: Gettable,
  options: GetOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const records = new Map<string, JobRecord>();
  for (const one of typed) {
    const record = await findJob(stage.jobs, one, stage.title);
    refuseUnknownKinds(record, options.only);
    records.set(record.jobId, record);
  }
  const running = [...records.values()].filter(({ state }) => state === 'RUNNING');
  if (running.length > 0 && !options.partial) {
    for (const { jobId, input } of running) {
      const id = jobId.slice(0, 8);
      terminal.stderr.write(
        `${printable(input.key)} (${id}) runs still: framefleet watch ${id}, or --partial for what there is.\n`,
      );
    }
    return exit.jobFailed;
  }
  const plans: Plan[] = [];
  for (const record of records.values()) {
    const files = await filesOf(stage.store, stage.outputBucket, record, options);
    const wantsRecord = options.only.length === 0 || options.only.includes(recordKind);
    const recordPath = join(options.out, `${baseName(record.input.key)}.job.json`);
    plans.push({ record, files, ...(wantsRecord ? { recordPath } : {}) });
  }
  refuseTwins(plans);
  if (options.list) {
    showPlans(plans, options.json, terminal);
    return exit.succeeded;
  }
  return fetchAll(plans, stage, options, terminal, signal);
}

function refuseUnknownKinds(record: JobRecord, only: readonly string[]): void {
  const kinds = kindsIn(record);
  const unknown = only.find((kind) => !kinds.includes(kind));
  if (unknown === undefined) return;
  throw new UsageError(`--only "${unknown}": job ${record.jobId.slice(0, 8)} leaves ${kinds.join(', ')}.`);
}

function refuseTwins(plans: readonly Plan[]): void {
  const owners = new Map<string, string>();
  for (const { record, files, recordPath } of plans) {
    for (const path of [...files.map((file) => file.path), ...(recordPath === undefined ? [] : [recordPath])]) {
      const owner = owners.get(path) ?? record.jobId;
      if (owner !== record.jobId) {
        const [one, other] = [owner.slice(0, 8), record.jobId.slice(0, 8)];
        throw new UsageError(
          `${one} and ${other} would both write ${path}: get them one by one, each with its own --out.`,
        );
      }
      owners.set(path, owner);
    }
  }
}

const describe = ({ kind, path, state, remote }: OutputFile) => ({ kind, path, state, sizeBytes: remote.sizeBytes });

function showPlans(plans: readonly Plan[], json: boolean, { stdout, stderr }: Terminal): void {
  if (json) {
    const jobs = plans.map(({ record, files }) => ({
      jobId: record.jobId,
      state: record.state,
      files: files.map(describe),
    }));
    stdout.write(`${JSON.stringify({ jobs }, null, 2)}\n`);
    return;
  }
  const files = plans.flatMap((plan) => plan.files);
  const rows = files.map(({ state, kind, remote, path }) => [state, kind, sayBytes(remote.sizeBytes), printable(path)]);
  if (rows.length > 0) stdout.write(`${columns(rows).join('\n')}\n`);
  const missing = files.filter(({ state }) => state !== 'there');
  const bytes = missing.reduce((sum, { remote }) => sum + remote.sizeBytes, 0);
  stderr.write(`${missing.length} of ${sayCount(files.length, 'file')} to be fetched, ${sayBytes(bytes)}\n`);
}

async function fetchAll(
  plans: readonly Plan[],
  { s3 }: Gettable,
  { out, json }: GetOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  await makeFolder(out);
  const fetched: OutputFile[] = [];
  const written: string[] = [];
  const board = openBoard(terminal.stderr, json);
  try {
    const missing = plans.flatMap(({ files }) => files.filter(({ state }) => state !== 'there'));
    for (const [index, file] of missing.entries()) {
      await fetchFile(s3, file, `${index + 1} of ${missing.length}`, board, signal);
      fetched.push(file);
    }
    for (const { record, recordPath } of plans) {
      if (recordPath !== undefined && (await writeRecord(record, recordPath))) written.push(recordPath);
    }
  } catch (error) {
    board.end();
    if (!signal.aborted) throw error;
    terminal.stderr.write(
      `Interrupted after ${sayCount(fetched.length, 'file')}: the same command goes on from there.\n`,
    );
    return exit.interrupted;
  } finally {
    board.end();
  }
  for (const { record } of plans) {
    if (record.error)
      terminal.stderr.write(
        `${printable(record.input.key)}: ${record.state}: ${record.error.name}: ${record.error.message}\n`,
      );
  }
  const there = plans.flatMap(({ files }) => files).length - fetched.length;
  if (json) {
    const jobs = plans.map(({ record, files, recordPath }) => ({
      ...{ jobId: record.jobId, state: record.state, record: recordPath ?? null },
      files: files.map((file) => ({ ...describe(file), state: fetched.includes(file) ? 'fetched' : 'there' })),
    }));
    terminal.stdout.write(`${JSON.stringify({ jobs }, null, 2)}\n`);
    return exit.succeeded;
  }
  const lines = showFiles([...fetched.map(({ path }) => path), ...written]).map(printable);
  if (lines.length > 0) terminal.stdout.write(`${lines.join('\n')}\n`);
  const bytes = fetched.reduce((sum, { remote }) => sum + remote.sizeBytes, 0);
  const kept = there === 0 ? '' : `, ${there} there already`;
  terminal.stderr.write(`${sayCount(fetched.length, 'file')} fetched, ${sayBytes(bytes)}${kept}\n`);
  return exit.succeeded;
}

async function fetchFile(
  s3: S3Client,
  { remote, path }: OutputFile,
  which: string,
  board: Board,
  signal: AbortSignal,
): Promise<void> {
  const onProgress = (done: number) => {
    const amount = `${sayBytes(done)} of ${sayBytes(remote.sizeBytes)}`;
    board.show([
      { name: path, done, total: remote.sizeBytes, amount, note: which, isBrief: remote.sizeBytes < briefBytes },
    ]);
  };
  signal.throwIfAborted();
  await downloadFile(s3, remote, path, { signal, onProgress });
}

/** @returns whether it had to be written */
async function writeRecord(record: JobRecord, path: string): Promise<boolean> {
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return false;
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return true;
}
