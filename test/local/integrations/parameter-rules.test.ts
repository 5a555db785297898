import { refusedParameters } from '../../../local/integrations/parameter-rules';

const put = 'arn:aws:states:::dynamodb:putItem';

test('what an integration needs and knows is let through', () => {
  expect(refusedParameters(put, { TableName: 'a', Item: null, ReturnValues: 'NONE' })).toBeUndefined();
});

test('a missing member is named, with all the parameters', () => {
  expect(refusedParameters(put, { TableName: 'a' })).toBe(
    `The Parameters '{"TableName":"a"}' could not be used to start the Task: [The field 'Item' is required but was missing]`,
  );
});

test('every problem is told', () => {
  expect(refusedParameters('arn:aws:states:::lambda:invoke', { Function: 'a' })).toBe(
    `The Parameters '{"Function":"a"}' could not be used to start the Task: [The field 'FunctionName' is required but was missing, The field 'Function' is not supported by Step Functions]`,
  );
});

test('parameters that are no object have no members', () => {
  expect(refusedParameters(put, 'a')).toContain("The field 'TableName' is required but was missing");
});

test('.sync knows the members of the request; the SDK’s own are the service’s to judge', () => {
  expect(refusedParameters('arn:aws:states:::states:startExecution.sync:2', { Nam: 1 })).toContain('StateMachineArn');
  expect(refusedParameters('arn:aws:states:::aws-sdk:s3:getObject', {})).toBeUndefined();
});
