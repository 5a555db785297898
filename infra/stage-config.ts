import * as z from 'zod';
import { JobPolicy } from '../pipeline/job-policy';
import { taskSize } from './fargate-size';
import { Webhook } from './webhook-config';

/** Regions with Step Functions' Distributed Map and Fargate Spot for both architectures. */
export const regions = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['ap-south-1', 'ap-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-east-1'],
  ...['me-south-1', 'me-central-1', 'il-central-1', 'af-south-1'],
] as const;

/** Of CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Endings that mean video. Case doesn't matter. */
const videoSuffixes = [
  ...['.mp4', '.m4v', '.mov', '.mkv', '.webm', '.avi', '.wmv', '.flv', '.ogv', '.3gp', '.mxf'],
  ...['.mpg', '.mpeg', '.ts', '.mts', '.m2ts', '.vob'],
];

const days = z.number().int().min(1).max(3650);

/** EventBridge compares numbers up to 5e9; a limit of any kind shuts out all that is larger. */
const bytes = z.number().int().min(0).max(5e9);

/** Whether a text is a network's address with a size that a VPC may have and that sixteen subnets fit into. */
function isNetwork(text: string): boolean {
  const [address = '', size = ''] = text.split('/');
  const bytes = address.split('.').map(Number);
  const bits = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return z.cidrv4().safeParse(text).success && +size >= 16 && +size <= 22 && bits % 2 ** (32 - +size) === 0;
}

/** What one deployment is like. Everything has a default; several stages live side by side in one account. */
export const StageConfig = z
  .strictObject({
    region: z.enum(regions).default('us-east-1'),
    /** Of functions and tasks. The image must be built on, or for, the same one. */
    architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),

    /** Raise it to build the same program into a new image, with the newest security fixes of Debian. */
    imageRevision: z.number().int().min(0).default(0),

    /** Where models may lie that jobs run, besides below models/ in the input bucket. */
    models: z
      .strictObject({
        /** Further buckets from which any of them may be read; encrypted, if at all, with S3's own keys. */
        buckets: z
          .array(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'))
          .max(20)
          .default([]),
        /** A folder, relative to the checkout, whose files lie in /models of the tasks' image; `npm run image` builds them in. */
        folder: z.string().min(1).optional(),
      })
      .prefault({}),

    /** Which uploads start a job. */
    uploads: z
      .strictObject({
        /** Endings of keys, whatever their case; none means every upload. A pattern has room for some 40. */
        suffixes: z
          .array(z.string().regex(/^\..{1,11}$/, 'must begin with a point and have at most 12 characters, like .mp4'))
          .max(30)
          .default(videoSuffixes),
        minBytes: bytes.optional(),
        maxBytes: bytes.optional(),
      })
      .prefault({})
      .refine(({ minBytes = 0, maxBytes = Infinity }) => minBytes <= maxBytes, {
        path: ['minBytes'],
        message: 'must not be greater than maxBytes',
      }),

    /** Defaults and limits of every job: segment length, kernels, concurrency, share of Spot. */
    jobs: JobPolicy.omit({ fleet: true }).prefault({}),

    /** Sizes of the Fargate tasks. */
    tasks: z
      .strictObject({
        segment: taskSize({ cpu: 2048, storageGiB: 21 }),
        /** Holds the whole gray video twice: its segments and their concatenation. */
        concat: taskSize({ cpu: 1024, storageGiB: 100 }),
      })
      .prefault({}),

    network: z
      .strictObject({
        /**
         * `public`: tasks have public addresses, nothing can reach them, and there is nothing to pay while they don't run.
         * `private`: no way to the internet at all; AWS is reached by interface endpoints, which cost by the hour.
         */
        kind: z.enum(['public', 'private']).default('public'),
        cidr: z
          .string()
          .refine(isNetwork, 'must be a network like 10.0.0.0/16, of the sizes /16 to /22')
          .default('10.80.0.0/16'),
        /** More zones have more Spot capacity; each takes a sixteenth of the addresses. */
        zones: z.number().int().min(1).max(6).default(2),
      })
      .prefault({}),

    retention: z
      .strictObject({
        /** Plans, segments and records of motion: as long as they are there, a failed job is redriven without doing them again. */
        workDays: days.default(30),
        /** Uploads that were overwritten or deleted. */
        replacedUploadDays: days.default(7),
        /** Uploads and results; null keeps them. */
        inputDays: days.nullable().default(null),
        outputDays: days.nullable().default(null),
        logDays: z.literal(logDays).default(30),
      })
      .prefault({}),

    alarms: z
      .strictObject({
        enabled: z.boolean().default(true),
        /** Told of alarms and of each job's end; the address has to confirm once. */
        email: z.email('must be an address like team@example.com').optional(),
        /** An execution that takes longer raises an alarm. */
        executionHours: z.number().min(0.1).max(24).default(6),
      })
      .prefault({}),

    /** Who is told of jobs, besides the topic: docs/events.md. */
    notifications: z.strictObject({ webhooks: z.array(Webhook).max(20).default([]) }).prefault({}),

    /** True: `destroy` stops at buckets with objects, and the job table can't be deleted. */
    protect: z.boolean().default(false),

    /** Where Terraform keeps its state; without it in a file beside cdktf.json. */
    stateBucket: z
      .strictObject({ bucket: z.string().min(3).max(63), region: z.enum(regions), key: z.string().min(1).optional() })
      .optional(),

    /** URL of an emulator of AWS, to try a deployment out without an account. */
    emulator: z.url().optional(),
  })
  .prefault({});
export type StageConfig = z.infer<typeof StageConfig>;

/**
 * Ends up in the names of buckets and roles, which may have 63 and 64 characters, and of a repository, which may have no
 * "--". Roles belong to the account, not to a region: a name is used once per account.
 */
export const StageName = z
  .string()
  .regex(
    /^(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'must have 2 to 20 of a-z, 0-9 and "-", with a letter first and no "-" last or twice in a row',
  );

export const Stages = z
  .record(StageName, StageConfig)
  .refine((stages) => Object.keys(stages).length > 0, 'must hold at least one stage, such as {"dev": {}}')
  .superRefine((stages, context) => {
    // Each stage's state goes by its name where none is given.
    const keys = new Map<string, string>();
    for (const [name, { stateBucket }] of Object.entries(stages)) {
      if (stateBucket?.key === undefined) continue;
      const state = `${stateBucket.bucket}/${stateBucket.key}`;
      const other = keys.get(state);
      const message = `must not be the state of another stage, ${other}`;
      if (other !== undefined) context.addIssue({ code: 'custom', path: [name, 'stateBucket', 'key'], message });
      keys.set(state, name);
    }
  });
export type Stages = z.infer<typeof Stages>;
