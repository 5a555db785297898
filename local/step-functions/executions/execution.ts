import type { Definition, Graph } from '../definition/definition';
import { Frame } from '../history/frame';
import type { History } from '../history/history';
import type { ChildExecution, MapRun } from '../map/map-run';
import type { JsonObject } from '../json';
import type { Outcome } from './outcome';

/** The machine as an execution runs it: an update doesn't reach those already running. */
export interface RunnableMachine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly graph: Definition | Graph;
  /** The definition as it was given; a child's is its parent's. */
  readonly definition: string;
  /** Of the definition. */
  readonly revisionId: string;
  /** Of states that don't say theirs. */
  readonly language: 'JSONPath' | 'JSONata';
  /** That the execution was started with, where it was one. */
  readonly versionArn?: string | undefined;
}

export interface ExecutionStart {
  readonly arn: string;
  readonly name: string;
  readonly machine: RunnableMachine;
  /** JSON text. */
  readonly input: string;
  readonly startDate: Date;
  readonly history: History;
  /** Set on the child execution of a distributed Map. */
  readonly child?: { readonly mapRun: MapRun; readonly index: number; readonly itemCount: number } | undefined;
  /** Whose responses a mock configuration gives. */
  readonly testCase?: string | undefined;
}

export class Execution implements ChildExecution {
  readonly arn: string;
  readonly name: string;
  /** A child that an earlier process left gets its graph from its parent. */
  machine: RunnableMachine;
  readonly input: string;
  readonly startDate: Date;
  readonly history: History;
  readonly mapRun: MapRun | undefined;
  /** Of the child among those of its map run. */
  readonly index: number;
  readonly itemCount: number;
  readonly testCase: string | undefined;
  status: 'RUNNING' | Outcome['status'] = 'RUNNING';
  stopDate: Date | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  redriveCount = 0;
  redriveDate: Date | undefined;
  /** Where a redrive would go on. */
  frame = new Frame();
  controller = new AbortController();

  constructor({ arn, name, machine, input, startDate, history, child, testCase }: ExecutionStart) {
    this.arn = arn;
    this.name = name;
    this.machine = machine;
    this.input = input;
    this.startDate = startDate;
    this.history = history;
    this.mapRun = child?.mapRun;
    this.index = child?.index ?? 0;
    this.itemCount = child?.itemCount ?? 0;
    this.testCase = testCase;
  }

  end({ status, output, error, cause }: Outcome, at: Date): void {
    this.status = status;
    this.output = output;
    this.error = error;
    this.cause = cause;
    this.stopDate = at;
    // Nothing goes on after success, and its branches' outputs need not be kept.
    if (status === 'SUCCEEDED') this.frame = new Frame();
  }

  redrive(at: Date): void {
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.error = undefined;
    this.cause = undefined;
    this.redriveCount++;
    this.redriveDate = at;
    this.controller = new AbortController();
  }

  /** As a ResultWriter tells of it. */
  describe(): JsonObject {
    const { status, reason } = this.redriveState;
    const ended: JsonObject = this.stopDate ? { StopDate: this.stopDate.toISOString() } : {};
    return {
      ExecutionArn: this.arn,
      Input: this.input,
      InputDetails: { Included: true },
      Name: this.name,
      ...(this.output === undefined ? {} : { Output: this.output, OutputDetails: { Included: true } }),
      ...(this.error === undefined ? {} : { Error: this.error }),
      ...(this.cause === undefined ? {} : { Cause: this.cause }),
      RedriveCount: this.redriveCount,
      RedriveStatus: status,
      ...(reason === undefined ? {} : { RedriveStatusReason: reason }),
      StartDate: this.startDate.toISOString(),
      StateMachineArn: this.machine.arn,
      Status: this.status,
      ...ended,
    };
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html#redrive-eligibility */
  get redriveState(): { status: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN'; reason?: string } {
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') {
      return { status: 'NOT_REDRIVABLE', reason: `Execution is ${this.status} and cannot be redriven` };
    }
    if (this.machine.type === 'EXPRESS') {
      return { status: 'NOT_REDRIVABLE', reason: 'Execution of an EXPRESS workflow cannot be redriven' };
    }
    if (this.mapRun) return { status: 'REDRIVABLE_BY_MAP_RUN' };
    if (this.history.isFull) {
      return { status: 'NOT_REDRIVABLE', reason: 'Execution history event limit exceeded' };
    }
    return { status: 'REDRIVABLE' };
  }
}
