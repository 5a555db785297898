import { createInterface } from 'node:readline/promises';
import type { Cleared } from '../aws/clear-job';
import type { JobRecord } from '../pipeline/job';
import { printable } from './board';
import type { CommandContext } from './command';
import { findJob } from './find-job';
import { sayCount } from './measures';
import type { Stage } from './stage';
import { UsageError, exit } from './usage-error';

/** What of a stage the command calls. */
export interface Removable {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs' | 'removeJob'>;
  clear: (jobId: string) => Promise<Cleared>;
}

export interface RemovalOptions {
  yes: boolean;
  keepRecord: boolean;
  json: boolean;
}

/**
 * Removes what jobs have left: outputs, work objects and records. What was uploaded stays.
 * @returns the exit code: 1 when one of them runs, or nobody agreed
 * @throws UsageError when nobody can be asked; NoSuchJob, before anything is removed
 */
export async function removeJobs(
  typed: readonly string[],
  stage: Removable,
  { yes, keepRecord, json }: RemovalOptions,
  { stdin, stdout, stderr }: CommandContext['terminal'],
  signal: AbortSignal,
): Promise<number> {
  const found = new Map<string, JobRecord>();
  for (const one of typed) {
    const record = await findJob(stage.jobs, one, stage.title);
    found.set(record.jobId, record);
  }
  const records = [...found.values()];
  const running = records.filter(({ state }) => state === 'RUNNING');
  if (running.length > 0) {
    for (const record of running) {
      stderr.write(`${nameOf(record)} runs. To stop it first: framefleet cancel ${record.jobId.slice(0, 8)}\n`);
    }
    return exit.jobFailed;
  }
  const question = `Remove ${records.map(nameOf).join(', ')} with all outputs${keepRecord ? ', but not the record' : ''}? [y/N] `;
  if (!yes && !(await agrees(question, { stdin, stderr }, signal))) {
    stderr.write('Nothing was removed.\n');
    return exit.jobFailed;
  }
  const removed: { jobId: string; objects: number; uploads: number; record: boolean }[] = [];
  let isWhole = true;
  for (const record of records) {
    signal.throwIfAborted();
    const { jobId } = record;
    // The record goes last: as long as it is there, what was interrupted can be asked for again.
    const { objects, uploads } = await stage.clear(jobId);
    const isRemoved = !keepRecord && (await stage.jobs.removeJob(jobId));
    removed.push({ jobId, objects, uploads, record: isRemoved });
    const what = [sayCount(objects, 'object'), ...(uploads > 0 ? [sayCount(uploads, 'unfinished upload')] : []), ...(isRemoved ? ['the record'] : [])]; // prettier-ignore
    if (!json) stdout.write(`Removed of ${nameOf(record)}: ${what.join(', ')}\n`);
    if (isRemoved || keepRecord) continue;
    isWhole = false;
    stderr.write(`The record of ${nameOf(record)} stays: somebody has taken the job up again, or removed it.\n`);
  }
  if (json) stdout.write(`${JSON.stringify({ removed }, null, 2)}\n`);
  return isWhole ? exit.succeeded : exit.jobFailed;
}

const nameOf = ({ jobId, input }: JobRecord): string =>
  `${printable(input.key.split('/').at(-1) ?? input.key)} (${jobId.slice(0, 8)})`;

async function agrees(
  question: string,
  { stdin, stderr }: Pick<CommandContext['terminal'], 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (!stdin.isTTY) throw new UsageError('Nobody can be asked here whether that is meant: say it with --yes.');
  const asking = createInterface({ input: stdin, output: stderr });
  try {
    // Ctrl-C at a question is a no.
    asking.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    return /^y(es)?$/i.test((await asking.question(question, { signal })).trim());
  } finally {
    asking.close();
  }
}
