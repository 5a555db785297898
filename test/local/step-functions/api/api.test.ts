import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Engine, only } from '../engine';

describe('the API', () => {
  let engine: Engine;
  let endpoint: string;
  beforeAll(async () => {
    engine = await Engine.start();
    const { protocol, hostname, port = 80 } = await engine.client.config.endpoint!();
    endpoint = `${protocol}//${hostname}:${port}`;
  });
  afterAll(() => engine.close());

  const post = async (target: string | undefined, body: string) => {
    const headers = { 'Content-Type': 'application/x-amz-json-1.0', ...(target && { 'X-Amz-Target': target }) };
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  test('answers AWS JSON 1.0, with instants in seconds and an id for the request', async () => {
    const definition = JSON.stringify(only({ Type: 'Pass' }));
    const body = JSON.stringify({ name: 'm', definition, roleArn: 'arn:aws:iam::000000000000:role/r' });
    const { status, headers, body: answer } = await post('AWSStepFunctions.CreateStateMachine', body);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-amz-json-1.0']);
    expect(headers.get('x-amzn-requestid')).toMatch(/^[\w-]{36}$/);
    const now = Date.now() / 1000;
    expect(answer).toEqual({
      stateMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:m',
      creationDate: expect.closeTo(now, -3) as number,
    });
  });

  test('takes no body for an empty request', async () => {
    expect(await post('AWSStepFunctions.ListStateMachines', '')).toMatchObject({ status: 200 });
  });

  test('names an operation that it lacks', async () => {
    expect(await post('AWSStepFunctions.CreateActivity', '{}')).toMatchObject({
      status: 400,
      body: {
        __type: 'UnknownOperationException',
        message: 'The embedded Step Functions has no operation CreateActivity',
      },
    });
    expect(await post(undefined, '{}')).toMatchObject({ body: { message: expect.stringContaining('(none named)') as string } }); // prettier-ignore
  });

  test('names the fields that a request lacks or has wrong', async () => {
    const missing = new StartExecutionCommand({ stateMachineArn: undefined });
    await expect(engine.client.send(missing)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^Invalid request to StartExecution: stateMachineArn: /) as string,
    });
    const body = '{"maxResults":"many"}';
    expect(await post('AWSStepFunctions.ListStateMachines', body)).toMatchObject({
      body: { message: expect.stringContaining('maxResults: ') as string },
    });
  });

  test('refuses what is no JSON', async () => {
    expect(await post('AWSStepFunctions.ListStateMachines', '{')).toMatchObject({
      status: 400,
      body: { __type: 'SerializationException' },
    });
  });

  test('errors are what the SDK makes its own of', async () => {
    const executionArn = 'arn:aws:states:eu-west-1:000000000000:execution:m:none';
    await expect(engine.client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    });
  });
});
