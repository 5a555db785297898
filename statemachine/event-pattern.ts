import { z } from 'zod';

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

/** What starts a job. The rule on AWS and the embedded event bus match with this very object. */
export interface EventPattern {
  source: string[];
  'detail-type': string[];
  detail: {
    bucket: { name: string[] };
    object?: { key?: { suffix: { 'equals-ignore-case': string } }[]; size?: { numeric: (string | number)[] }[] };
  };
}

export interface EndPattern {
  source: string[];
  'detail-type': string[];
  detail: { stateMachineArn: string[]; status: string[] };
}

/** Matches uploads into a bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function uploadPattern(inputBucket: string, filter: z.input<typeof UploadFilter> = {}): EventPattern {
  const { suffixes, size } = UploadFilter.parse(filter);
  const range = rangeOf(size);
  const object = {
    ...(suffixes.length === 0 ? {} : { key: suffixes.map((suffix) => ({ suffix: { 'equals-ignore-case': suffix } })) }),
    ...(range.length === 0 ? {} : { size: [{ numeric: range }] }),
  };
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [inputBucket] }, ...(Object.keys(object).length === 0 ? {} : { object }) },
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

/** EventBridge wants a range to end above its beginning: a single size has an operator of its own. */
function rangeOf({ min, max }: UploadFilter['size']): (string | number)[] {
  if (min !== undefined && min === max) return ['=', min];
  return [...(min === undefined ? [] : ['>=', min]), ...(max === undefined ? [] : ['<=', max])];
}
