import { eachConcurrently } from '../pipeline/concurrently';
import type { JobRecord } from '../pipeline/job';
import { columns } from './columns';
import { findJob } from './find-job';
import { sayCount, sayDollars, sayDuration } from './measures';
import type { Screen } from './screen';
import type { Stage } from './stage';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export interface Billed {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs'>;
}

type Costing = Pick<JobRecord, 'jobId' | 'state' | 'createdAt' | 'bill' | 'plan'>;

/**
 * Tells what one job has cost, beside what was expected of it.
 * @returns the exit code
 * @throws UsageError, NoSuchJob
 */
export async function showJobCost(
  job: string,
  { title, jobs }: Billed,
  { json }: { json: boolean },
  { stdout }: Pick<Screen, 'stdout'>,
): Promise<number> {
  const record = await findJob(jobs, job, title);
  const { jobId, state, bill, plan } = record;
  const document = { jobId, state, bill: bill ?? null, estimate: plan?.estimate ?? null };
  stdout.write(`${json ? JSON.stringify(document, null, 2) : jobLines(record).join('\n')}\n`);
  return exit.succeeded;
}

function jobLines({ jobId, state, bill, plan }: Costing): string[] {
  const head = `${state}: ${jobId}`;
  const estimate = plan?.estimate?.dollars;
  const expected = estimate
    ? [`expected    ${sayDollars(estimate.likely)} (${sayDollars(estimate.low)} to ${sayDollars(estimate.high)})`]
    : ['expected    nothing: its plan has no estimate'];
  if (!bill) return [head, '  no bill: its record is of a version that kept none', `  ${expected.join('')}`];
  const { tasks, taskSeconds, billedSeconds, failed, speedUp, efficiency, storageDollarsPerMonth } = bill;
  const lines = columns(
    bill.lines.map(({ name, quantity, unit, dollars }) => [
      `    ${name}`,
      `${Number(quantity.toPrecision(4))} ${unit}`,
      sayDollars(dollars),
    ]),
  );
  return [
    head,
    `  billed      ${sayDollars(bill.dollars)}${bill.isComplete ? '' : ' so far'}, at the list prices of ${bill.region}, ${bill.pricesOf}`,
    ...lines,
    `  ${expected.join('')}`,
    `  tasks       ${tasks}, ${sayDuration(taskSeconds)} of work, ${sayDuration(billedSeconds)} billed`,
    ...(failed.tasks === 0
      ? []
      : [`  for nothing ${sayDollars(failed.dollars)}, by ${sayCount(failed.tasks, 'task')} that failed`]),
    ...(speedUp === undefined ? [] : [`  speed-up    ${speedUp.toFixed(1)} times one task${ofSideBySide(efficiency)}`]),
    ...(storageDollarsPerMonth === undefined ? [] : [`  outputs     ${sayDollars(storageDollarsPerMonth)} a month`]),
  ];
}

const ofSideBySide = (efficiency: number | undefined): string =>
  efficiency === undefined ? '' : `, efficiency ${Math.round(efficiency * 100)} %`;

/** A day's jobs, or one job. */
interface Cost {
  /** A date of UTC, or a job's id. */
  name: string;
  jobs: number;
  failedJobs: number;
  dollars: number;
  /** Of it: all that failed and cancelled jobs have cost, and the failed launches of the others. */
  failedDollars: number;
  /** Jobs whose records have no bill. */
  withoutBill: number;
  /** Jobs whose bills aren't final. */
  incomplete: number;
}

/** Jobs that are read at once. */
const atOnce = 8;

/**
 * Tells what the jobs of the last days have cost.
 * @returns the exit code
 */
export async function showCosts(
  { title, jobs }: Billed,
  { days, by, json }: { days: number; by: 'day' | 'job'; json: boolean },
  { stdout }: Pick<Screen, 'stdout'>,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const from = new Date(now.getTime() - days * 86_400_000).toISOString();
  const listed = (await jobs.findJobs('')).filter(({ createdAt }) => createdAt >= from);
  const records = await eachConcurrently(listed, atOnce, ({ jobId }) => {
    signal.throwIfAborted();
    return jobs.readJob(jobId);
  });
  const costs = new Map<string, Cost>();
  for (const record of records) {
    // One that was removed since it was listed has nothing to tell.
    if (!record) continue;
    const name = by === 'day' ? record.createdAt.slice(0, 10) : record.jobId;
    costs.set(name, add(costs.get(name) ?? nothing(name), costOf(name, record)));
  }
  const rows = [...costs.values()];
  const total = rows.reduce(add, nothing('total'));
  const document = { from, days, by, currency: 'USD', total, rows };
  stdout.write(`${json ? JSON.stringify(document, null, 2) : costLines(rows, total, by, title, days).join('\n')}\n`);
  return exit.succeeded;
}

const nothing = (name: string): Cost => ({
  ...{ name, jobs: 0, failedJobs: 0, dollars: 0, failedDollars: 0, withoutBill: 0, incomplete: 0 },
});

function costOf(name: string, { state, bill }: Costing): Cost {
  const isLost = state === 'FAILED' || state === 'CANCELLED';
  return {
    ...{ name, jobs: 1, failedJobs: isLost ? 1 : 0, dollars: bill?.dollars ?? 0 },
    failedDollars: (isLost ? bill?.dollars : bill?.failed.dollars) ?? 0,
    withoutBill: bill ? 0 : 1,
    incomplete: bill?.isComplete === false ? 1 : 0,
  };
}

const add = (a: Cost, b: Cost): Cost => ({
  name: a.name,
  jobs: a.jobs + b.jobs,
  failedJobs: a.failedJobs + b.failedJobs,
  dollars: a.dollars + b.dollars,
  failedDollars: a.failedDollars + b.failedDollars,
  withoutBill: a.withoutBill + b.withoutBill,
  incomplete: a.incomplete + b.incomplete,
});

function costLines(rows: readonly Cost[], total: Cost, by: string, title: string, days: number): string[] {
  if (rows.length === 0) return [`No jobs at ${title} in the last ${sayCount(days, 'day')}.`];
  const cells = (cost: Cost): string[] => [
    cost.name.slice(0, 12),
    ...(by === 'day' ? [sayCount(cost.jobs, 'job')] : []),
    cost.withoutBill === cost.jobs ? 'no bill' : sayDollars(cost.dollars),
    failedShare(cost),
  ];
  const notes = [
    ...(total.withoutBill === 0 ? [] : [`${sayCount(total.withoutBill, 'job')} without a bill`]),
    ...(total.incomplete === 0 ? [] : [`${sayCount(total.incomplete, 'bill')} not final`]),
  ];
  return [
    ...columns([...rows, { ...total, name: 'sum' }].map(cells)),
    ...(notes.length === 0 ? [] : [`Not all of it: ${notes.join(', ')}.`]),
  ];
}

function failedShare({ failedDollars, dollars, failedJobs }: Cost): string {
  if (failedDollars === 0) return '';
  const jobs = failedJobs === 0 ? '' : `, ${sayCount(failedJobs, 'job')} failed or cancelled`;
  return `${Math.round((failedDollars / dollars) * 100)} % for nothing${jobs}`;
}
