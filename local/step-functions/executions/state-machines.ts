import { randomUUID } from 'node:crypto';
import { ApiError } from '../api/api-error';
import { checkDefinition } from '../definition/check-definition';
import type { Definition } from '../definition/definition';
import type { RunnableMachine } from './execution';
import type { Journal } from '../history/journal';
import { machineRecord, revisionRecord } from '../history/journal-record';
import { type Revision, runnable, type StateMachine, type Version } from './state-machine';
import type { World } from '../states/state-run';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
const validName = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export function checkName(name: string): void {
  if (!validName.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
}

export interface NewMachine {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: 'STANDARD' | 'EXPRESS' | undefined;
  readonly tags?: ReadonlyMap<string, string> | undefined;
}

export class StateMachines {
  private readonly byArn = new Map<string, StateMachine>();

  constructor(
    private readonly world: World,
    private readonly journal?: Journal,
  ) {}

  /** The same again answers the same machine; another definition under its name is refused. */
  create({ name, definition, roleArn, type = 'STANDARD', tags = new Map() }: NewMachine): StateMachine {
    checkName(name);
    const graph = this.parse(definition);
    const { region, account, clock } = this.world;
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const known = this.byArn.get(arn);
    if (known) {
      const { revision } = known;
      if (revision.text === definition && revision.roleArn === roleArn && known.type === type) return known;
      throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    const machine: StateMachine = {
      arn,
      name,
      type,
      creationDate: clock.now(),
      revision: { id: randomUUID(), text: definition, graph, roleArn },
      tags: new Map(tags),
      versions: [],
      lastVersion: 0,
    };
    this.byArn.set(arn, machine);
    this.keep(machine, true);
    return machine;
  }

  update(arn: string, definition: string | undefined, roleArn: string | undefined): StateMachine {
    const machine = this.get(arn);
    const { revision } = machine;
    machine.revision = {
      id: randomUUID(),
      text: definition ?? revision.text,
      graph: definition === undefined ? revision.graph : this.parse(definition),
      roleArn: roleArn ?? revision.roleArn,
    };
    this.keep(machine, true);
    return machine;
  }

  /** The same revision again answers the version it has. */
  publish(arn: string, description?: string): Version {
    const machine = this.get(arn);
    const last = machine.versions.at(-1);
    if (last?.revision.id === machine.revision.id) return last;
    machine.lastVersion++;
    const version = { number: machine.lastVersion, revision: machine.revision, creationDate: this.world.clock.now(), description }; // prettier-ignore
    machine.versions.push(version);
    this.keep(machine);
    return version;
  }

  deleteVersion(versionArn: string): void {
    const { machine, version } = this.find(versionArn);
    machine.versions = machine.versions.filter((one) => one !== version);
    this.keep(machine);
  }

  tag(arn: string, tags: ReadonlyMap<string, string>): void {
    const machine = this.get(arn);
    for (const [key, value] of tags) machine.tags.set(key, value);
    this.keep(machine);
  }

  untag(arn: string, keys: readonly string[]): void {
    const machine = this.get(arn);
    for (const key of keys) machine.tags.delete(key);
    this.keep(machine);
  }

  delete(arn: string): void {
    if (this.byArn.delete(arn)) this.journal?.write({ kind: 'deleted', arn });
  }

  get(arn: string): StateMachine {
    const machine = this.byArn.get(arn);
    if (!machine) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** What the ARN of a machine, or of one of its versions, stands for. */
  find(arn: string): { machine: StateMachine; version?: Version } {
    const [, machineArn = arn, number] = /^(.*:stateMachine:[^:]+):(\d+)$/.exec(arn) ?? [];
    const machine = this.byArn.get(machineArn);
    if (number === undefined) return { machine: this.get(arn) };
    const version = machine?.versions.find((one) => one.number === Number(number));
    if (machine && version) return { machine, version };
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  runnable(arn: string): RunnableMachine {
    const { machine, version } = this.find(arn);
    return runnable(machine, version);
  }

  list(): StateMachine[] {
    return [...this.byArn.values()];
  }

  /** Takes in what an earlier process on the same folder left. */
  restore(machines: Iterable<StateMachine>): void {
    for (const machine of machines) this.byArn.set(machine.arn, machine);
  }

  private keep(machine: StateMachine, revised = false): void {
    if (revised) this.journal?.write(revisionRecord(machine.arn, machine.revision));
    this.journal?.write(machineRecord(machine));
  }

  private parse(text: string): Definition {
    const { definition, diagnostics } = checkDefinition(text, this.world.integrations, this.world.mocks);
    if (definition) return definition;
    const problems = diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
  }
}

export type { Revision, StateMachine, Version };
