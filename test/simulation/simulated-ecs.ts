import * as z from 'zod';
import { type Integration, StatesError } from '../../local/step-functions/server';
import type { Fleet } from '../../pipeline/fleet';
import type { TaskRun } from '../../pipeline/task-run';
import type { Chance } from './chance';
import type { VirtualClock } from './virtual-clock';

/** What happens to tasks: in the world, and not in an estimate of it. */
export interface FleetLaws {
  /** Seconds from RunTask to the first work; the image is pulled in the last two thirds of them. */
  start: [least: number, most: number];
  /** Seconds from the end of the work to the task's stop. */
  stop: [least: number, most: number];
  /** RunTask lets so many through at once, and so many a second. */
  burst: number;
  perSecond: number;
  /** Standard deviation of a task's work, and of all of a job's work, as shares of what it was reckoned to be. */
  spread: { task: number; job: number };
  /** Of tasks on Spot. */
  interruptionsPerHour: number;
}

const RunTask = z.object({
  CapacityProviderStrategy: z.tuple([z.object({ CapacityProvider: z.enum(['FARGATE', 'FARGATE_SPOT']) })]),
  Overrides: z.object({
    ContainerOverrides: z.tuple([
      z.object({
        Command: z.array(z.string()),
        Environment: z.tuple([z.object({ Value: z.string() }), z.object({ Value: z.string() })]),
      }),
    ]),
  }),
});

/** A task's command, as the container program understands it. */
export interface LaunchedTask {
  task: 'segment' | 'concat' | 'illustrate';
  /** Null for those about the whole video. */
  segment: number | null;
  /** Comma separated. */
  kernels: string;
}

/** A fleet that takes its time by chance, stops tasks as Spot does, and keeps a record of what AWS would bill. */
export class SimulatedEcs {
  /** Launches that have ended, in the order of their ends. */
  readonly runs: TaskRun[] = [];
  /** Launches that were refused: RunTask was called too often. */
  refused = 0;
  readonly #pace: number;
  #left: number;
  #filledAt: number;

  /** @param workOf seconds of work, as reckoned */
  constructor(
    private readonly laws: FleetLaws,
    private readonly fleet: Fleet,
    private readonly workOf: (task: LaunchedTask) => number,
    private readonly clock: VirtualClock,
    private readonly chance: Chance,
  ) {
    this.#pace = chance.aroundOne(laws.spread.job);
    this.#left = laws.burst;
    this.#filledAt = clock.now().getTime();
  }

  /** ecs:runTask.sync */
  readonly runTask: Integration = async ({ parameters, signal }) => {
    const { CapacityProviderStrategy, Overrides } = RunTask.parse(parameters);
    const [{ Command, Environment }] = Overrides.ContainerOverrides;
    const [{ CapacityProvider: capacity }] = CapacityProviderStrategy;
    this.#admit();
    const { laws, chance, clock } = this;
    const task = launchedTask(Command);
    const start = chance.between(laws.start);
    const work = this.workOf(task) * this.#pace * chance.aroundOne(laws.spread.task);
    const spotLasts = chance.until(capacity === 'FARGATE_SPOT' ? laws.interruptionsPerHour : 0);
    const isInterrupted = spotLasts < work;
    await clock.sleep((1000 * start) / 3, signal);
    const pullStartedAt = clock.now().toISOString();
    await clock.sleep((2000 * start) / 3, signal);
    const startedAt = clock.now().toISOString();
    await clock.sleep(1000 * (Math.min(work, spotLasts) + chance.between(laws.stop)), signal);
    const stoppedAt = clock.now().toISOString();
    const exitCode = isInterrupted ? 143 : 0;
    const stopCode = isInterrupted ? 'SpotInterruption' : 'EssentialContainerExited';
    const [{ Value: executionId }, { Value: before }] = Environment;
    const name = task.task === 'segment' ? (task.kernels.includes(',') ? 'fused' : task.kernels) : task.task;
    this.runs.push({
      ...{
        taskArn: `task-${this.runs.length}`,
        task: name,
        segment: task.segment,
        attempt: Number(before) + 1,
        executionId,
      },
      ...{ capacity, architecture: this.fleet.architecture, publicAddress: this.fleet.publicAddresses },
      ...this.fleet[task.task === 'segment' ? 'segment' : 'concat'],
      ...{ pullStartedAt, startedAt, stoppedAt, exitCode, stopCode, stoppedReason: '' },
    });
    const ended = { Containers: [{ ExitCode: exitCode }], StopCode: stopCode };
    if (isInterrupted) throw new StatesError('States.TaskFailed', JSON.stringify(ended));
    return ended;
  };

  /** @throws StatesError as RunTask does when it is called too often */
  #admit(): void {
    const now = this.clock.now().getTime();
    const { burst, perSecond } = this.laws;
    this.#left = Math.min(burst, this.#left + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    if (this.#left < 1) {
      this.refused++;
      throw new StatesError('ECS.ThrottlingException', 'Rate exceeded');
    }
    this.#left -= 1;
  }
}

function launchedTask([task = '', , segment, kernels = '']: readonly string[]): LaunchedTask {
  const kind = z.enum(['segment', 'concat', 'illustrate']).parse(task);
  return { task: kind, segment: kind === 'segment' ? Number(segment) : null, kernels };
}
