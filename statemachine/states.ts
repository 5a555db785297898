/** The parts of the Amazon States Language that our definition uses: https://states-language.net/spec.html */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Retrier {
  ErrorEquals: readonly string[];
  IntervalSeconds: number;
  BackoffRate: number;
  MaxAttempts: number;
  MaxDelaySeconds: number;
  JitterStrategy: 'FULL' | 'NONE';
}

export interface Catcher {
  ErrorEquals: readonly string[];
  ResultPath: string;
  Next: string;
}

/** Where a state leads: to another, or out of its machine or branch. */
export type Transition = { Next: string } | { End: true };

interface Described {
  /** Written for the console's graph: read aloud, the comments tell the story. */
  Comment: string;
}

export type PassState = Described & Transition & { Type: 'Pass'; Parameters: Json; ResultPath?: string };

export type TaskState = Described &
  Transition & {
    Type: 'Task';
    Resource: string;
    Parameters: Json;
    ResultSelector?: Json;
    ResultPath: string | null;
    OutputPath?: null;
    Retry: readonly Retrier[];
    Catch?: readonly Catcher[];
  } & ({ TimeoutSeconds: number } | { TimeoutSecondsPath: string });

/** Of a Choice: a comparison, or several put together. */
export type Condition =
  | { Variable: string; IsPresent: boolean }
  | { Variable: string; StringEquals: string }
  | { Variable: string; StringMatches: string }
  | { Variable: string; BooleanEquals: boolean }
  | { Variable: string; NumericLessThan: number }
  | { And: readonly Condition[] }
  | { Or: readonly Condition[] }
  | { Not: Condition };

export interface ChoiceState extends Described {
  Type: 'Choice';
  Choices: readonly (Condition & { Next: string })[];
  Default: string;
}

export interface WaitState extends Described {
  Type: 'Wait';
  SecondsPath: string;
  Next: string;
}

export interface Branch {
  StartAt: string;
  States: Readonly<Record<string, State>>;
}

export type ParallelState = Described &
  Transition & { Type: 'Parallel'; Branches: readonly Branch[]; ResultPath: null };

export type MapState = Described &
  Transition & {
    Type: 'Map';
    Label?: string;
    ItemsPath?: string;
    ItemReader?: Json;
    ItemSelector: Json;
    ItemProcessor: Branch & {
      ProcessorConfig: { Mode: 'INLINE' } | { Mode: 'DISTRIBUTED'; ExecutionType: 'STANDARD' };
    };
    /** Without it: all at once. */
    MaxConcurrencyPath?: string;
    ResultPath: null;
    Catch?: readonly Catcher[];
  };

export interface FailState extends Described {
  Type: 'Fail';
  Error?: string;
  Cause?: string;
  ErrorPath?: string;
  CausePath?: string;
}

export interface SucceedState extends Described {
  Type: 'Succeed';
}

export type State =
  PassState | TaskState | ChoiceState | WaitState | ParallelState | MapState | FailState | SucceedState;

export interface StateMachine extends Branch {
  Comment: string;
  TimeoutSeconds: number;
}
