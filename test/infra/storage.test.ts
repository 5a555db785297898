import { type Statement, editStatements, statementsOf, tlsOnly } from './policy';
import { type Property, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const buckets = ['Storage/Input/Bucket', 'Storage/Work/Bucket', 'Storage/Output/Bucket'];

/** The resources of a type that speak of each bucket, by the bucket's path. */
const byBucket = (stack: Stack, type: string): Record<string, Resource[]> =>
  Object.fromEntries(
    stack.all('aws_s3_bucket').map((bucket) => {
      const parts = stack.all(type).filter(({ values }) => values.bucket === bucket.reference('id'));
      return [bucket.path, parts];
    }),
  );

/** Every bucket has one resource of a type, with these arguments. */
const everyBucketHas = (type: string, values: object) => (stack: Stack) =>
  expect(byBucket(stack, type)).toMatchObject(Object.fromEntries(buckets.map((bucket) => [bucket, [{ values }]])));

const encryption = 'aws_s3_bucket_server_side_encryption_configuration';
const lifecycle = 'aws_s3_bucket_lifecycle_configuration';
const wholeBucket = { status: 'Enabled', filter: [{ prefix: '' }] };
const partOf =
  (bucket: string) =>
  ({ path }: Resource) =>
    path.startsWith(`Storage/${bucket}/`);

/** A bucket has a lifecycle rule, among others. */
function expectLifecycle(stack: Stack, bucket: string, rule: object): void {
  const rules: unknown = expect.arrayContaining([expect.objectContaining(rule)]);
  expect({ [bucket]: byBucket(stack, lifecycle)[bucket] }).toMatchObject({ [bucket]: [{ values: { rule: rules } }] });
}

/** The policy of each bucket with another statement. */
const weakened = (what: string, change: (statement: Statement) => void) =>
  each('aws_s3_bucket_policy', what, (policy) => editStatements(policy, (statements) => statements.forEach(change)));

const closed = {
  block_public_acls: true,
  block_public_policy: true,
  ignore_public_acls: true,
  restrict_public_buckets: true,
};

const bucketProperties: Property[] = [
  {
    name: 'no bucket can be opened to the public',
    holds: everyBucketHas('aws_s3_bucket_public_access_block', closed),
    takeAway: [
      gone('aws_s3_bucket_public_access_block'),
      ...Object.keys(closed).map((flag) => changed('aws_s3_bucket_public_access_block', flag, false)),
    ],
  },
  {
    name: 'every bucket encrypts its objects',
    holds: everyBucketHas(encryption, {
      rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
    }),
    takeAway: [gone(encryption), changed(encryption, 'rule', [])],
  },
  {
    name: 'no bucket, and no object of it, is reached without TLS',
    holds: (stack) => {
      for (const bucket of stack.all('aws_s3_bucket')) {
        const policies = byBucket(stack, 'aws_s3_bucket_policy')[bucket.path] ?? [];
        const arn = `arn:aws:s3:::${bucket.text('bucket')}`;
        expect({ [bucket.path]: policies.map((policy) => statementsOf(policy)) }).toEqual({
          [bucket.path]: [[tlsOnly('s3:*', [arn, `${arn}/*`])]],
        });
      }
    },
    takeAway: [
      gone('aws_s3_bucket_policy'),
      weakened('allows', (statement) => (statement.Effect = 'Allow')),
      weakened('holds for one service', (statement) => (statement.Principal = { Service: ['ec2.amazonaws.com'] })),
      weakened('denies reading alone', (statement) => (statement.Action = ['s3:GetObject'])),
      weakened('leaves the objects out', (statement) => statement.Resource?.pop()),
      weakened('leaves the bucket out', (statement) => statement.Resource?.shift()),
      weakened('denies TLS', (statement) => (statement.Condition = { Bool: { 'aws:SecureTransport': ['true'] } })),
    ],
  },
  {
    name: 'what is in a bucket belongs to its owner, whoever has put it there',
    holds: everyBucketHas('aws_s3_bucket_ownership_controls', { rule: { object_ownership: 'BucketOwnerEnforced' } }),
    takeAway: [
      gone('aws_s3_bucket_ownership_controls'),
      changed('aws_s3_bucket_ownership_controls', 'rule.object_ownership', 'ObjectWriter'),
    ],
  },
  {
    name: 'uploads keep their versions, and work and results need none',
    holds: (stack) =>
      expect(byBucket(stack, 'aws_s3_bucket_versioning')).toMatchObject({
        'Storage/Input/Bucket': [{ values: { versioning_configuration: { status: 'Enabled' } } }],
        'Storage/Work/Bucket': [],
        'Storage/Output/Bucket': [],
      }),
    takeAway: [
      gone('aws_s3_bucket_versioning'),
      changed('aws_s3_bucket_versioning', 'versioning_configuration.status', 'Suspended'),
    ],
  },
  {
    name: 'every bucket tells EventBridge of uploads if jobs come from it, and no other',
    holds: (stack) =>
      expect(byBucket(stack, 'aws_s3_bucket_notification')).toMatchObject({
        'Storage/Input/Bucket': [{ values: { eventbridge: true } }],
        'Storage/Work/Bucket': [],
        'Storage/Output/Bucket': [],
      }),
    takeAway: [
      gone('aws_s3_bucket_notification'),
      changed('aws_s3_bucket_notification', 'eventbridge', false),
      each('aws_s3_bucket_notification', 'is about the results', ({ values }, stack) => {
        values.bucket = stack.one('aws_s3_bucket', 'Storage/Output/Bucket').reference('id');
      }),
    ],
  },
];

const lifecycleProperties: Property[] = [
  {
    name: 'unfinished uploads go after a day, in every bucket',
    holds: (stack) => {
      const rule = { ...wholeBucket, abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }] };
      for (const bucket of buckets) expectLifecycle(stack, bucket, rule);
    },
    takeAway: [
      gone(lifecycle),
      changed(lifecycle, 'rule', []),
      changed(lifecycle, 'rule.0.status', 'Disabled'),
      changed(lifecycle, 'rule.0.filter.0.prefix', 'some/'),
      changed(lifecycle, 'rule.0.abort_incomplete_multipart_upload', undefined),
    ],
  },
  {
    name: 'what lies between upload and result goes after a month',
    holds: (stack) => expectLifecycle(stack, 'Storage/Work/Bucket', { ...wholeBucket, expiration: [{ days: 30 }] }),
    takeAway: [gone(lifecycle, partOf('Work')), changed(lifecycle, 'rule.1.status', 'Disabled', partOf('Work'))],
  },
  {
    name: 'uploads that were replaced go after a week',
    holds: (stack) =>
      expectLifecycle(stack, 'Storage/Input/Bucket', {
        ...wholeBucket,
        noncurrent_version_expiration: [{ noncurrent_days: 7 }],
      }),
    takeAway: [gone(lifecycle, partOf('Input')), changed(lifecycle, 'rule.1.status', 'Disabled', partOf('Input'))],
  },
  {
    name: 'uploads and results stay, until the stage says otherwise',
    holds: (stack) => {
      const expiring = stack.all(lifecycle).filter(({ values }) => JSON.stringify(values).includes('"expiration"'));
      expect(expiring.map(({ path }) => path)).toEqual(['Storage/Work/Lifecycle']);
    },
    takeAway: [changed(lifecycle, 'rule.0.expiration', [{ days: 7 }], (resource) => !partOf('Work')(resource))],
  },
];

const stack = synthesize();
describe('buckets', () => testProperties(stack, bucketProperties));
describe('what goes by itself', () => testProperties(stack, lifecycleProperties));

test('a stage may let uploads and results go, and all the rest sooner or later', () => {
  const retention = { inputDays: 30, outputDays: 90, workDays: 1, replacedUploadDays: 2 };
  const own = synthesize({ retention });
  expectLifecycle(own, 'Storage/Input/Bucket', { ...wholeBucket, expiration: [{ days: 30 }] });
  expectLifecycle(own, 'Storage/Input/Bucket', { noncurrent_version_expiration: [{ noncurrent_days: 2 }] });
  expectLifecycle(own, 'Storage/Work/Bucket', { ...wholeBucket, expiration: [{ days: 1 }] });
  expectLifecycle(own, 'Storage/Output/Bucket', { ...wholeBucket, expiration: [{ days: 90 }] });
});
