import type { Clock } from './clock';
import type { ExecutionContext, MapItem } from '../query/context-object';
import type { Graph } from '../definition/definition';
import type { Frame } from '../history/frame';
import type { Trail } from '../history/history';
import type { JsonValue } from '../json';
import type { MapRunner } from '../map/map-runner';
import type { Mocks } from '../mocks/mock-config';
import type { LeavingFields, QueryLanguage, Yield } from '../query/query-language';
import type { TaskTokens } from '../executions/task-tokens';
import type { Variables, View } from '../query/view';

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
/** Whom a function's ARN as a Task's resource calls; lambdaInvoke where there is none. */
export const lambdaFunction = 'a function by its ARN';

/** The objects that distributed Maps read their items from and write their results to. */
export interface ObjectStore {
  read(bucket: string, key: string): Promise<Buffer>;
  /** Everything below a prefix, in S3's order. */
  list(bucket: string, prefix: string): Promise<StoredObject[]>;
  write(bucket: string, key: string, content: string): Promise<void>;
}

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** What the engine has of the world outside. */
export interface World {
  readonly region: string;
  readonly account: string;
  readonly clock: Clock;
  readonly integrations: Readonly<Record<string, Integration>>;
  readonly objects: ObjectStore;
  /** What is wrong with a task's parameters, as far as Step Functions itself sees it: the service is then not called. */
  readonly refusedParameters?: ((resource: string, parameters: JsonValue) => string | undefined) | undefined;
  readonly mocks?: Mocks | undefined;
  /** Called for what a distributed Map asks of Step Functions itself, as any caller would, to run its items. */
  readonly onChildCall?: ((call: ChildCall) => void) | undefined;
}

export interface ChildCall {
  action: 'StartExecution' | 'DescribeExecution' | 'StopExecution' | 'RedriveExecution';
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

/** Where in its execution a graph of states runs. */
export interface Position {
  readonly trail: Trail;
  readonly signal: AbortSignal;
  readonly mapItem: MapItem | undefined;
  /** It is the branch of a Parallel: a task that fails it is told as aborted, too. */
  readonly inParallel?: boolean;
  /** How far the graph has come: not at its beginning when a redrive goes on with it. */
  readonly frame: Frame;
  /** Those the graph inherits: what it assigns itself nobody outside sees. */
  readonly variables: Variables;
}

/** What all states of one execution share. */
export interface Scope {
  readonly executionArn: string;
  readonly machineName: string;
  readonly world: World;
  readonly context: ExecutionContext;
  /** Of states that don't say theirs. */
  readonly language: 'JSONPath' | 'JSONata';
  readonly tokens: TaskTokens;
  /** The mocked test case that the execution was started with. */
  readonly testCase: string | undefined;
  /** How often a state of the test case was invoked until now. Counts this call. */
  nextAttempt(stateName: string): number;
  /** Runs a branch of a Parallel or an iteration of a Map. */
  runBranch(graph: Graph, input: JsonValue, position: Position): Promise<JsonValue>;
  /** Begins the run of a distributed Map, whose items are executions of their own; a redrive goes on with the one there was. */
  mapRunner(settings: MapRunSettings, frame: Frame, resumed: boolean): MapRunner;
}

export interface MapRunSettings {
  readonly graph: Graph;
  readonly label: string;
  readonly express: boolean;
  readonly concurrency: number;
  readonly toleratedCount: number;
  readonly toleratedPercentage: number;
}

/** One attempt at one state. */
export interface StateRun<S> extends Position {
  readonly name: string;
  readonly state: S;
  /** As the state was entered. */
  readonly input: JsonValue;
  /** What the state's fields see. */
  readonly view: View;
  readonly language: QueryLanguage;
  readonly scope: Scope;
  /** A redrive goes on with the state where it had stopped. */
  readonly resumed: boolean;
}

export interface StateResult {
  readonly given: Yield;
  /** Set by Choice; the others go where their Next says. */
  readonly next?: string;
  /** What says with what the state is left, where that isn't the state itself. */
  readonly leaving?: LeavingFields;
}
