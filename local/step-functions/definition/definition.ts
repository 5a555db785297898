import * as z from 'zod';
import { ChoiceRule } from './choice-rule';
import {
  anyState,
  Assign,
  handlers,
  inputAndOutput,
  Json,
  longestTimeout,
  orExpression,
  PathText,
  result,
  Timeout,
  transition,
} from './fields';
import { itemFields, mapLimits } from './map-fields';

/**
 * The Amazon States Language, as far as the engine runs it: https://states-language.net/
 * Strict: a field that AWS doesn't know, or that the engine doesn't run, is refused when the machine is created. The fields of
 * both query languages stand side by side; which of them a state may have is checked with the state.
 */
export const PassState = z.strictObject({
  Type: z.literal('Pass'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  Parameters: Json.optional(),
  Result: Json.optional(),
  ResultPath: result.ResultPath,
  Assign,
});
export type PassState = z.infer<typeof PassState>;

export const TaskState = z.strictObject({
  Type: z.literal('Task'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  ...result,
  ...handlers,
  Assign,
  Resource: z.string(),
  Parameters: Json.optional(),
  Arguments: Json.optional(),
  Credentials: Json.optional(),
  TimeoutSeconds: orExpression(Timeout),
  TimeoutSecondsPath: PathText.optional(),
  HeartbeatSeconds: orExpression(Timeout),
  HeartbeatSecondsPath: PathText.optional(),
});
export type TaskState = z.infer<typeof TaskState>;

export const ChoiceState = z.strictObject({
  Type: z.literal('Choice'),
  ...anyState,
  ...inputAndOutput,
  Assign,
  Choices: z.array(ChoiceRule).min(1),
  Default: z.string().optional(),
});
export type ChoiceState = z.infer<typeof ChoiceState>;

export const WaitState = z.strictObject({
  Type: z.literal('Wait'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  Assign,
  Seconds: orExpression(z.int().min(0).max(longestTimeout)),
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
  Assign,
  Parameters: Json.optional(),
  Arguments: Json.optional(),
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
export type ItemProcessor = z.infer<typeof ItemProcessor>;

export const MapState = z.strictObject({
  Type: z.literal('Map'),
  ...anyState,
  ...transition,
  ...inputAndOutput,
  ...result,
  ...handlers,
  ...itemFields,
  ...mapLimits,
  Assign,
  ItemProcessor: ItemProcessor.optional(),
  /** The names before 2022: still read, as AWS does. */
  Iterator: ItemProcessor.optional(),
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
  QueryLanguage: z.enum(['JSONPath', 'JSONata']).optional(),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: Timeout.optional(),
});
export type Definition = z.infer<typeof Definition>;

/** A Map's graph, under its present name or its old one. The definition's check has seen to it that there is one. */
export function processorOf(state: MapState): ItemProcessor {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (!processor) throw new Error('A Map without ItemProcessor got past the check of its definition');
  return processor;
}
