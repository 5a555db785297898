import type { Clearing } from '../aws/clear-job';
import { columns } from './columns';
import { lifeOf } from './job-life';
import { type KeptWork, type Leftover, type Rules, type Searched, findLeftovers, isNeeded } from './leftovers';
import { sayBytes, sayCount, sayDollars, sayDuration } from './measures';
import { stopTask } from './running-task';
import type { Screen } from './screen';
import { sayWork } from './tasks';
import { abortUpload } from './unfinished-uploads';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export interface Cleanable extends Searched {
  title: string;
  /** Removes what a job has left. */
  clearJob: (jobId: string, what: Clearing) => Promise<unknown>;
}

export interface CleanupOptions {
  /** Without it nothing is removed. */
  yes: boolean;
  json: boolean;
}

/** Found, and what became of it. */
type Outcome = Leftover & { removed: boolean };

/**
 * Finds what is left over, and removes it where that is wanted.
 * @returns the exit code
 */
export async function cleanup(
  stage: Cleanable,
  rules: Rules,
  { yes, json }: CleanupOptions,
  { stdout, stderr }: Screen,
  signal: AbortSignal,
): Promise<number> {
  if (!json) stderr.write(`Looking for orphans at ${stage.title}\n`);
  const { leftovers, kept } = await findLeftovers(stage, rules, signal);
  const outcomes: Outcome[] = [];
  for (const leftover of leftovers) {
    signal.throwIfAborted();
    outcomes.push({ ...leftover, removed: yes && (await remove(stage, leftover)) });
  }
  const sums = sumUp(leftovers);
  if (json) {
    stdout.write(`${JSON.stringify({ dryRun: !yes, leftovers: outcomes, kept, ...sums }, null, 2)}\n`);
    return exit.succeeded;
  }
  const rows = columns(outcomes.map((one) => [...(yes ? [one.removed ? 'removed' : 'needed'] : []), ...row(one)]));
  stdout.write(`${[...rows, ...sumLines(leftovers, sums, yes), ...keptLines(kept)].join('\n')}\n`);
  return exit.succeeded;
}

/**
 * Jobs are taken up again: whether somebody needs it is asked once more.
 * @returns whether it is gone
 */
async function remove(stage: Cleanable, leftover: Leftover): Promise<boolean> {
  const { clients, names } = stage;
  if (leftover.kind === 'upload') {
    if (await isNeeded(stage, leftover)) return false;
    await abortUpload(clients.s3, leftover);
    return true;
  }
  const { jobId, kind, life } = leftover;
  const launchers = kind === 'task' && leftover.executionId !== undefined ? [leftover.executionId] : [];
  if ((await lifeOf(stage, jobId, launchers)).life !== life) return false;
  if (kind === 'work') await stage.clearJob(jobId, 'work');
  else await stopTask(clients.ecs, names.cluster, leftover.taskArn, 'framefleet cleanup: its job runs no longer');
  return true;
}

const short = (jobId: string): string => jobId.slice(0, 12);
const monthly = (dollars: number): string => `${sayDollars(dollars)} a month`;
const ofJob = ({ jobId, life }: { jobId: string; life: string }): string =>
  `of job ${short(jobId)}, which ${life === 'gone' ? 'has no record' : `has ${life === 'cancelled' ? 'been ' : ''}${life}`}`;

function row(leftover: Leftover): string[] {
  switch (leftover.kind) {
    case 'task':
      return [
        'task',
        `${short(leftover.id)}: ${sayWork(leftover)} ${ofJob(leftover)}`,
        `runs for ${sayDuration(leftover.ageSeconds)}`,
        `${sayDollars(leftover.dollars)} so far`,
      ];
    case 'work':
      return [
        'work',
        `${sayCount(leftover.objects, 'object')} ${ofJob(leftover)}`,
        sayBytes(leftover.bytes),
        monthly(leftover.dollarsPerMonth),
      ];
    case 'upload':
      return [
        'upload',
        `s3://${leftover.bucket}/${leftover.key}, begun ${leftover.begunAt.toISOString()}`,
        sayBytes(leftover.bytes),
        monthly(leftover.dollarsPerMonth),
      ];
  }
}

interface Sums {
  bytes: number;
  dollarsPerMonth: number;
  /** Of tasks, so far. */
  dollars: number;
}

const sumUp = (leftovers: readonly Leftover[]): Sums =>
  leftovers.reduce<Sums>(
    (sums, one) =>
      one.kind === 'task'
        ? { ...sums, dollars: sums.dollars + one.dollars }
        : { ...sums, bytes: sums.bytes + one.bytes, dollarsPerMonth: sums.dollarsPerMonth + one.dollarsPerMonth },
    { bytes: 0, dollarsPerMonth: 0, dollars: 0 },
  );

function sumLines(leftovers: readonly Leftover[], sums: Sums, yes: boolean): string[] {
  if (leftovers.length === 0) return ['Nothing is left over.'];
  const number = (kind: Leftover['kind']) => leftovers.filter((one) => one.kind === kind).length;
  const parts = [
    sayCount(number('task'), 'task'),
    `work of ${sayCount(number('work'), 'job')}`,
    sayCount(number('upload'), 'unfinished upload'),
  ];
  const stored = `${sayBytes(sums.bytes)} stored at ${monthly(sums.dollarsPerMonth)}`;
  const end = yes ? '' : '. Nothing was removed: --yes does that';
  return [`${parts.join(', ')}; ${stored}${end}.`];
}

function keptLines(kept: readonly KeptWork[]): string[] {
  const line = (why: KeptWork['why'], reason: string) => {
    const those = kept.filter((work) => work.why === why);
    const bytes = those.reduce((sum, work) => sum + work.bytes, 0);
    return those.length === 0 ? [] : [`Kept: work of ${sayCount(those.length, 'job')} ${reason} (${sayBytes(bytes)}).`];
  };
  return [
    ...line('failed', 'that failed, for framefleet redrive; --failed-older-than 7d removes what is older'),
    ...line('keepWork', "that succeeded, as the stage's jobs.keepWork wants it"),
  ];
}
