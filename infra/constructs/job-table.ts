import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import { jobTableShape } from '../../pipeline/job-table-shape';

export interface JobTableProps {
  name: string;
  /** Refuse to delete the table. */
  protect: boolean;
}

/** Jobs, their segments and their tasks: paid by the request, encrypted by DynamoDB, restorable to any second of 35 days. */
export class JobTable extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: JobTableProps) {
    super(scope, id);
    const { partitionKey, sortKey, expiry, listing } = jobTableShape;
    const keys = new Set([partitionKey, sortKey, listing.partitionKey, listing.sortKey]);
    const table = new DynamodbTable(this, 'Table', {
      name: props.name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: partitionKey,
      rangeKey: sortKey,
      attribute: [...keys].map((name) => ({ name, type: 'S' })),
      globalSecondaryIndex: [
        {
          name: listing.name,
          hashKey: listing.partitionKey,
          rangeKey: listing.sortKey,
          projectionType: 'INCLUDE',
          nonKeyAttributes: [...listing.included],
        },
      ],
      ttl: { attributeName: expiry, enabled: true },
      pointInTimeRecovery: { enabled: true },
      deletionProtectionEnabled: props.protect,
    });
    this.name = table.name;
  }
}
