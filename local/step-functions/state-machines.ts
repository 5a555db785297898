import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error';
import { checkDefinition } from './check-definition';
import type { Definition } from './definition';
import type { World } from './state-run';

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: Date;
  roleArn: string;
  /** As it was given, and as it runs. */
  text: string;
  graph: Definition;
  revisionId: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html */
const validName = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export function checkName(name: string): void {
  if (!validName.test(name)) throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
}

export class StateMachines {
  private readonly byArn = new Map<string, StateMachine>();

  constructor(private readonly world: World) {}

  /** The same again answers the same machine; another definition under its name is refused. */
  create(name: string, definition: string, roleArn: string): StateMachine {
    checkName(name);
    const graph = this.parse(definition);
    const { region, account, clock } = this.world;
    const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    const known = this.byArn.get(arn);
    if (known) {
      if (known.text === definition && known.roleArn === roleArn) return known;
      throw new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    }
    const machine = {
      arn,
      name,
      roleArn,
      text: definition,
      graph,
      creationDate: clock.now(),
      revisionId: randomUUID(),
    };
    this.byArn.set(arn, machine);
    return machine;
  }

  update(arn: string, definition: string | undefined, roleArn: string | undefined): StateMachine {
    const machine = this.get(arn);
    if (definition !== undefined) {
      machine.graph = this.parse(definition);
      machine.text = definition;
    }
    machine.roleArn = roleArn ?? machine.roleArn;
    machine.revisionId = randomUUID();
    return machine;
  }

  delete(arn: string): void {
    this.byArn.delete(arn);
  }

  get(arn: string): StateMachine {
    const machine = this.byArn.get(arn);
    if (!machine) throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  list(): StateMachine[] {
    return [...this.byArn.values()];
  }

  private parse(text: string): Definition {
    const { definition, diagnostics } = checkDefinition(text, this.world.integrations);
    if (definition) return definition;
    const problems = diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
    throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
  }
}
