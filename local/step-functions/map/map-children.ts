import { randomUUID } from 'node:crypto';
import { Execution, type RunnableMachine } from '../executions/execution';
import type { JsonValue } from '../json';
import type { MapRun, MapRunStatus } from './map-run';
import type { MapRunner } from './map-runner';
import type { Outcome } from '../executions/outcome';
import { payloadOf, type Payload, type World } from '../states/state-run';

/** What running children takes of those who run executions. */
export interface ChildRunner {
  /** Begins the execution of an item or a batch. */
  begin(
    machine: RunnableMachine,
    start: { name: string; input: Payload; testCase: string | undefined },
    child: { mapRun: MapRun; index: number; itemCount: number },
  ): { execution: Execution; ended: Promise<Outcome> };
  /** Goes on with one that failed. */
  resume(execution: Execution): Promise<Outcome>;
  stop(execution: Execution): void;
  /** The map run was begun, or has ended. */
  changed(mapRun: MapRun): void;
}

/** The child executions of one run of a distributed Map. */
export class MapChildren implements MapRunner {
  private readonly running = new Set<Execution>();
  private stopping: AbortSignal | undefined;

  constructor(
    readonly mapRun: MapRun,
    /** That of the Map's processor. */
    private readonly machine: RunnableMachine,
    private readonly parent: Execution,
    private readonly runner: ChildRunner,
    private readonly world: World,
  ) {}

  async runChild(index: number, inputOf: () => Promise<JsonValue>, signal: AbortSignal): Promise<Outcome> {
    const { mapRun, machine, parent, runner } = this;
    const known = mapRun.children[index];
    if (known instanceof Execution && known.redriveState.status === 'REDRIVABLE_BY_MAP_RUN') {
      known.machine = machine;
      this.tell('RedriveExecution', known.arn);
      return this.watch(known, runner.resume(known), signal);
    }
    const input = payloadOf(await inputOf());
    this.tell('StartExecution', parent.machine.arn);
    const start = { name: randomUUID(), input, testCase: parent.testCase };
    const { execution, ended } = runner.begin(machine, start, { mapRun, index, itemCount: known?.itemCount ?? 1 });
    mapRun.children[index] = execution;
    return this.watch(execution, ended, signal);
  }

  end(status: MapRunStatus): void {
    this.mapRun.end(status, this.world.clock.now());
    this.runner.changed(this.mapRun);
  }

  private async watch(execution: Execution, ended: Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
    this.stopAllOn(signal);
    this.running.add(execution);
    if (signal.aborted) this.stop(execution);
    const outcome = await ended;
    this.running.delete(execution);
    if (!signal.aborted) this.tell('DescribeExecution', execution.arn);
    return outcome;
  }

  /** One listener for all of them: a signal searches its listeners whenever one is added. */
  private stopAllOn(signal: AbortSignal): void {
    if (this.stopping === signal) return;
    this.stopping = signal;
    const stopAll = () => this.running.forEach((execution) => this.stop(execution));
    signal.addEventListener('abort', stopAll, { once: true });
  }

  private stop(execution: Execution): void {
    this.tell('StopExecution', execution.arn);
    this.runner.stop(execution);
  }

  private tell(
    action: 'StartExecution' | 'DescribeExecution' | 'StopExecution' | 'RedriveExecution',
    resource: string,
  ): void {
    this.world.onChildCall?.({ action, resource });
  }
}
