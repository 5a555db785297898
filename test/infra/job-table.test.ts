import { jobTableShape } from '../../pipeline/job-table-shape';
import { type Property, changed, gone, testProperties } from './properties';
import type { Stack } from './stack';
import { synthesize } from './synthesize';

const has = (values: object) => (stack: Stack) => expect(stack.one('aws_dynamodb_table')).toMatchObject({ values });

const { partitionKey, sortKey, expiry, listing } = jobTableShape;

const properties: Property[] = [
  {
    name: 'the job table is paid by the request and can be restored',
    holds: has({ billing_mode: 'PAY_PER_REQUEST', point_in_time_recovery: { enabled: true } }),
    takeAway: [
      gone('aws_dynamodb_table'),
      changed('aws_dynamodb_table', 'billing_mode', 'PROVISIONED'),
      changed('aws_dynamodb_table', 'point_in_time_recovery.enabled', false),
    ],
  },
  {
    name: 'records expire by the attribute that they have for it',
    holds: has({ ttl: { attribute_name: expiry, enabled: true } }),
    takeAway: [
      changed('aws_dynamodb_table', 'ttl.enabled', false),
      changed('aws_dynamodb_table', 'ttl.attribute_name', 'ttl'),
    ],
  },
  {
    name: 'the job table has the keys and the index that the program asks by',
    holds: has({
      hash_key: partitionKey,
      range_key: sortKey,
      attribute: [partitionKey, sortKey, listing.partitionKey, listing.sortKey].map((name) => ({ name, type: 'S' })),
      global_secondary_index: [
        {
          name: listing.name,
          hash_key: listing.partitionKey,
          range_key: listing.sortKey,
          projection_type: 'INCLUDE',
          non_key_attributes: listing.included,
        },
      ],
    }),
    takeAway: [
      changed('aws_dynamodb_table', 'range_key', undefined),
      changed('aws_dynamodb_table', 'global_secondary_index', []),
      changed('aws_dynamodb_table', 'global_secondary_index.0.name', 'by-time'),
      changed('aws_dynamodb_table', 'global_secondary_index.0.projection_type', 'KEYS_ONLY'),
    ],
  },
];

testProperties(synthesize(), properties);
