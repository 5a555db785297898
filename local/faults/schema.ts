import * as z from 'zod';

const Count = z.number().int().min(0);
/** Of requests, from 0 to 1. */
const Rate = z.number().min(0).max(1).default(0);
/** No more than this many of each kind. */
const Most = Count.optional();
const Milliseconds = z.number().int().min(0).max(60_000);

/** Which task ends, when, and how. */
const TaskFault = z
  .strictObject({
    /** Number of the task, from 0, in the order in which they are launched: of all, or of those that run `command`. */
    task: Count,
    command: z.enum(['segment', 'concat', 'illustrate']).optional(),
    /** At its n-th request to the endpoint, from 1. */
    request: Count.min(1).optional(),
    /** Or at this share of the requests that such a task makes. */
    at: z.number().min(0).max(1).optional(),
    how: z.enum(['kill', 'spot']),
  })
  .refine(({ request, at }) => (request === undefined) !== (at === undefined), 'give "request" or "at", one of them');
export type TaskFault = z.infer<typeof TaskFault>;

export const S3Faults = z.strictObject({
  /** Whom it disturbs: everyone, unless told otherwise. */
  only: z.enum(['tasks', 'functions']).optional(),
  slowDown: Rate,
  internalError: Rate,
  cut: Rate,
  stall: Rate,
  /** No more stalls than this: each one lasts until the client gives up. */
  stalls: Count.default(1),
  lostAnswer: Rate,
  latencyMs: Milliseconds.default(0),
  most: Most,
});
export type S3Faults = z.infer<typeof S3Faults>;

export const DynamoDbFaults = z.strictObject({
  throttle: Rate,
  conflict: Rate,
  internalError: Rate,
  lostAnswer: Rate,
  most: Most,
});
export type DynamoDbFaults = z.infer<typeof DynamoDbFaults>;

export const RunTaskFaults = z.strictObject({
  throttle: z.strictObject({ rate: Rate, most: Most }).optional(),
  noCapacity: z.strictObject({ rate: Rate, most: Most, only: z.literal('spot').optional() }).optional(),
});
export type RunTaskFaults = z.infer<typeof RunTaskFaults>;

export const LambdaFaults = z.strictObject({ throttle: Rate, service: Rate, lostAnswer: Rate, most: Most });
export type LambdaFaults = z.infer<typeof LambdaFaults>;

export const EventFaults = z.strictObject({
  /** How often each event comes again. */
  duplicates: Count.max(1000).default(0),
  reorder: z.boolean().default(false),
  delayMs: Milliseconds.default(200),
});
export type EventFaults = z.infer<typeof EventFaults>;

export const ClockFaults = z.strictObject({ jumpsMs: z.array(z.number().int()) });
export type ClockFaults = z.infer<typeof ClockFaults>;

/** What is to go wrong in a stack. */
export const Faults = z.strictObject({
  seed: z.number().int().default(1),
  tasks: z.array(TaskFault).default([]),
  s3: S3Faults.optional(),
  dynamodb: DynamoDbFaults.optional(),
  runTask: RunTaskFaults.optional(),
  lambda: LambdaFaults.optional(),
  events: EventFaults.optional(),
  clock: ClockFaults.optional(),
});
export type Faults = z.infer<typeof Faults>;
/** As it is written: what has a default may be left out. */
export type GivenFaults = z.input<typeof Faults>;
