import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionConflictException,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

type Values = Readonly<Record<string, AttributeValue>>;

/** A change of one item, attribute by attribute. */
export interface ItemChange {
  set: Values;
  remove?: readonly string[];
  /** Numbers that are counted up; an attribute that isn't there counts from 0. */
  add?: Values;
  /** Attributes that must have one of these values; where one hasn't, nothing changes. */
  onlyIf?: Readonly<Record<string, readonly [AttributeValue, ...AttributeValue[]]>>;
}

/** @returns whether the condition held: without one it does */
export async function changeItem(
  dynamodb: DynamoDBClient,
  TableName: string,
  { jobId, item }: { jobId: string; item: string },
  change: ItemChange,
): Promise<boolean> {
  const Key = { jobId: { S: jobId }, item: { S: item } };
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      await dynamodb.send(new UpdateItemCommand({ TableName, Key, ...expressionsOf(change) }));
      return true;
    } catch (error) {
      if (change.onlyIf && error instanceof ConditionalCheckFailedException) return false;
      if (!(error instanceof TransactionConflictException) || conflicts === mostConflicts) throw error;
      await pause(Math.random() * 100 * 2 ** conflicts);
    }
  }
}

/** The SDK tries throttled calls again, but not one that met a transaction of somebody else on the item. */
const mostConflicts = 5;

/** All names are aliased: DynamoDB reserves hundreds of words, `state` and `error` among them. */
function expressionsOf({ set, remove = [], add = {}, onlyIf = {} }: ItemChange) {
  const conditions = Object.entries(onlyIf).map(([name, allowed]) => ({
    name,
    values: allowed.map((value, index) => [`:if${index}_${name}`, value] as const),
  }));
  const clause = (verb: string, parts: readonly string[]) =>
    parts.length === 0 ? [] : [`${verb} ${parts.join(', ')}`];
  const names = [...Object.keys(set), ...remove, ...Object.keys(add), ...Object.keys(onlyIf)];
  const values = [
    ...Object.entries({ ...set, ...add }).map(([name, value]) => [`:${name}`, value] as const),
    ...conditions.flatMap((condition) => condition.values),
  ];
  const condition = conditions
    .map((one) => `#${one.name} IN (${one.values.map(([alias]) => alias).join(', ')})`)
    .join(' AND ');
  return {
    UpdateExpression: [
      ...clause('SET', Object.keys(set).map((name) => `#${name} = :${name}`)), // prettier-ignore
      ...clause('REMOVE', remove.map((name) => `#${name}`)), // prettier-ignore
      ...clause('ADD', Object.keys(add).map((name) => `#${name} :${name}`)), // prettier-ignore
    ].join(' '),
    ...(condition === '' ? {} : { ConditionExpression: condition }),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(values),
  } satisfies Partial<UpdateItemCommandInput>;
}
