import type { Access } from '../../../local/api-call';
import { type BusEvent, EventBus } from '../../../local/event-bus';
import { createPutEvents } from '../../../local/integrations/events';
import { StatesError } from '../../../local/step-functions/states/states-error';
import type { JsonObject, JsonValue } from '../../../local/step-functions/json';
import { call } from './call';

const entry = (DetailType: string, Detail: JsonValue): JsonObject => ({
  Source: 'framefleet',
  DetailType,
  EventBusName: 'default',
  Detail,
});

let bus: EventBus;
let events: BusEvent[];
beforeEach(() => {
  bus = new EventBus();
  events = [];
  bus.addRule({ pattern: {}, target: (event) => events.push(event) });
});
const put = async (parameters: JsonValue) => createPutEvents(bus)(call(parameters));

test('puts each entry on the bus, whether its detail is an object or a text, and answers with their ids', async () => {
  const answer = await put({
    Entries: [entry('Job Succeeded', { jobId: 'a' }), entry('Job Failed', '{"jobId":"b"}')],
  });
  expect(events.map((event) => [event.source, event['detail-type'], event.detail])).toEqual([
    ['framefleet', 'Job Succeeded', { jobId: 'a' }],
    ['framefleet', 'Job Failed', { jobId: 'b' }],
  ]);
  expect(answer).toMatchObject({
    Entries: events.map(({ id }) => ({ EventId: id })),
    FailedEntryCount: 0,
    SdkHttpMetadata: { HttpHeaders: { 'Content-Type': 'application/x-amz-json-1.1' }, HttpStatusCode: 200 },
  });
});

test('an event names the machine and the execution that it is from, behind its own resources', async () => {
  await put({ Entries: [{ ...entry('Job Failed', {}), Resources: ['arn:aws:s3:::videos'] }] });
  expect(events[0]?.resources).toEqual([
    'arn:aws:s3:::videos',
    'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    'arn:aws:states:us-east-1:000000000000:execution:machine:one',
  ]);
});

test('tells what IAM has to allow for each entry, on the bus that it names', async () => {
  const accesses: Access[] = [];
  const own = 'arn:aws:events:us-east-1:000000000000:event-bus/own';
  const unnamed: JsonObject = { Source: 'framefleet', DetailType: 'Job Failed', Detail: {} };
  const Entries = [
    { ...unnamed, EventBusName: 'own' },
    { ...unnamed, EventBusName: own },
    { ...unnamed, DetailType: 'Job Succeeded' },
  ];
  await createPutEvents(bus, (access) => accesses.push(access))(call({ Entries }));
  const context = { 'events:source': 'framefleet', 'events:detail-type': 'Job Failed' };
  expect(accesses).toEqual([
    { action: 'events:PutEvents', resource: own, context },
    { action: 'events:PutEvents', resource: own, context },
    {
      action: 'events:PutEvents',
      resource: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
      context: { ...context, 'events:detail-type': 'Job Succeeded' },
    },
  ]);
});

test.each<[string, JsonObject, string, string]>([
  [
    'without a source',
    { DetailType: 'Job Failed', Detail: {} },
    'InvalidArgument',
    'Parameter Source is not valid. Reason: Source is a required argument.',
  ],
  [
    'without a detail',
    { Source: 'framefleet', DetailType: 'Job Failed' },
    'InvalidArgument',
    'Parameter Detail is not valid. Reason: Detail is a required argument.',
  ],
  ['whose detail is no object', entry('Job Failed', [1]), 'MalformedDetail', 'Detail is malformed.'],
])('an entry %s fails the state; the others are on the bus', async (_, wrong, ErrorCode, ErrorMessage) => {
  const failure: unknown = await put({ Entries: [entry('Job Succeeded', {}), wrong] }).catch((e: unknown) => e);
  if (!(failure instanceof StatesError)) throw new Error('It should have failed', { cause: failure });
  expect(failure.errorName).toBe('EventBridge.FailedEntry');
  expect(events).toHaveLength(1);
  expect(JSON.parse(failure.causeText ?? '')).toEqual({
    Entries: [{ EventId: events[0]?.id }, { ErrorCode, ErrorMessage }],
    FailedEntryCount: 1,
  });
});

test.each<[string, JsonValue, string]>([
  ['no entries', { Entries: [] }, 'Member must have length greater than or equal to 1'],
  [
    'eleven',
    { Entries: Array<JsonValue>(11).fill(entry('a', {})) },
    'Member must have length less than or equal to 10',
  ],
  ['something else', { Entries: 'all' }, 'Entries'],
])('%s put nothing on the bus', async (_, parameters, cause) => {
  await expect(put(parameters)).rejects.toMatchObject({
    errorName: 'EventBridge.AmazonEventBridgeException',
    causeText: expect.stringContaining(cause) as string,
  });
  expect(events).toEqual([]);
});
