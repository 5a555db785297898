import { randomUUID } from 'node:crypto';
import { ApiError } from '../api/api-error';
import { Execution, type RunnableMachine } from './execution';
import type { Frame } from '../history/frame';
import { History } from '../history/history';
import type { Journal } from '../history/journal';
import { parseJson } from '../json';
import { type ChildRunner, MapChildren } from '../map/map-children';
import { MapRun, type MapRunLimits } from '../map/map-run';
import type { MapRunner } from '../map/map-runner';
import type { Outcome } from './outcome';
import { runExecution } from './run-execution';
import { runStates } from '../states/run-states';
import { payloadOf, type MapRunSettings, type Payload, type Scope, type World } from '../states/state-run';
import { Interruption } from '../states/states-error';
import { TaskTokens } from './task-tokens';

interface Start {
  readonly name: string;
  readonly input: Payload;
  readonly testCase?: string | undefined;
}

/** Why executions were aborted that ran when their process ended. */
export const stackEnded = {
  error: 'Framefleet.StackEnded',
  cause: 'The stack that ran this execution has ended. Redrive it to go on from where it was.',
} as const;

/** All executions, and the map runs they began: in memory, and where there is a journal, in it too. */
export class Executions {
  private readonly byArn = new Map<string, Execution>();
  private readonly byMachine = new Map<string, Execution[]>();
  private readonly mapRuns = new Map<string, MapRun>();
  private readonly running = new Set<Promise<Outcome>>();
  readonly tokens = new TaskTokens();
  private readonly childRunner: ChildRunner = {
    begin: (machine, start, child) => {
      const execution = this.create(machine, start, child);
      return { execution, ended: this.begin(execution, start.input) };
    },
    resume: (execution) => this.resume(execution),
    stop: (execution) => this.stop(execution, undefined, undefined),
    changed: (mapRun) => this.journal?.mapRun(mapRun),
  };

  constructor(
    private readonly world: World,
    /** Called for each that begins, goes on or has ended, but for the children of a Map. */
    private readonly onChanged: (execution: Execution) => void,
    private readonly journal?: Journal,
  ) {}

  get(arn: string): Execution | undefined {
    return this.byArn.get(arn);
  }

  mapRun(arn: string): MapRun | undefined {
    return this.mapRuns.get(arn);
  }

  /** Of a machine, the last begun first. */
  listOf(machineArn: string): Execution[] {
    return (this.byMachine.get(machineArn) ?? []).toReversed();
  }

  /** The children of a map run, the last begun first. */
  childrenOf(mapRun: MapRun): Execution[] {
    return this.listOf(mapRun.machineArn).filter((execution) => execution.mapRun === mapRun);
  }

  mapRunsOf(executionArn: string): MapRun[] {
    return [...this.mapRuns.values()].filter(({ parentArn }) => parentArn === executionArn);
  }

  changeLimits(mapRun: MapRun, limits: Partial<MapRunLimits>): void {
    mapRun.changeLimits(limits);
    this.journal?.mapRun(mapRun);
  }

  arnOf({ name: machine, type }: RunnableMachine, name: string): string {
    const { region, account } = this.world;
    return type === 'EXPRESS'
      ? `arn:aws:states:${region}:${account}:express:${machine}:${name}:${randomUUID()}`
      : `arn:aws:states:${region}:${account}:execution:${machine}:${name}`;
  }

  start(machine: RunnableMachine, start: Start): { execution: Execution; ended: Promise<Outcome> } {
    const execution = this.create(machine, start, undefined);
    return { execution, ended: this.begin(execution, start.input) };
  }

  /** Goes on with an execution that failed, at the states that did. */
  redrive(execution: Execution): void {
    const { status, reason } = execution.redriveState;
    if (status !== 'REDRIVABLE') {
      const why = reason ?? 'It is the child of a map run: redrive the execution that the map run belongs to';
      throw new ApiError('ExecutionNotRedrivable', `Execution is not redrivable: '${why}'`);
    }
    void this.resume(execution);
  }

  stop(execution: Execution, error: string | undefined, cause: string | undefined): void {
    execution.controller.abort(new Interruption('stopped', error, cause));
  }

  /** Aborts what runs, and waits for it. */
  async close(): Promise<void> {
    for (const execution of this.byArn.values()) {
      if (execution.status === 'RUNNING') this.stop(execution, stackEnded.error, stackEnded.cause);
    }
    await Promise.all(this.running);
  }

  /** Takes in what an earlier process on the same folder left. */
  restore(executions: Iterable<Execution>, mapRuns: Iterable<MapRun>): void {
    for (const execution of executions) this.keep(execution);
    for (const mapRun of mapRuns) this.mapRuns.set(mapRun.arn, mapRun);
  }

  private keep(execution: Execution): void {
    this.byArn.set(execution.arn, execution);
    const siblings = this.byMachine.get(execution.machine.arn);
    if (siblings) siblings.push(execution);
    else this.byMachine.set(execution.machine.arn, [execution]);
  }

  private create(
    machine: RunnableMachine,
    { name, input, testCase }: Start,
    child: { mapRun: MapRun; index: number; itemCount: number } | undefined,
  ): Execution {
    const { clock } = this.world;
    const arn = this.arnOf(machine, name);
    const history = new History(() => clock.now(), this.journal?.listener(arn));
    const execution = new Execution({ arn, name, machine, input: input.text, startDate: clock.now(), history, child, testCase }); // prettier-ignore
    this.keep(execution);
    this.journal?.begun(execution);
    return execution;
  }

  private resume(execution: Execution): Promise<Outcome> {
    execution.redrive(this.world.clock.now());
    return this.begin(execution, payloadOf(parseJson(execution.input)));
  }

  private begin(execution: Execution, input: Payload): Promise<Outcome> {
    const ended = this.run(execution, input);
    this.running.add(ended);
    void ended.then(() => this.running.delete(ended));
    return ended;
  }

  private async run(execution: Execution, input: Payload): Promise<Outcome> {
    // StartExecution answers before the first state runs.
    await Promise.resolve();
    if (!execution.mapRun) this.onChanged(execution);
    const outcome = await runExecution(execution, input, this.scopeOf(execution, input));
    execution.end(outcome, this.world.clock.now());
    this.journal?.ended(execution);
    if (!execution.mapRun) this.onChanged(execution);
    return outcome;
  }

  private scopeOf(execution: Execution, input: Payload): Scope {
    const { machine, redriveDate } = execution;
    const attempts = new Map<string, number>();
    const scope: Scope = {
      executionArn: execution.arn,
      // The children of a distributed Map run under their machine's name and the Map's label.
      machineName: machine.name.split('/')[0] ?? machine.name,
      world: this.world,
      language: machine.language,
      tokens: this.tokens,
      testCase: execution.testCase,
      context: {
        Execution: {
          Id: execution.arn,
          Input: input.value,
          Name: execution.name,
          RoleArn: machine.roleArn,
          StartTime: execution.startDate.toISOString(),
          ...(machine.type === 'STANDARD' ? { RedriveCount: execution.redriveCount } : {}),
          ...(redriveDate ? { RedriveTime: redriveDate.toISOString() } : {}),
        },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
      nextAttempt(stateName) {
        const attempt = attempts.get(stateName) ?? 0;
        attempts.set(stateName, attempt + 1);
        return attempt;
      },
      runBranch: async (graph, branchInput, position) =>
        (await runStates(graph, payloadOf(branchInput), position, scope)).value,
      mapRunner: (settings, frame, resumed) => this.mapRunner(execution, settings, resumed ? frame : undefined),
    };
    return scope;
  }

  /** @param resumed the frame whose map run a redrive goes on with */
  private mapRunner(parent: Execution, settings: MapRunSettings, resumed: Frame | undefined): MapRunner {
    const { machine } = parent;
    const mapRun = this.redrivenMapRun(parent, resumed) ?? this.beginMapRun(parent, settings);
    const ofChildren: RunnableMachine = {
      ...machine,
      arn: mapRun.machineArn,
      name: `${machine.name}/${mapRun.label}`,
      type: settings.express ? 'EXPRESS' : 'STANDARD',
      graph: settings.graph,
    };
    return new MapChildren(mapRun, ofChildren, parent, this.childRunner, this.world);
  }

  private beginMapRun(parent: Execution, settings: MapRunSettings): MapRun {
    const { region, account, clock } = this.world;
    const { machine } = parent;
    const { label, concurrency, toleratedCount, toleratedPercentage } = settings;
    const arn = `arn:aws:states:${region}:${account}:mapRun:${machine.name}/${label}:${randomUUID()}`;
    const limits = { concurrency, toleratedCount, toleratedPercentage };
    const mapRun = new MapRun(arn, parent.arn, `${machine.arn}/${label}`, label, clock.now(), limits);
    this.mapRuns.set(arn, mapRun);
    this.journal?.mapRun(mapRun);
    return mapRun;
  }

  /** A redrive goes on with the map run that the state began, if it came to that. */
  private redrivenMapRun(parent: Execution, frame: Frame | undefined): MapRun | undefined {
    const mapRun = frame?.mapRunArn === undefined ? undefined : this.mapRuns.get(frame.mapRunArn);
    if (mapRun?.parentArn !== parent.arn) return undefined;
    mapRun.redrive(this.world.clock.now());
    this.journal?.mapRun(mapRun);
    return mapRun;
  }
}
