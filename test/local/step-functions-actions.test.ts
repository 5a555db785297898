import { stepFunctionsActions } from '../../local/step-functions-actions';

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:videos';
const execution = 'arn:aws:states:us-east-1:000000000000:execution:videos:1';

test.each<[string, object, string]>([
  ['StartExecution', { stateMachineArn: machine, name: '1', input: '{}' }, machine],
  ['ListExecutions', { stateMachineArn: machine }, machine],
  ['DescribeExecution', { executionArn: execution }, execution],
  ['StopExecution', { executionArn: execution, error: 'Enough' }, execution],
  ['DescribeMapRun', { mapRunArn: 'arn:map-run' }, 'arn:map-run'],
  ['ListTagsForResource', { resourceArn: machine }, machine],
  ['ListStateMachines', {}, '*'],
])('%s %j', (operation, body, resource) => {
  expect(stepFunctionsActions(operation, body)).toEqual([{ action: `states:${operation}`, resource, context: {} }]);
});

test('whoever makes a machine hands it a role', () => {
  const roleArn = 'arn:aws:iam::000000000000:role/videos';
  expect(stepFunctionsActions('CreateStateMachine', { name: 'videos', definition: '{}', roleArn })).toEqual([
    { action: 'states:CreateStateMachine', resource: machine, context: {} },
    { action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': 'states.amazonaws.com' } },
  ]);
});

test.each([null, 'text', { executionArn: 1 }])('%j can’t be read, and so is about everything', (body) => {
  expect(stepFunctionsActions('StopExecution', body)).toEqual([
    { action: 'states:StopExecution', resource: '*', context: {} },
  ]);
});
