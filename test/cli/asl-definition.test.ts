import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { functionsNamed, machineNameOf, readDefinition } from '../../cli/asl-definition';
import { parseJson } from '../../local/step-functions/json';
import { temporaryFolder } from '../tools';

const folder = temporaryFolder('all');

const read = async (name: string, content: string | object) => {
  const path = join(folder(), name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readDefinition(path);
};

describe('a definition’s file', () => {
  test('is read as written', async () => {
    const text = '{ "StartAt": "A",\n "States": { "A": { "Type": "Succeed" } } }';
    const { text: kept, json } = await read('a.asl.json', text);
    expect(kept).toBe(text);
    expect(json).toEqual({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
  });

  test('without States is left to the check of definitions, which says what is missing', async () => {
    await expect(read('empty.json', {})).resolves.toMatchObject({ json: {} });
  });

  test.each([
    ['no.json', '{', /is no JSON: /],
    ['list.json', '[]', /is no JSON object\. A definition has StartAt and States\.$/],
    ['cfn.json', { Resources: {} }, /is a CloudFormation template, not a definition .*: take the machine's Definition/],
    ['cfn.yaml', 'Resources:\n  Machine: !Sub a', /is a CloudFormation template: /],
    ['main.tf', 'resource "aws_sfn_state_machine" "a" {\n}', /is a Terraform configuration: take the aws_sfn_state/],
    ['main.tf.json', { resource: {} }, /is a Terraform configuration, not a definition/],
    ['sls.json', { stepFunctions: {} }, /is a Serverless configuration/],
    ['described.json', { definition: '{}', name: 'a' }, /DescribeStateMachine.*jq -r \.definition\.$/],
    ['mocks.json', { StateMachines: {}, MockedResponses: {} }, /is a mock configuration.*--mocks/],
    ['a.asl.yaml', 'Comment: hello\nStartAt: A\n', /is YAML: Step Functions takes JSON\. Convert it/],
  ])('that is something else is refused, and named: %s', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });

  test('that isn’t there is named', async () => {
    await expect(readDefinition(join(folder(), 'none.json'))).rejects.toThrow(/none\.json" can't be read: .*ENOENT/);
  });
});

test('a machine is called like its file', () => {
  expect(machineNameOf('/tmp/order.asl.json')).toBe('order');
  expect(machineNameOf('my order (2).json')).toBe('my-order-2-');
  expect(machineNameOf('definition')).toBe('definition');
  expect(machineNameOf('.json')).toBe('machine');
});

test('functions are found in every state, however they are named', () => {
  const lambda = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
  const invoke = (fields: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...fields });
  const processor = { StartAt: 'C', States: { C: { Type: 'Task', Resource: lambda('c') } } };
  const definition = {
    States: {
      A: invoke({ Parameters: { FunctionName: 'b' } }),
      B: invoke({ Parameters: { 'FunctionName.$': '$.function' } }),
      D: { Type: 'Map', ItemProcessor: processor },
      E: { Type: 'Parallel', Branches: [processor] },
      F: invoke({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Arguments: { FunctionName: 'a' } }),
      G: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { FunctionName: 'none' } },
      H: { Type: 'Pass', Result: { Resource: lambda('none') } },
    },
  };
  expect(functionsNamed(parseJson(JSON.stringify(definition)))).toEqual(['$.function', 'a', lambda('c'), 'b']);
});
