import type { Clock } from './clock';
import type { ExecutionContext, MapItem } from './context-object';
import type { Graph } from './definition';
import type { Trail } from './history';
import type { JsonObject, JsonValue } from './json';
import type { MapRun } from './map-run';
import type { QueryLanguage } from './query-language';

export interface IntegrationCall {
  parameters: JsonValue;
  /** Aborts when the task timed out, its execution was stopped or a sibling failed. The task ends once the integration has. */
  signal: AbortSignal;
  executionArn: string;
  stateName: string;
  /**
   * A .sync integration calls it with the service's answer to its request, before it waits for the job to end: that is the
   * history's TaskSubmitted. A failure before it is a TaskSubmitFailed.
   */
  submitted?: (answer: JsonValue) => void;
}

/** One service integration, e.g. 'arn:aws:states:::ecs:runTask.sync'. Throws StatesError to fail the task with an error name and a cause. */
export type Integration = (call: IntegrationCall) => Promise<JsonValue>;

export const lambdaInvoke = 'arn:aws:states:::lambda:invoke';

/** What the engine has of the world outside. */
export interface World {
  readonly region: string;
  readonly account: string;
  readonly clock: Clock;
  readonly integrations: Readonly<Record<string, Integration>>;
  readonly readObject: (bucket: string, key: string) => Promise<Buffer>;
  /** Called for what a distributed Map asks of Step Functions itself, as any caller would, to run its items. */
  readonly onChildCall?: ((call: ChildCall) => void) | undefined;
}

export interface ChildCall {
  action: 'StartExecution' | 'DescribeExecution' | 'StopExecution';
  /** ARN: the parent's machine to start an item's execution, the execution from then on. */
  resource: string;
}

/** A value and its JSON text, which history and size limit need: written once, handed on. */
export interface Payload {
  readonly value: JsonValue;
  readonly text: string;
}

export function payloadOf(value: JsonValue): Payload {
  return { value, text: JSON.stringify(value) };
}

/** Where in its execution a branch runs. */
export interface Position {
  readonly trail: Trail;
  readonly signal: AbortSignal;
  readonly mapItem: MapItem | undefined;
}

/** What all states of one execution share. */
export interface Scope {
  readonly executionArn: string;
  readonly world: World;
  readonly context: ExecutionContext;
  /** Runs a branch of a Parallel or an iteration of a Map. */
  runBranch(graph: Graph, input: JsonValue, position: Position): Promise<JsonValue>;
  /** Begins the run of a distributed Map, whose items are executions of their own. */
  beginMapRun(settings: MapRunSettings): MapRun;
}

export interface MapRunSettings {
  readonly graph: Graph;
  readonly label: string;
  readonly concurrency: number;
  readonly toleratedCount: number;
  readonly toleratedPercentage: number;
}

/** One attempt at one state. */
export interface StateRun<S> extends Position {
  readonly name: string;
  readonly state: S;
  readonly input: JsonValue;
  readonly context: JsonObject;
  readonly language: QueryLanguage;
  readonly scope: Scope;
}

export interface StateResult {
  readonly output: JsonValue;
  /** Set by Choice; the others go where their Next says. */
  readonly next?: string;
}
