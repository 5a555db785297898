import * as z from 'zod';
import { expressionIn } from '../query/jsonata-expression';
import type { JsonObject, JsonValue } from '../json';
import { parsePath } from '../query/reference-path';

/** A JSONPath, checked when the machine is created. */
export const PathText = z.string().superRefine((text, check) => {
  try {
    parsePath(text);
  } catch (error) {
    check.addIssue({ code: 'custom', message: `Value is not a valid JSONPath. ${String(error)}` });
  }
});

/** `{% … %}`: whether it is JSONata is checked with the state, which knows where it stands. */
export const ExpressionText = z
  .string()
  .refine((text) => expressionIn(text) !== undefined, 'The value must be a JSONata expression: {% … %}');

export const Json: z.ZodType<JsonValue> = z.json();
export const Template: z.ZodType<JsonObject> = z.record(z.string(), Json);
export const NullablePath = PathText.nullable().optional();

/** A number, or in JSONata an expression that gives one. */
export const orExpression = <S extends z.ZodType>(schema: S) => z.union([schema, ExpressionText]).optional();

/** Values in seconds. https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html */
export const longestTimeout = 99_999_999;
export const Timeout = z.int().min(1).max(longestTimeout);

export const Assign = Template.optional();

/** Of every state. */
export const anyState = {
  Comment: z.string().optional(),
  QueryLanguage: z.enum(['JSONPath', 'JSONata']).optional(),
};
export const transition = { Next: z.string().optional(), End: z.boolean().optional() };
export const inputAndOutput = {
  InputPath: NullablePath,
  OutputPath: NullablePath,
  Output: Json.optional(),
};
export const result = { ResultSelector: Template.optional(), ResultPath: NullablePath };

export const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(longestTimeout).default(1),
  MaxAttempts: z.int().min(0).max(longestTimeout).default(3),
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
  Output: Json.optional(),
  Assign,
});
export type Catcher = z.infer<typeof Catcher>;

export const handlers = { Retry: z.array(Retrier).default([]), Catch: z.array(Catcher).default([]) };
