import { randomUUID } from 'node:crypto';
import type { Definition, Graph } from './definition';
import { History } from './history';
import { MapRun } from './map-run';
import type { Outcome } from './outcome';
import { runExecution } from './run-execution';
import { runStates } from './run-states';
import { payloadOf, type MapRunSettings, type Payload, type Scope, type World } from './state-run';
import { Interruption } from './states-error';

/** The machine as an execution runs it: an update doesn't reach those already running. */
export interface RunnableMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly graph: Definition | Graph;
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly input: string;
  readonly startDate: Date;
  readonly history: History;
  /** Set on the child execution of a distributed Map. */
  readonly mapRun: MapRun | undefined;
  status: 'RUNNING' | Outcome['status'];
  stopDate?: Date;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
  readonly controller: AbortController;
}

/** All executions of this process, and the map runs they began. Kept until it ends: there is no database. */
export class Executions {
  private readonly byArn = new Map<string, Execution>();
  private readonly mapRuns = new Map<string, MapRun>();
  private readonly running = new Set<Promise<Outcome>>();

  constructor(
    private readonly world: World,
    private readonly onEnded: (execution: Execution) => void,
  ) {}

  get(arn: string): Execution | undefined {
    return this.byArn.get(arn);
  }

  mapRun(arn: string): MapRun | undefined {
    return this.mapRuns.get(arn);
  }

  /** The last begun first. */
  list(): Execution[] {
    return [...this.byArn.values()].reverse();
  }

  mapRunsOf(executionArn: string): MapRun[] {
    return [...this.mapRuns.values()].filter(({ parentArn }) => parentArn === executionArn);
  }

  arnOf(machineName: string, name: string): string {
    return `arn:aws:states:${this.world.region}:${this.world.account}:execution:${machineName}:${name}`;
  }

  start(machine: RunnableMachine, name: string, input: Payload): Execution {
    return this.begin(machine, name, input, undefined).execution;
  }

  stop(execution: Execution, error: string | undefined, cause: string | undefined): void {
    execution.controller.abort(new Interruption('stopped', error, cause));
  }

  /** Aborts what runs, and waits for it. */
  async close(): Promise<void> {
    for (const execution of this.byArn.values()) {
      if (execution.status === 'RUNNING') this.stop(execution, undefined, undefined);
    }
    await Promise.all(this.running);
  }

  private begin(
    machine: RunnableMachine,
    name: string,
    input: Payload,
    parent: { mapRun: MapRun; signal: AbortSignal } | undefined,
  ): { execution: Execution; ended: Promise<Outcome> } {
    const execution: Execution = {
      arn: this.arnOf(machine.name, name),
      name,
      machineArn: machine.arn,
      input: input.text,
      startDate: this.world.clock.now(),
      history: new History(() => this.world.clock.now()),
      mapRun: parent?.mapRun,
      status: 'RUNNING',
      controller: new AbortController(),
    };
    this.byArn.set(execution.arn, execution);
    const stop = execution.controller.signal;
    const signal = parent ? AbortSignal.any([stop, parent.signal]) : stop;
    const ended = this.run(execution, machine, input, signal);
    this.running.add(ended);
    void ended.then(() => this.running.delete(ended));
    return { execution, ended };
  }

  private async run(
    execution: Execution,
    machine: RunnableMachine,
    input: Payload,
    signal: AbortSignal,
  ): Promise<Outcome> {
    // StartExecution answers before the first state runs.
    await Promise.resolve();
    const { history } = execution;
    const scope = this.scopeOf(execution, machine, input);
    const outcome = await runExecution({
      graph: machine.graph,
      input,
      roleArn: machine.roleArn,
      scope,
      history,
      signal,
    });
    Object.assign(execution, outcome, { stopDate: this.world.clock.now() });
    if (!execution.mapRun) this.onEnded(execution);
    return outcome;
  }

  private scopeOf(execution: Execution, machine: RunnableMachine, input: Payload): Scope {
    const scope: Scope = {
      executionArn: execution.arn,
      world: this.world,
      context: {
        Execution: {
          Id: execution.arn,
          Input: input.value,
          Name: execution.name,
          RoleArn: machine.roleArn,
          StartTime: execution.startDate.toISOString(),
          RedriveCount: 0,
        },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
      runBranch: async (graph, branchInput, position) =>
        (await runStates(graph, payloadOf(branchInput), position, scope)).value,
      beginMapRun: (settings) => this.beginMapRun(execution, machine, settings),
    };
    return scope;
  }

  private beginMapRun(parent: Execution, machine: RunnableMachine, settings: MapRunSettings): MapRun {
    const { region, account, clock } = this.world;
    const name = `${machine.name}/${settings.label}`;
    const child = { arn: `${machine.arn}/${settings.label}`, name, roleArn: machine.roleArn, graph: settings.graph };
    const mapRun = new MapRun(
      `arn:aws:states:${region}:${account}:mapRun:${name}:${randomUUID()}`,
      parent.arn,
      clock.now(),
      settings,
      (item, of, signal) => this.runChild(machine, child, payloadOf(item), { mapRun: of, signal }),
      () => clock.now(),
    );
    this.mapRuns.set(mapRun.arn, mapRun);
    return mapRun;
  }

  private async runChild(
    parent: RunnableMachine,
    child: RunnableMachine,
    input: Payload,
    of: { mapRun: MapRun; signal: AbortSignal },
  ): Promise<Outcome> {
    const { onChildCall } = this.world;
    onChildCall?.({ action: 'StartExecution', resource: parent.arn });
    const { execution, ended } = this.begin(child, randomUUID(), input, of);
    const outcome = await ended;
    const action = of.signal.aborted ? 'StopExecution' : 'DescribeExecution';
    onChildCall?.({ action, resource: execution.arn });
    return outcome;
  }
}
