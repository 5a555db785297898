import * as z from 'zod';

/** EventBridge compares numbers up to 5e9: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
const Bytes = z.number().int().min(0).max(5e9);

/** Which uploads are worth a job. Without a word every upload is, and Probe refuses what is no video. */
export const UploadFilter = z.strictObject({
  /** Endings of keys, whatever their case. */
  suffixes: z.array(z.string().min(1)).default([]),
  /** Sizes in bytes, the limits included. With any limit an upload of more than 5e9 bytes is never worth a job. */
  size: z
    .strictObject({ min: Bytes.optional(), max: Bytes.optional() })
    .refine(({ min = 0, max = Infinity }) => min <= max, 'The least size is greater than the greatest')
    .default({}),
});
export type UploadFilter = z.infer<typeof UploadFilter>;

type KeyRule = { suffix: { 'equals-ignore-case': string } } | { 'anything-but': { prefix: string } };

/** Models and galleries lie here in the input bucket: where every upload is worth a job, these aren't. */
const modelsPrefix = 'models/';

/** What starts a job. The rule on AWS and the embedded event bus match with this very object. */
export interface EventPattern {
  source: string[];
  'detail-type': string[];
  detail: {
    bucket: { name: string[] };
    object: { key: KeyRule[]; size?: { numeric: (string | number)[] }[] };
  };
}

export interface EndPattern {
  source: string[];
  'detail-type': string[];
  detail: { stateMachineArn: string[]; status: string[] };
}

export interface TaskEndPattern {
  source: string[];
  'detail-type': string[];
  detail: { clusterArn: string[]; lastStatus: string[] };
}

/** Matches uploads into a bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function uploadPattern(inputBucket: string, filter: z.input<typeof UploadFilter> = {}): EventPattern {
  const { suffixes, size } = UploadFilter.parse(filter);
  const range = rangeOf(size);
  // Of a field's rules any one is enough: an ending and a beginning can't both be asked for. Models don't end like videos.
  const key: KeyRule[] =
    suffixes.length === 0
      ? [{ 'anything-but': { prefix: modelsPrefix } }]
      : suffixes.map((suffix) => ({ suffix: { 'equals-ignore-case': suffix } }));
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: [inputBucket] },
      object: { key, ...(range.length === 0 ? {} : { size: [{ numeric: range }] }) },
    },
  };
}

/**
 * Matches executions that ended other than well: the reconciling rule corrects the record of one that couldn't itself.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const endPattern = (stateMachineArn: string): EndPattern => ({
  source: ['aws.states'],
  'detail-type': ['Step Functions Execution Status Change'],
  detail: { stateMachineArn: [stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
});

/**
 * Matches the ends of a cluster's tasks, however they ended: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const taskEndPattern = (clusterArn: string): TaskEndPattern => ({
  source: ['aws.ecs'],
  'detail-type': ['ECS Task State Change'],
  detail: { clusterArn: [clusterArn], lastStatus: ['STOPPED'] },
});

/** EventBridge wants a range to end above its beginning: a single size has an operator of its own. */
function rangeOf({ min, max }: UploadFilter['size']): (string | number)[] {
  if (min !== undefined && min === max) return ['=', min];
  return [...(min === undefined ? [] : ['>=', min]), ...(max === undefined ? [] : ['<=', max])];
}
