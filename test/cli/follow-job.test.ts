import { DescribeExecutionCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { JobTable } from '../../aws/job-table';
import { followJob } from '../../cli/follow-job';
import type { JobRecord } from '../../pipeline/job';
import { source } from '../pipeline/examples';

const running: JobRecord = {
  jobId: 'job-1',
  state: 'RUNNING',
  executionId: 'arn:aws:states:us-east-1:000000000000:execution:framefleet:1',
  input: source,
  createdAt: '2024-01-01T00:00:00.000Z',
  segments: [],
  outputs: {},
};

/** A table that tells one record after the other, the last again and again. */
const tableOf = (...records: (JobRecord | undefined)[]) => {
  let look = 0;
  const readJob = () => Promise.resolve(records[Math.min(look++, records.length - 1)]);
  return { readJob } as unknown as JobTable;
};

/** A client that answers without a network: statuses one after the other, and a history. */
function clientOf(statuses: { status: string; error?: string; cause?: string }[]): SFNClient {
  const client = new SFNClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
  let look = 0;
  client.middlewareStack.add(
    (_next, context) => () => {
      const output =
        context.commandName === DescribeExecutionCommand.name
          ? statuses[Math.min(look++, statuses.length - 1)]
          : context.commandName === GetExecutionHistoryCommand.name
            ? { events: ['ClaimJob', 'Probe'].map((name) => ({ stateEnteredEventDetails: { name } })) }
            : undefined;
      if (!output) throw new Error(`${context.commandName ?? 'A command'} has no answer here`);
      return Promise.resolve({ output: { $metadata: {}, ...output }, response: {} });
    },
    { step: 'initialize', name: 'answers' },
  );
  return client;
}

const signal = new AbortController().signal;

test('waits for the record, then for the end of the execution, and adds the states it went through', async () => {
  const looks: string[] = [];
  const succeeded: JobRecord = { ...running, state: 'SUCCEEDED' };
  const services = {
    jobs: tableOf(undefined, running, succeeded),
    stepFunctions: clientOf([{ status: 'RUNNING' }, { status: 'SUCCEEDED' }]),
  };
  const record = await followJob(services, 'job-1', ({ state }) => looks.push(state), signal);
  expect(record).toEqual({ ...succeeded, states: ['ClaimJob', 'Probe'] });
  expect(looks).toEqual(['RUNNING', 'SUCCEEDED', 'SUCCEEDED']);
});

test('an execution that died without its failure branch is a failed job that says how', async () => {
  const stepFunctions = clientOf([{ status: 'ABORTED', error: 'Operator', cause: 'no longer wanted' }]);
  const record = await followJob({ jobs: tableOf(running), stepFunctions }, 'job-1', () => undefined, signal);
  expect(record).toMatchObject({ state: 'FAILED', error: { name: 'Operator', message: 'no longer wanted' } });
});

test('stops looking when it is told to', async () => {
  const stop = new AbortController();
  const services = { jobs: tableOf(running), stepFunctions: clientOf([{ status: 'RUNNING' }]) };
  await expect(followJob(services, 'job-1', () => stop.abort(), stop.signal)).rejects.toThrow(/abort/i);
});
