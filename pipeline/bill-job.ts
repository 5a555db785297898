import type { Bill, BillLine } from './bill';
import { countTransitions } from './count-transitions';
import { Fleet } from './fleet';
import type { JobRecord, TaskRecord } from './job';
import { type PriceTable, priceTableOf, usualRegion } from './price-table';
import { addressDollars, billedSeconds, fargateDollars, requestDollars, transitionDollars } from './prices';
import { speedUpOf } from './speed-up';
import { type TaskRun, hasSucceeded } from './task-run';
import { type Usage, noUsage } from './usage';

interface Known {
  /** Up to which a task that still runs is billed. */
  now: Date;
  usage?: Usage | undefined;
  /** The state machine announces progress: a state more for each phase and segment. */
  announcesProgress?: boolean | undefined;
  /** Of all outputs, where somebody has looked. */
  outputBytes?: number | undefined;
}

/** A launch as it is billed. */
interface BilledLaunch {
  run: Omit<TaskRun, 'taskArn' | 'executionId' | 'stopCode' | 'stoppedReason'>;
  /** From the image's pull to the stop. */
  seconds: number;
  dollars: number;
  addressDollars: number;
}

/**
 * What a job has cost so far: all of its launches, those included that failed, what functions and tasks say they have used, and the
 * state machine's transitions. A launch whose end ECS hasn't told of is reckoned by what its task has written down itself. Not in
 * it: keeping objects, the job table, logs, events and traffic out of the region (docs/cost.md).
 */
export function billOf(record: Omit<JobRecord, 'bill'>, known: Known): Bill {
  const table = priceTableOf(regionOf(record.executionId));
  const untold = untoldRuns(record, known.now);
  const launches = [...record.runs, ...untold].map((run) => billLaunch(run, table));
  // Of the others nobody knows yet.
  const failed = launches.slice(0, record.runs.length).filter(({ run }) => !hasSucceeded(run));
  const lines = [...taskLines(launches, table), ...otherLines(record, launches, known, table)].filter(
    ({ quantity }) => quantity > 0,
  );
  return {
    currency: 'USD',
    region: table.region,
    pricesOf: table.isListed ? table.pricesOf : `${table.pricesOf}, of ${usualRegion}`,
    isComplete: record.finishedAt !== undefined && untold.length === 0,
    dollars: sum(lines, ({ dollars }) => dollars),
    lines,
    tasks: launches.length,
    taskSeconds: sum(launches, ({ seconds }) => seconds),
    billedSeconds: sum(launches, ({ seconds }) => billedTime(seconds, table)),
    failed: {
      tasks: failed.length,
      dollars: sum(failed, (launch) => launch.dollars + launch.addressDollars),
    },
    ...speedUpOf(record),
    ...(known.outputBytes === undefined
      ? {}
      : { storageDollarsPerMonth: (known.outputBytes / 2 ** 30) * table.s3.storageGibMonth }),
  };
}

/** arn:aws:states:<region>:… */
const regionOf = (executionId: string): string => executionId.split(':')[3] || usualRegion;

/** What never pulled its image costs nothing. */
const billedTime = (seconds: number, table: PriceTable): number => (seconds > 0 ? billedSeconds(seconds, table) : 0);

function billLaunch(run: BilledLaunch['run'], table: PriceTable): BilledLaunch {
  const { pullStartedAt, stoppedAt, capacity, publicAddress } = run;
  const seconds = pullStartedAt === undefined ? 0 : (Date.parse(stoppedAt) - Date.parse(pullStartedAt)) / 1000;
  return {
    run,
    seconds,
    dollars: seconds > 0 ? fargateDollars(run, seconds, capacity === 'FARGATE_SPOT' ? 1 : 0, table) : 0,
    addressDollars: publicAddress ? addressDollars(billedTime(seconds, table), table) : 0,
  };
}

function taskLines(launches: readonly BilledLaunch[], table: PriceTable): BillLine[] {
  const lineOf = (name: string, capacity: TaskRun['capacity']): BillLine => {
    const own = launches.filter(({ run }) => run.capacity === capacity);
    const vcpuSeconds = sum(own, ({ run, seconds }) => run.vcpus * billedTime(seconds, table));
    return { name, quantity: vcpuSeconds / 3600, unit: 'vCPU hours', dollars: sum(own, ({ dollars }) => dollars) };
  };
  const addressed = launches.filter(({ run }) => run.publicAddress);
  return [
    lineOf('Fargate On-Demand', 'FARGATE'),
    lineOf('Fargate Spot', 'FARGATE_SPOT'),
    {
      name: 'Public IPv4 addresses',
      quantity: sum(addressed, ({ seconds }) => billedTime(seconds, table)) / 3600,
      unit: 'hours',
      dollars: sum(addressed, (launch) => launch.addressDollars),
    },
  ];
}

function otherLines(
  record: Omit<JobRecord, 'bill'>,
  launches: readonly BilledLaunch[],
  { usage = noUsage, announcesProgress }: Known,
  table: PriceTable,
): BillLine[] {
  const { functionCalls, functionGibSeconds, readRequests, writeRequests } = usage;
  // Functions and tasks of a stage are of one architecture.
  const architecture = launches[0]?.run.architecture ?? 'x86_64';
  const transitions = countTransitions(record, announcesProgress);
  const { gibSecond, request } = table.lambda;
  return [
    {
      name: 'Lambda',
      quantity: functionGibSeconds,
      unit: `GiB seconds in ${functionCalls} calls`,
      dollars: functionGibSeconds * gibSecond[architecture] + functionCalls * request,
    },
    {
      name: 'Step Functions',
      quantity: transitions,
      unit: 'transitions',
      dollars: transitionDollars(transitions, table),
    },
    {
      name: 'S3 PUT, POST, LIST',
      quantity: writeRequests,
      unit: 'requests',
      dollars: requestDollars({ reads: 0, writes: writeRequests }, table),
    },
    {
      name: 'S3 GET, HEAD',
      quantity: readRequests,
      unit: 'requests',
      dollars: requestDollars({ reads: readRequests, writes: 0 }, table),
    },
  ];
}

/** Launches that tasks have told of themselves, and ECS hasn't, or not yet. */
function untoldRuns(record: Omit<JobRecord, 'bill'>, now: Date): BilledLaunch['run'][] {
  const { segments, concatenation, illustration, runs } = record;
  const tasks = [...segments.flatMap((segment) => segment.tasks), concatenation, illustration];
  return tasks.flatMap((task) => {
    if (!task) return [];
    const told = runs.filter((run) => run.task === task.task && run.segment === task.segment).length;
    const missing = Math.max(0, task.attempts - told);
    const like = likeness(task, runs);
    const last = Date.parse(task.endedAt ?? now.toISOString());
    return Array.from({ length: missing }, (_, index) => {
      const pullStartedAt = task.startedAt;
      // The item has the times of the latest; of those before it nobody knows more than that they ran: the least is taken.
      const ran = index === 0 ? last - Date.parse(pullStartedAt) : 1000;
      const stoppedAt = new Date(Date.parse(pullStartedAt) + ran).toISOString();
      return { ...like, task: task.task, segment: task.segment, attempt: 1, pullStartedAt, stoppedAt, exitCode: null };
    });
  });
}

/** What a launch is like that nobody has told of: as the others of its kind, or as it is usual. */
function likeness({ task }: TaskRecord, runs: readonly TaskRun[]) {
  const kindOf = (name: string) => (name === 'concat' || name === 'illustrate' ? 'concat' : 'segment');
  const { architecture, publicAddresses, ...sizes } = Fleet.parse({});
  const usual = { ...sizes[kindOf(task)], architecture, publicAddress: publicAddresses };
  const other = runs.find((run) => kindOf(run.task) === kindOf(task));
  const { vcpus, memoryGib, storageGib, publicAddress } = other ?? usual;
  // The dearer of the two.
  return {
    capacity: 'FARGATE' as const,
    architecture: other?.architecture ?? architecture,
    vcpus,
    memoryGib,
    storageGib,
    publicAddress,
  };
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);
