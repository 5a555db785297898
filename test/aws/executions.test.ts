import { SFNClient } from '@aws-sdk/client-sfn';
import { Executions } from '../../aws/executions';
import { type JsonAnswers, startJsonAnswers } from './json-answers';

const arn = 'arn:aws:states:us-east-1:000000000000:execution:framefleet:1';

describe('Executions', () => {
  let answers: JsonAnswers;
  let client: SFNClient;
  beforeAll(async () => {
    answers = await startJsonAnswers();
    client = new SFNClient({ ...answers.clients, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await answers.stop();
  });
  const describeIt = (status: number, body: object) => {
    answers.next = { status, body };
    return new Executions(client).describe(arn);
  };

  test('one that has ended', async () => {
    const body = {
      executionArn: arn,
      status: 'ABORTED',
      stopDate: 1_700_000_000.5,
      error: 'E',
      cause: 'C',
      input: '{}',
    };
    expect(await describeIt(200, body)).toEqual({
      ...{ status: 'ABORTED', isRunning: false, error: 'E', cause: 'C', input: '{}' },
      stoppedAt: new Date(1_700_000_000_500),
    });
    expect(answers.requests.at(-1)).toEqual({ executionArn: arn });
  });

  test.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', true],
    ['SUCCEEDED', false],
    ['TIMED_OUT', false],
  ])('%s: running %p', async (status, isRunning) => {
    expect(await describeIt(200, { status, redriveDate: 1_700_000_000 })).toMatchObject({
      status,
      isRunning,
      redrivenAt: new Date(1_700_000_000_000),
    });
  });

  test('one that isn’t there', async () => {
    expect(await describeIt(400, { __type: 'ExecutionDoesNotExist', message: 'none' })).toBeUndefined();
  });

  test('another refusal is thrown', async () => {
    await expect(describeIt(400, { __type: 'InvalidArn', message: 'no' })).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });
});
