import type { JobEstimate, Spread } from './job-estimate';
import { type JobToReckon, workOf } from './job-work';
import { type FleetBehaviour, type PlayedJob, playJob } from './play-job';
import { type PriceTable, priceTableOf } from './price-table';
import { addressDollars, fargateDollars, lambdaDollars, requestDollars, transitionDollars } from './prices';
import { seededRandom } from './seeded-random';

/** What a fleet is taken to do, well, as a rule, and badly. `docs/estimates.md` says why. */
export const behaviours: Readonly<Record<keyof Spread, FleetBehaviour & { spotDiscount: number }>> = {
  low: {
    start: { least: 15, most: 25 },
    stop: 1,
    launchBurst: 100,
    launchesPerSecond: 20,
    pace: 0.75,
    spread: 0.1,
    interruptionsPerHour: 0,
    stateSeconds: 0.05,
    spotDiscount: 0.7,
  },
  likely: {
    start: { least: 20, most: 40 },
    stop: 3,
    launchBurst: 100,
    launchesPerSecond: 20,
    pace: 1,
    spread: 0.15,
    interruptionsPerHour: 0.1,
    stateSeconds: 0.1,
    spotDiscount: 0.65,
  },
  high: {
    start: { least: 30, most: 75 },
    stop: 10,
    launchBurst: 50,
    launchesPerSecond: 10,
    pace: 1.5,
    spread: 0.3,
    interruptionsPerHour: 1,
    stateSeconds: 0.3,
    spotDiscount: 0.5,
  },
};

/** Odd, so that there is one in the middle. */
const rounds = 9;

export interface JobToEstimate extends JobToReckon {
  maxConcurrency: number;
  /** Share of the tasks whose first attempt runs on Spot. */
  spotShare: number;
}

/** Plays the whole job a few times over, and takes the middle of what comes out. The same job always gets the same estimate. */
export function estimateJob(job: JobToEstimate): JobEstimate {
  const work = workOf(job);
  const listed = priceTableOf(job.fleet.region);
  const [seconds, dollars] = [spreadOf(() => 0), spreadOf(() => 0)];
  for (const how of ['low', 'likely', 'high'] as const) {
    const random = seededRandom(1);
    const { spotDiscount } = behaviours[how];
    const table = { ...listed, fargate: { ...listed.fargate, spotDiscount } };
    const plays = Array.from({ length: rounds }, () => playJob(work, job, behaviours[how], random));
    seconds[how] = middle(plays.map((played) => played.seconds));
    dollars[how] = middle(plays.map((played) => dollarsOf(played, job, table))) + requestDollars(work.requests, table);
  }
  const { segments, choice, fleet } = job;
  const single = [work.concat, work.illustrate].filter((one) => one !== undefined).length;
  return {
    ...{ seconds: rounded(seconds, 1), dollars: rounded(dollars, 4), segments: segments.length, mode: choice.mode },
    tasks: segments.length * choice.tasks.length + single,
    region: fleet.region,
    pricesOf: listed.pricesOf,
  };
}

/** All that AWS bills, except for requests to S3. */
function dollarsOf({ tasks, calls, transitions }: PlayedJob, { fleet }: JobToEstimate, table: PriceTable): number {
  const { architecture } = fleet;
  const ofTasks = tasks.map(({ kind, onSpot, billedSeconds }) => {
    const address = fleet.publicAddresses
      ? addressDollars(Math.max(table.fargate.minimumSeconds, billedSeconds), table)
      : 0;
    return fargateDollars({ ...fleet[kind], architecture }, billedSeconds, onSpot ? 1 : 0, table) + address;
  });
  const ofCalls = calls.map(({ memoryMib, seconds }) => lambdaDollars(memoryMib, seconds, architecture, table));
  return [...ofTasks, ...ofCalls].reduce((sum, one) => sum + one, transitionDollars(transitions, table));
}

const spreadOf = (of: (how: keyof Spread) => number): Spread => ({
  low: of('low'),
  likely: of('likely'),
  high: of('high'),
});

const rounded = (spread: Spread, digits: number): Spread => spreadOf((how) => Number(spread[how].toFixed(digits)));

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
