import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { Callers } from '../../local/callers';
import { type Endpoint, openEndpoint } from '../../local/endpoint';
import { forCallers } from '../../local/json-service';
import { createLogs, logsActions } from '../../local/logs-service';
import { temporaryFolder } from '../tools';

const tasks = '/framefleet/one/tasks';
const probe = '/aws/lambda/one-probe';

describe('CloudWatch Logs through its SDK', () => {
  const folder = temporaryFolder('all');
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  let endpoint: Endpoint;
  let client: CloudWatchLogsClient;
  const line = (second: number, fields: object) =>
    JSON.stringify({ timestamp: new Date(second * 1000).toISOString(), ...fields });

  beforeAll(async () => {
    const files = {
      'segment-00001.log': [line(1, { jobId: 'a', n: 1 }), 'no JSON', line(3, { jobId: 'b' }), '{"timestamp":"1970'],
      'concat.log': [line(2, { jobId: 'a', n: 2 }), ''],
      'handlers.log': [line(1, { service: 'one-probe' }), line(2, { service: 'other' }), ''],
    };
    for (const [name, lines] of Object.entries(files)) await writeFile(join(folder(), name), lines.join('\n'));
    const groups = {
      [tasks]: { files: /^(segment-\d+|concat)\.log$/ },
      [probe]: { files: /^handlers\.log$/, service: 'one-probe' },
    };
    const nothing = () => undefined;
    endpoint = await openEndpoint({
      ...{ stepFunctions: nothing, dynamodb: nothing, s3: nothing },
      logs: forCallers(new Callers(credentials), createLogs({ folder: folder(), groups }), logsActions),
    });
    client = new CloudWatchLogsClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
  });

  const filter = async (more: Partial<FilterLogEventsCommand['input']>, logGroupName = tasks) => {
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName, ...more }));
    return events.map(({ timestamp, logStreamName }) => [timestamp, logStreamName]);
  };

  test('lines of all streams come in the order of time, whole ones only; one without a time has that of the line before', async () => {
    const [a, b] = ['segment-00001', 'concat'];
    expect(await filter({})).toEqual([[1000, a], [1000, a], [2000, b], [3000, a]]); // prettier-ignore
  });

  test.each([
    ['{ $.jobId = "a" }', [1000, 2000]],
    ['{ ($.jobId = "a") && ($.n = 2) }', [2000]],
    ['"no JSON"', [1000]],
  ])('the pattern %s chooses', async (filterPattern, times) => {
    expect((await filter({ filterPattern })).map(([time]) => time)).toEqual(times);
  });

  test('a pattern that is not known is refused, and not taken for one that lets nothing through', async () => {
    await expect(filter({ filterPattern: '{ $.n > 1 }' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('times bound it, streams choose, pages follow each other', async () => {
    expect(await filter({ startTime: 2000, endTime: 2999 })).toEqual([[2000, 'concat']]);
    expect(await filter({ logStreamNamePrefix: 'con' })).toEqual([[2000, 'concat']]);
    const first = await client.send(new FilterLogEventsCommand({ logGroupName: tasks, limit: 3 }));
    expect(await filter({ limit: 3, nextToken: first.nextToken })).toEqual([[3000, 'segment-00001']]);
  });

  test('functions share a file, each with its own lines', async () => {
    expect(await filter({}, probe)).toEqual([[1000, 'handlers']]);
  });

  test('streams are listed and read one by one', async () => {
    const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName: tasks }));
    expect(logStreams.map(({ logStreamName }) => logStreamName)).toEqual(['concat', 'segment-00001']);
    const asked = { logGroupName: tasks, logStreamName: 'segment-00001', limit: 2 };
    const newest = await client.send(new GetLogEventsCommand(asked));
    expect(newest.events?.map(({ message }) => message)).toEqual(['no JSON', line(3, { jobId: 'b' })]);
    const { nextForwardToken: nextToken } = newest;
    const after = await client.send(new GetLogEventsCommand({ ...asked, nextToken }));
    expect([after.events, after.nextForwardToken]).toEqual([[], nextToken]);
  });

  test('what is not there is refused by name', async () => {
    await expect(filter({}, '/aws/lambda/none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(client.send(new DescribeLogGroupsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});
