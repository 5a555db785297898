import * as z from 'zod';
import { jobTableShape } from '../pipeline/job-table-shape';
import { access, type Access } from './api-call';
import { arn } from './identity';

const Attributes = z.record(z.string(), z.unknown());

/** What the requests have in common, as far as IAM looks at them. */
const Request = z.object({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  Key: Attributes.optional(),
  Item: Attributes.optional(),
  RequestItems: z.record(z.string(), z.unknown()).default({}),
  TransactItems: z.array(z.record(z.string(), z.object({ TableName: z.string() }))).default([]),
});

/** A transaction needs what each of its parts needs, whatever it is called itself. */
const inTransaction: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/**
 * What a request to DynamoDB needs of IAM. One that can't be read is about everything, and so stands out.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamodbActions(operation: string, body: unknown): Access[] {
  const { TableName, IndexName, Key, Item, RequestItems, TransactItems } = Request.catch({
    RequestItems: {},
    TransactItems: [],
  }).parse(body);
  const parts = TransactItems.flatMap((part) => Object.entries(part));
  if (parts.length > 0) {
    return parts.map(([name, { TableName }]) =>
      access(`dynamodb:${inTransaction[name] ?? operation}`, tableArn(TableName)),
    );
  }
  const batch = Object.keys(RequestItems);
  if (batch.length > 0) return batch.map((table) => access(`dynamodb:${operation}`, tableArn(table)));
  if (TableName === undefined) return [access(`dynamodb:${operation}`, '*')];
  const resource = IndexName === undefined ? tableArn(TableName) : `${tableArn(TableName)}/index/${IndexName}`;
  return [access(`dynamodb:${operation}`, resource, leadingKeys(Key ?? Item))];
}

/** DynamoDB takes a table's ARN in place of its name. */
const tableArn = (table: string): string => (table.startsWith('arn:') ? table : arn('dynamodb', `table/${table}`));

const Text = z.object({ S: z.string() });

function leadingKeys(attributes: z.infer<typeof Attributes> = {}): Access['context'] {
  const value = Text.safeParse(attributes[jobTableShape.partitionKey]);
  return value.success ? { 'dynamodb:LeadingKeys': value.data.S } : {};
}
