import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { followJob } from '../../cli/follow-job';
import type { JobRecord } from '../../pipeline/job';
import { executionId, jobRecord } from './example-job';

const running = jobRecord();

/** A table that tells one record after the other, the last again and again. */
const tableOf = (...records: (JobRecord | undefined)[]) => {
  let look = 0;
  const readJob = () => Promise.resolve(records[Math.min(look++, records.length - 1)]);
  return { readJob };
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
      if (!output) throw new ExecutionDoesNotExist({ $metadata: {}, message: 'Execution Does Not Exist' });
      return Promise.resolve({ output: { $metadata: {}, ...output }, response: {} });
    },
    { step: 'initialize', name: 'answers' },
  );
  return client;
}

const signal = new AbortController().signal;
const hurried = { meanwhile: 2, atEnd: 2 };

test('waits for the record, then for the end of the execution, and adds the states it went through', async () => {
  const looks: string[] = [];
  const succeeded: JobRecord = { ...running, state: 'SUCCEEDED' };
  const services = {
    jobs: tableOf(undefined, running, succeeded),
    stepFunctions: clientOf([{ status: 'RUNNING' }, { status: 'SUCCEEDED' }]),
  };
  const record = await followJob(services, 'job-1', ({ state }) => looks.push(state), signal, hurried);
  expect(record).toEqual({ ...succeeded, states: ['ClaimJob', 'Probe'] });
  expect(looks).toEqual(['RUNNING', 'SUCCEEDED', 'SUCCEEDED']);
});

test.each([
  ['FAILED', 'Operator', 'ExecutionAborted', /Operator: no longer wanted.*framefleet redrive/],
  ['CANCELLED', 'Cancelled', 'Cancelled', /^no longer wanted/],
])('an execution that died, and nobody corrected its record: %s by %s', async (state, error, name, message) => {
  const stepFunctions = clientOf([{ status: 'ABORTED', error, cause: 'no longer wanted' }]);
  const record = await followJob({ jobs: tableOf(running), stepFunctions }, 'job-1', () => undefined, signal, hurried);
  expect(record).toMatchObject({ state, error: { name } });
  expect(record.error?.message).toMatch(message);
});

test('an execution that died, and whose record is corrected a moment later', async () => {
  const error = { name: 'ExecutionAborted', message: 'By somebody.' };
  const corrected = jobRecord({ state: 'FAILED', error });
  const records = [...Array.from({ length: 8 }, () => running), corrected];
  const services = { jobs: tableOf(...records), stepFunctions: clientOf([{ status: 'ABORTED' }]) };
  expect(await followJob(services, 'job-1', () => undefined, signal, hurried)).toMatchObject({
    state: 'FAILED',
    error,
  });
});

test('a job that another execution takes over is followed on', async () => {
  const next = jobRecord({ executionId: `${executionId}-2` });
  const succeeded: JobRecord = { ...next, state: 'SUCCEEDED' };
  const failed = jobRecord({ state: 'FAILED' });
  const services = {
    jobs: tableOf(failed, next, next, succeeded),
    stepFunctions: clientOf([{ status: 'FAILED' }, { status: 'SUCCEEDED' }]),
  };
  expect(await followJob(services, 'job-1', () => undefined, signal, hurried)).toMatchObject({ state: 'SUCCEEDED', executionId: next.executionId }); // prettier-ignore
});

test('an execution that Step Functions has forgotten is no hindrance', async () => {
  const failed = jobRecord({ state: 'FAILED' });
  const record = await followJob({ jobs: tableOf(failed), stepFunctions: clientOf([]) }, 'job-1', () => undefined, signal, hurried); // prettier-ignore
  expect(record).toEqual(failed);
});

test('stops looking when it is told to', async () => {
  const stop = new AbortController();
  const services = { jobs: tableOf(running), stepFunctions: clientOf([{ status: 'RUNNING' }]) };
  await expect(followJob(services, 'job-1', () => stop.abort(), stop.signal, hurried)).rejects.toThrow(/abort/i);
});
