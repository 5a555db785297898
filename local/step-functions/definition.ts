import { z } from 'zod';
import { ChoiceRule, PathText } from './choice-rule';
import type { JsonObject, JsonValue } from './json';

/**
 * The Amazon States Language, as far as the engine runs it: https://states-language.net/
 * Strict: a field that AWS doesn't know, or that the engine doesn't run, is refused when the machine is created.
 */
const Json: z.ZodType<JsonValue> = z.json();
const Template: z.ZodType<JsonObject> = z.record(z.string(), Json);
const NullablePath = PathText.nullable().optional();
const Seconds = z.int().min(0).max(99_999_999);
const Timeout = z.int().min(1).max(99_999_999);

export const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(99_999_999).default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
export type Retrier = z.infer<typeof Retrier>;

export const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ResultPath: NullablePath,
});
export type Catcher = z.infer<typeof Catcher>;

const anyState = {
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
};
const transition = { Next: z.string().optional(), End: z.boolean().optional() };
const inputAndOutput = { InputPath: NullablePath, OutputPath: NullablePath };
const result = { ResultSelector: Template.optional(), ResultPath: NullablePath };
const handlers = { Retry: z.array(Retrier).default([]), Catch: z.array(Catcher).default([]) };

export const PassState = z.strictObject({
  Type: z.literal('Pass'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  Parameters: Json.optional(),
  Result: Json.optional(),
  ResultPath: NullablePath,
});
export type PassState = z.infer<typeof PassState>;

export const TaskState = z.strictObject({
  Type: z.literal('Task'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  ...result,
  ...handlers,
  Resource: z.string(),
  Parameters: Json.optional(),
  Credentials: Json.optional(),
  TimeoutSeconds: Timeout.optional(),
  TimeoutSecondsPath: PathText.optional(),
  HeartbeatSeconds: Timeout.optional(),
  HeartbeatSecondsPath: PathText.optional(),
});
export type TaskState = z.infer<typeof TaskState>;

export const ChoiceState = z.strictObject({
  Type: z.literal('Choice'),
  ...anyState,
  ...inputAndOutput,
  Choices: z.array(ChoiceRule).min(1),
  Default: z.string().optional(),
});
export type ChoiceState = z.infer<typeof ChoiceState>;

export const WaitState = z.strictObject({
  Type: z.literal('Wait'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  Seconds: Seconds.optional(),
  SecondsPath: PathText.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: PathText.optional(),
});
export type WaitState = z.infer<typeof WaitState>;

export const SucceedState = z.strictObject({ Type: z.literal('Succeed'), ...anyState, ...inputAndOutput });
export type SucceedState = z.infer<typeof SucceedState>;

export const FailState = z.strictObject({
  Type: z.literal('Fail'),
  ...anyState,
  Error: z.string().optional(),
  ErrorPath: z.string().optional(),
  Cause: z.string().optional(),
  CausePath: z.string().optional(),
});
export type FailState = z.infer<typeof FailState>;

/** Named apart so that the types of Parallel and Map, which hold states, don't run in a circle. */
interface States {
  readonly [name: string]: State;
}
const States: z.ZodType<States> = z.record(
  z.string().min(1).max(80),
  z.lazy(() => State),
);

/** A graph of states: the machine itself, a branch of a Parallel or the processor of a Map. */
export interface Graph {
  readonly StartAt: string;
  readonly States: States;
}

const graph = { Comment: z.string().optional(), StartAt: z.string(), States };

export const ParallelState = z.strictObject({
  Type: z.literal('Parallel'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  ...result,
  ...handlers,
  Parameters: Json.optional(),
  Branches: z.array(z.strictObject(graph)).min(1),
});
export type ParallelState = z.infer<typeof ParallelState>;

const ItemProcessor = z.strictObject({
  ...graph,
  ProcessorConfig: z
    .strictObject({
      Mode: z.enum(['INLINE', 'DISTRIBUTED']).default('INLINE'),
      ExecutionType: z.enum(['STANDARD', 'EXPRESS']).optional(),
    })
    .default({ Mode: 'INLINE' }),
});

export const ItemReader = z.strictObject({
  Resource: z.literal('arn:aws:states:::s3:getObject'),
  ReaderConfig: z.strictObject({
    InputType: z.literal('JSON'),
    MaxItems: z.int().min(0).max(100_000_000).optional(),
    MaxItemsPath: PathText.optional(),
  }),
  Parameters: Template,
});
export type ItemReader = z.infer<typeof ItemReader>;

export const MapState = z.strictObject({
  Type: z.literal('Map'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  ...result,
  ...handlers,
  ItemProcessor: ItemProcessor.optional(),
  /** The names before 2022: still read, as AWS does. */
  Iterator: ItemProcessor.optional(),
  Parameters: Json.optional(),
  ItemSelector: Json.optional(),
  ItemsPath: PathText.optional(),
  ItemReader: ItemReader.optional(),
  Label: z.string().max(40).optional(),
  MaxConcurrency: z.int().min(0).optional(),
  MaxConcurrencyPath: PathText.optional(),
  ToleratedFailureCount: z.int().min(0).optional(),
  ToleratedFailureCountPath: PathText.optional(),
  ToleratedFailurePercentage: z.number().min(0).max(100).optional(),
  ToleratedFailurePercentagePath: PathText.optional(),
});
export type MapState = z.infer<typeof MapState>;

export type State =
  PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | ParallelState | MapState;
export const State: z.ZodType<State> = z.discriminatedUnion('Type', [
  PassState,
  TaskState,
  ChoiceState,
  WaitState,
  SucceedState,
  FailState,
  ParallelState,
  MapState,
]);

export const Definition = z.strictObject({
  ...graph,
  QueryLanguage: z.literal('JSONPath').optional(),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: Timeout.optional(),
});
export type Definition = z.infer<typeof Definition>;

/** A Map's graph, under its present name or its old one. The definition's check has seen to it that there is one. */
export function processorOf(state: MapState): z.infer<typeof ItemProcessor> {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (!processor) throw new Error('A Map without ItemProcessor got past the check of its definition');
  return processor;
}
