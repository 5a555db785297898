import { isObject, type JsonValue } from '../step-functions/json';

/** The members that an integration's parameters must and may have. */
interface Rule {
  required: readonly string[];
  optional: readonly string[];
}

const rule = (required: string, optional: string): Rule => ({
  required: required.split(' '),
  optional: optional.split(' '),
});

const startExecution = rule('StateMachineArn', 'Input Name TraceHeader');

/** Step Functions knows the members of the optimized integrations; of the others the service itself refuses what it lacks. */
const rules: Readonly<Record<string, Rule>> = {
  'arn:aws:states:::lambda:invoke': rule(
    'FunctionName',
    'ClientContext InvocationType LogType Payload Qualifier TenantId',
  ),
  'arn:aws:states:::dynamodb:getItem': rule(
    'TableName Key',
    'AttributesToGet ConsistentRead ExpressionAttributeNames ProjectionExpression ReturnConsumedCapacity',
  ),
  'arn:aws:states:::dynamodb:putItem': rule(
    'TableName Item',
    'ConditionalOperator ConditionExpression Expected ExpressionAttributeNames ExpressionAttributeValues ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues',
  ),
  'arn:aws:states:::dynamodb:updateItem': rule(
    'TableName Key',
    'AttributeUpdates ConditionalOperator ConditionExpression Expected ExpressionAttributeNames ExpressionAttributeValues ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues UpdateExpression',
  ),
  'arn:aws:states:::dynamodb:deleteItem': rule(
    'TableName Key',
    'ConditionalOperator ConditionExpression Expected ExpressionAttributeNames ExpressionAttributeValues ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues',
  ),
  'arn:aws:states:::events:putEvents': rule('Entries', 'EndpointId'),
  'arn:aws:states:::sqs:sendMessage': rule(
    'QueueUrl MessageBody',
    'DelaySeconds MessageAttribute MessageAttributes MessageDeduplicationId MessageGroupId',
  ),
  'arn:aws:states:::sns:publish': rule(
    'Message',
    'MessageAttributes MessageDeduplicationId MessageGroupId MessageStructure PhoneNumber Subject TargetArn TopicArn',
  ),
  'arn:aws:states:::states:startExecution': startExecution,
  'arn:aws:states:::states:startExecution.sync': startExecution,
  'arn:aws:states:::states:startExecution.sync:2': startExecution,
};

/**
 * Why Step Functions doesn't even start a Task with such parameters, or undefined when it does. It ends the execution with
 * States.Runtime, before the Task is scheduled.
 * @param resource without `.waitForTaskToken`
 */
export function refusedParameters(resource: string, parameters: JsonValue): string | undefined {
  const known = rules[resource];
  if (!known) return undefined;
  const given = isObject(parameters) ? Object.keys(parameters) : [];
  const problems = [
    ...known.required
      .filter((name) => !given.includes(name))
      .map((name) => `The field '${name}' is required but was missing`),
    ...given
      .filter((name) => !known.required.includes(name) && !known.optional.includes(name))
      .map((name) => `The field '${name}' is not supported by Step Functions`),
  ];
  if (problems.length === 0) return undefined;
  return `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems.join(', ')}]`;
}
