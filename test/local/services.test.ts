import { createServer } from 'node:http';
import { join } from 'node:path';
import { readdir, mkdir } from 'node:fs/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type RunningServices, startServices } from '../../local/services';
import { temporaryFolder } from '../tools';

const folder = temporaryFolder();
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const roleArn = 'arn:aws:iam::000000000000:role/any';

/** Runs a machine of one Task to its end. */
async function runTask(services: RunningServices, task: object): Promise<{ status?: string; output?: string }> {
  const sfn = new SFNClient(services.clientsOf('user'));
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Task', ...task, End: true } } });
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'one', definition, roleArn }));
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  for (;;) {
    const { status, output } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') {
      sfn.destroy();
      return { ...(status && { status }), ...(output && { output }) };
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the services alone', () => {
  let services: RunningServices | undefined;
  const start = async (options: Partial<Parameters<typeof startServices>[0]> = {}) =>
    (services = await startServices({
      root: folder(),
      program: '/nowhere/container.cjs',
      user: credentials,
      ...options,
    }));
  afterEach(() => services?.stop());

  test('a message of a machine reaches its queue, one of a client its topic', async () => {
    const running = await start();
    const sqs = new SQSClient(running.clientsOf('user'));
    const sns = new SNSClient(running.clientsOf('user'));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'letters' }));
    const sending = { Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: { QueueUrl, MessageBody: 'hello' } };
    expect(await runTask(running, sending)).toMatchObject({ status: 'SUCCEEDED' });
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(['hello']);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    expect((await sns.send(new PublishCommand({ TopicArn, Message: 'x' }))).MessageId).toBeDefined();
    [sqs, sns].forEach((client) => client.destroy());
  });

  test('a function that isn’t here is invoked at the Lambda endpoint, by its name', async () => {
    const asked: string[] = [];
    const lambda = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      request.resume();
      response.end('{"from":"there"}');
    });
    const lambdaEndpoint = await new Promise<string>((resolve) => {
      lambda.listen(0, '127.0.0.1', () => {
        const address = lambda.address();
        resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
      });
    });
    const running = await start({ lambdaEndpoint });
    const invoke = (FunctionName: string) => ({
      ...{ Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName }, OutputPath: '$.Payload' },
    });
    expect(await runTask(running, invoke('far'))).toEqual({ status: 'SUCCEEDED', output: '{"from":"there"}' });
    expect(asked).toEqual(['POST /2015-03-31/functions/far/invocations']);
    lambda.closeAllConnections();
    await new Promise((resolve) => lambda.close(resolve));
  });

  test('what killed tasks have left in the folder goes', async () => {
    await mkdir(join(folder(), 'tasks', 'left'), { recursive: true });
    await start();
    expect(await readdir(join(folder(), 'tasks'))).toEqual([]);
  });

  test('an address that can’t be had leaves nothing running', async () => {
    await expect(start({ address: { host: '192.0.2.1' } })).rejects.toMatchObject({ name: 'EndpointError' });
  });
});
