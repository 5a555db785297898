import { ConditionalCheckFailedException, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { eachConcurrently } from '../pipeline/concurrently';
import { jobItem } from '../pipeline/keys';

const atOnce = 8;

/**
 * Removes items of a job, and then the job's own.
 * @returns whether that was there, and didn't say that the job runs
 */
export async function removeItems(
  dynamodb: DynamoDBClient,
  TableName: string,
  jobId: string,
  items: readonly string[],
): Promise<boolean> {
  const keyOf = (item: string) => ({ jobId: { S: jobId }, item: { S: item } });
  await eachConcurrently(items, atOnce, (item) =>
    dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf(item) })),
  );
  const own = new DeleteItemCommand({
    TableName,
    Key: keyOf(jobItem),
    ConditionExpression: '#state <> :running',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':running': { S: 'RUNNING' } },
    ReturnValues: 'ALL_OLD',
  });
  try {
    return (await dynamodb.send(own)).Attributes !== undefined;
  } catch (error) {
    // Somebody has taken it up again.
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
