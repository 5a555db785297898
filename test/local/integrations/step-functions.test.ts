import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Access } from '../../../local/api-call';
import { type Endpoint, openEndpoint } from '../../../local/endpoint';
import { createStepFunctionsIntegrations } from '../../../local/integrations/step-functions';
import type { IntegrationCall } from '../../../local/step-functions/states/state-run';
import { StatesError } from '../../../local/step-functions/states/states-error';
import { call } from './call';

const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child';
const ExecutionArn = 'arn:aws:states:us-east-1:000000000000:execution:child:c-1';

/** A Step Functions that answers as it is told; undefined refuses a machine that isn't there. */
type Script = (operation: string, input: Record<string, unknown>) => object | undefined;

let script: Script;
let asked: { operation: string; input: Record<string, unknown> }[];
let endpoint: Endpoint;
let client: SFNClient;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '');
  const input = JSON.parse(await text(request)) as Record<string, unknown>;
  asked.push({ operation, input });
  const body = script(operation, input);
  const refusal = { __type: 'StateMachineDoesNotExist', message: "State Machine Does Not Exist: 'x'" };
  response.writeHead(body ? 200 : 400, { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': 'r-1' });
  response.end(JSON.stringify(body ?? refusal));
}

const refuse = (): never => {
  throw new Error('Only Step Functions is here');
};

beforeEach(async () => {
  asked = [];
  endpoint = await openEndpoint({
    s3: refuse,
    dynamodb: refuse,
    stepFunctions: (request, response) => void answer(request, response),
  });
  client = new SFNClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterEach(async () => {
  client.destroy();
  await endpoint.close();
});

const run = async (
  resource: string,
  parameters: IntegrationCall['parameters'],
  further: Partial<IntegrationCall> = {},
  onAccess?: (access: Access) => void,
) => createStepFunctionsIntegrations(client, onAccess)[`arn:aws:states:::${resource}`]!(call(parameters, further));

const child = {
  executionArn: ExecutionArn,
  stateMachineArn: StateMachineArn,
  name: 'c-1',
  startDate: 1700000000.25,
  input: '{"a":1}',
  inputDetails: { included: true },
  redriveCount: 0,
  // Of Express machines, and nothing of this integration's.
  traceHeader: 'Root=1',
};
const running = { ...child, status: 'RUNNING', redriveStatus: 'NOT_REDRIVABLE' };
const succeeded = {
  ...child,
  status: 'SUCCEEDED',
  stopDate: 1700000001,
  output: '{"b":2}',
  outputDetails: { included: true },
};

/** Runs for as many looks as told, then is what it is told. */
const runningFor = (looks: number, ended: object): Script => {
  let left = looks;
  return (operation) => {
    if (operation === 'StartExecution') return { executionArn: ExecutionArn, startDate: 1700000000.25 };
    if (operation === 'DescribeExecution') return left-- > 0 ? running : ended;
    return operation === 'StopExecution' ? { stopDate: 1700000001 } : undefined;
  };
};

test('startExecution answers once the child runs', async () => {
  script = runningFor(0, succeeded);
  const answer = await run('states:startExecution', { StateMachineArn, Name: 'c-1', Input: { a: 1 } });
  expect(answer).toMatchObject({
    ExecutionArn,
    StartDate: 1700000000250,
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: {},
  });
  expect(asked).toEqual([
    { operation: 'StartExecution', input: { stateMachineArn: StateMachineArn, name: 'c-1', input: '{"a":1}' } },
  ]);
});

test('a child without an input gets an empty one; one that is text already stays as it is', async () => {
  script = runningFor(0, succeeded);
  await run('states:startExecution', { StateMachineArn });
  await run('states:startExecution', { StateMachineArn, Input: '{"a": 1}' });
  expect(asked.map(({ input }) => input.input)).toEqual(['{}', '{"a": 1}']);
});

describe('.sync', () => {
  const envelope = {
    ExecutionArn,
    Input: '{"a":1}',
    InputDetails: { Included: true },
    Name: 'c-1',
    Output: '{"b":2}',
    OutputDetails: { Included: true },
    RedriveCount: 0,
    StartDate: 1700000000250,
    StateMachineArn,
    Status: 'SUCCEEDED',
    StopDate: 1700000001000,
  };

  test('waits for the child and answers with it, in the order of the names', async () => {
    script = runningFor(2, succeeded);
    const answer = await run('states:startExecution.sync', { StateMachineArn });
    expect(JSON.stringify(answer)).toBe(JSON.stringify(envelope));
    expect(asked.map(({ operation }) => operation)).toEqual([
      'StartExecution',
      'DescribeExecution',
      'DescribeExecution',
      'DescribeExecution',
    ]);
  });

  test(':2 tells input and output as what they are', async () => {
    script = runningFor(0, succeeded);
    const answer = await run('states:startExecution.sync:2', { StateMachineArn });
    expect(answer).toEqual({ ...envelope, Input: { a: 1 }, Output: { b: 2 } });
  });

  test('the job is submitted before it is waited for', async () => {
    script = runningFor(1, succeeded);
    const seen: unknown[] = [];
    const submitted = (answer: unknown) => seen.push([answer, asked.length]);
    await run('states:startExecution.sync', { StateMachineArn }, { submitted });
    expect(seen).toEqual([
      [expect.objectContaining({ ExecutionArn, SdkHttpMetadata: expect.anything() as unknown }), 1],
    ]);
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])(
    'a child that is %s fails the state, told as it stands',
    async (status) => {
      script = runningFor(0, { ...child, status, stopDate: 1700000001, error: 'Oops', cause: 'why' });
      const failure: unknown = await run('states:startExecution.sync:2', { StateMachineArn }).catch((e: unknown) => e);
      if (!(failure instanceof StatesError)) throw new Error('It should have failed', { cause: failure });
      expect(failure.errorName).toBe('States.TaskFailed');
      expect(JSON.parse(failure.causeText ?? '')).toMatchObject({
        Cause: 'why',
        Error: 'Oops',
        Input: '{"a":1}',
        Status: status,
      });
    },
  );

  test('a state that is given up stops its child, and says who did', async () => {
    const giveUp = new AbortController();
    const reason = new Error('given up');
    const standing = runningFor(Infinity, succeeded);
    script = (operation, input) => {
      if (operation === 'DescribeExecution') giveUp.abort(reason);
      return standing(operation, input);
    };
    const waiting = run('states:startExecution.sync', { StateMachineArn }, { signal: giveUp.signal });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', cause: reason });
    expect(asked.at(-1)).toEqual({
      operation: 'StopExecution',
      input: {
        executionArn: ExecutionArn,
        cause:
          'The Task state in AWS Step Functions execution [arn:aws:states:us-east-1:000000000000:execution:machine:one] which was managing this resource was aborted',
      },
    });
  });

  test('tells what IAM has to allow beside the requests that the endpoint hears', async () => {
    script = runningFor(0, succeeded);
    const accesses: Access[] = [];
    await run('states:startExecution.sync', { StateMachineArn }, {}, (access) => accesses.push(access));
    expect(accesses.map(({ action }) => action)).toEqual([
      'events:PutTargets',
      'events:PutRule',
      'events:DescribeRule',
    ]);
  });
});

describe('aws-sdk:sfn', () => {
  test('names begin with capitals, on all levels, and instants are ISO 8601', async () => {
    script = () => ({ executions: [{ ...child, status: 'RUNNING' }] });
    const answer = await run('aws-sdk:sfn:listExecutions', { StateMachineArn, StatusFilter: 'RUNNING' });
    expect(answer).toMatchObject({ Executions: [{ ExecutionArn, StartDate: '2023-11-14T22:13:20.250Z' }] });
    expect(asked[0]?.input).toEqual({ stateMachineArn: StateMachineArn, statusFilter: 'RUNNING' });
  });

  test('a task token is answered, with JSON as well as with its text', async () => {
    script = () => ({});
    expect(await run('aws-sdk:sfn:sendTaskSuccess', { TaskToken: 't', Output: { ok: true } })).toEqual({});
    await run('aws-sdk:sfn:sendTaskFailure', { TaskToken: 't', Error: 'E', Cause: 'why' });
    expect(asked).toEqual([
      { operation: 'SendTaskSuccess', input: { taskToken: 't', output: '{"ok":true}' } },
      { operation: 'SendTaskFailure', input: { taskToken: 't', error: 'E', cause: 'why' } },
    ]);
  });
});

test.each([
  [
    'states:startExecution',
    'StepFunctions.StateMachineDoesNotExistException',
    "State Machine Does Not Exist: 'x' (Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: r-1; Proxy: null)",
  ],
  [
    'states:startExecution.sync:2',
    'StepFunctions.StateMachineDoesNotExistException',
    "State Machine Does Not Exist: 'x' (Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: r-1; Proxy: null)",
  ],
  [
    'aws-sdk:sfn:startExecution',
    'Sfn.StateMachineDoesNotExistException',
    "State Machine Does Not Exist: 'x' (Service: Sfn, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)",
  ],
])('%s of a machine that isn’t there fails with %s', async (resource, errorName, causeText) => {
  script = () => undefined;
  const submitted = jest.fn();
  await expect(run(resource, { StateMachineArn }, { submitted })).rejects.toMatchObject({ errorName, causeText });
  expect(submitted).not.toHaveBeenCalled();
});
