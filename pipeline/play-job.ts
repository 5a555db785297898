import { capacities, capacityOf } from './capacity';
import { functionStartSeconds } from './estimate-task';
import type { FunctionCall, JobWork } from './job-work';
import { LaunchPace } from './launch-pace';

/** How a fleet behaves: nobody knows beforehand, so that it is assumed. */
export interface FleetBehaviour {
  /** Seconds from the wish for a task to its first work; the image is pulled in the last two thirds of it, which is billed. */
  start: { least: number; most: number };
  /** Seconds from the end of the work until Step Functions knows of it; billed. */
  stop: number;
  /** Launches at once, and then a second. */
  launchBurst: number;
  launchesPerSecond: number;
  /** What the work takes, measured in what it was reckoned to take. */
  pace: number;
  /** Standard deviation of that from task to task, as a share. */
  spread: number;
  /** Of a task on Spot. */
  interruptionsPerHour: number;
  /** Seconds for a state besides its work: Step Functions, the job table, waiting before another attempt. */
  stateSeconds: number;
}

export interface PlayedTask {
  kind: 'segment' | 'concat';
  onSpot: boolean;
  /** From the pull of its image. */
  billedSeconds: number;
}

export interface PlayedJob {
  /** From the claim to the success. */
  seconds: number;
  tasks: PlayedTask[];
  calls: FunctionCall[];
  transitions: number;
}

/** States that an attempt more enters: judged, counted, waited for, launched again. */
const transitionsOfAttempt = 4;
/** Before another attempt, on average. */
const pauseSeconds = 1;
/** How often a launch is refused that isn't let through at once, and how long it waits at least for its turn, on average. */
const launchesRefused = 2;
const pauseAfterRefusal = 3;

/** What goes on behind the states: where the image is pulled in the wait for a task. */
const pulledShare = 2 / 3;

/**
 * Goes through a job as the state machine does, with what the fleet does drawn by chance: segments in waves of so many at once,
 * launches one after the other, attempts anew when Spot wants its capacity back.
 */
export function playJob(
  work: JobWork,
  { maxConcurrency, spotShare }: { maxConcurrency: number; spotShare: number },
  fleet: FleetBehaviour,
  random: () => number,
): PlayedJob {
  const played: PlayedJob = { seconds: 0, tasks: [], calls: [], transitions: work.transitions.job };
  const pace = new LaunchPace(fleet);

  /** @returns when it was done */
  const call = (at: number, { memoryMib, seconds }: FunctionCall): number => {
    const took = seconds * fleet.pace;
    // What it is woken up by isn't billed for the most part.
    played.calls.push({ memoryMib, seconds: took });
    return at + Math.min(functionStartSeconds, 1) + took + fleet.stateSeconds;
  };
  /** @returns when it was done */
  const run = (at: number, kind: PlayedTask['kind'], reckoned: number, beginsOnSpot: boolean): number => {
    const starting = () => fleet.start.least + random() * (fleet.start.most - fleet.start.least);
    const seconds = reckoned * fleet.pace * aroundOne(fleet.spread, random);
    const { at: launched, wasRefused } = pace.launch(at);
    let now = launched;
    if (wasRefused) {
      played.transitions += launchesRefused;
      now += pauseAfterRefusal;
    }
    // Step Functions asks again On-Demand: it can't tell a refusal for want of Spot from one for too many at once.
    const isOnSpot = beginsOnSpot && !wasRefused;
    if (isOnSpot) {
      const interruptedAfter = (-Math.log(1 - random()) * 3600) / Math.max(fleet.interruptionsPerHour, 1e-9);
      if (interruptedAfter < seconds) {
        const start = starting();
        played.tasks.push({ kind, onSpot: true, billedSeconds: start * pulledShare + interruptedAfter + fleet.stop });
        played.transitions += transitionsOfAttempt;
        now += start + interruptedAfter + fleet.stop + pauseSeconds + transitionsOfAttempt * fleet.stateSeconds;
        return finish(now, false);
      }
    }
    return finish(now, isOnSpot);

    function finish(from: number, onSpot: boolean): number {
      const start = starting();
      played.tasks.push({ kind, onSpot, billedSeconds: start * pulledShare + seconds + fleet.stop });
      return from + start + seconds + fleet.stop + fleet.stateSeconds;
    }
  };

  let now = 4 * fleet.stateSeconds;
  for (const understanding of work.understanding) now = call(now, understanding);
  now += 2 * fleet.stateSeconds;

  const places = Array.from({ length: Math.min(maxConcurrency, work.segments.length) }, () => now);
  work.segments.forEach(({ tasks, inspect }, index) => {
    const begun = (places[0] ?? now) + fleet.stateSeconds;
    const onSpot = beginsSpot(index, spotShare);
    const ended = tasks.map((seconds) => run(begun, 'segment', seconds, onSpot));
    const inspected =
      inspect > 0 ? [call(Math.max(...ended), { memoryMib: work.inspectMemoryMib, seconds: inspect })] : [];
    played.transitions += work.transitions.segment;
    takeNext(places, Math.max(...ended, ...inspected) + 2 * fleet.stateSeconds);
  });
  now = places.reduce((latest, place) => Math.max(latest, place), now) + fleet.stateSeconds;

  const afterwards = beginsSpot(work.segments.length, spotShare);
  if (work.concat !== undefined) now = run(now, 'concat', work.concat, afterwards);
  if (work.merge) now = call(now, work.merge);
  if (work.illustrate !== undefined) now = run(now, 'concat', work.illustrate, afterwards);
  played.calls.push(...work.aside);
  return { ...played, seconds: now + 2 * fleet.stateSeconds };
}

/** The first of ascending times goes, another comes to where it belongs. */
function takeNext(ascending: number[], time: number): void {
  let place = 0;
  for (; (ascending[place + 1] ?? Infinity) < time; place++) ascending[place] = ascending[place + 1] ?? Infinity;
  ascending[place] = time;
}

/** A factor: log-normal, 1 on average. */
function aroundOne(spread: number, random: () => number): number {
  if (spread === 0) return 1;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(spread * normal - spread ** 2 / 2);
}

const beginsSpot = (task: number, spotShare: number): boolean => capacityOf(task, spotShare) === capacities.spotFirst;
