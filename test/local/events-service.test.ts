import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ApiCall } from '../../local/api-call';
import { Callers } from '../../local/callers';
import { type Endpoint, openEndpoint } from '../../local/endpoint';
import { type BusEvent, EventBus } from '../../local/event-bus';
import { createEvents, eventsActions } from '../../local/events-service';
import { forCallers } from '../../local/json-service';
import { postSigned } from './signed-post';

describe('EventBridge through its SDK', () => {
  const events: BusEvent[] = [];
  const calls: ApiCall[] = [];
  let endpoint: Endpoint;
  let client: EventBridgeClient;
  beforeAll(async () => {
    const bus = new EventBus();
    bus.addRule({ pattern: { source: ['shop'] }, target: (event) => events.push(event) });
    const nothing = () => undefined;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    endpoint = await openEndpoint({
      ...{ stepFunctions: nothing, dynamodb: nothing, s3: nothing },
      events: forCallers(new Callers(credentials), createEvents(bus), eventsActions, (call) => calls.push(call)),
    });
    client = new EventBridgeClient({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await endpoint.close();
  });
  beforeEach(() => {
    events.length = 0;
    calls.length = 0;
  });

  const entry = { Source: 'shop', DetailType: 'Sold', Detail: '{"n":[1]}' };

  test('an event reaches the rules that want it, as it was given', async () => {
    const { Entries, FailedEntryCount } = await client.send(
      new PutEventsCommand({ Entries: [{ ...entry, Resources: ['arn:one'], Time: new Date('2030-01-02T03:04:05Z') }] }),
    );
    expect(FailedEntryCount).toBe(0);
    expect(events).toEqual([
      {
        ...{ version: '0', id: Entries?.[0]?.EventId, source: 'shop', 'detail-type': 'Sold', time: '2030-01-02T03:04:05Z' },
        ...{ account: '000000000000', region: 'us-east-1', resources: ['arn:one'], detail: { n: [1] } },
      },
    ]);
  }); // prettier-ignore

  test('an entry that is wrong fails alone', async () => {
    const { Entries, FailedEntryCount } = await client.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Detail: '[1]' },
          { ...entry, Detail: '{"half":' },
          { ...entry, Source: undefined },
          { ...entry, DetailType: undefined },
          { ...entry, Detail: undefined },
          entry,
        ],
      }),
    );
    expect(FailedEntryCount).toBe(5);
    const required = (name: string) => ({
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
    });
    const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    expect(Entries?.slice(0, 5)).toEqual([
      ...[malformed, malformed],
      ...[required('Source'), required('DetailType'), required('Detail')],
    ]);
    expect(events.map(({ id }) => id)).toEqual([Entries?.[5]?.EventId]);
  });

  test.each([
    [0, 'greater than or equal to 1'],
    [11, 'less than or equal to 10'],
  ])('%i entries are refused', async (count, bound) => {
    const sending = client.send(new PutEventsCommand({ Entries: Array.from({ length: count }, () => entry) }));
    await expect(sending).rejects.toMatchObject({
      name: 'ValidationException',
      message: `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    });
    expect(events).toEqual([]);
  });

  test('ten are taken', async () => {
    await client.send(new PutEventsCommand({ Entries: Array.from({ length: 10 }, () => entry) }));
    expect(events).toHaveLength(10);
  });

  test('an operation that isn’t there is refused by name', async () => {
    await expect(client.send(new ListRulesCommand())).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The embedded EventBridge has no operation ListRules: it knows PutEvents.',
    });
  });

  test('tells what IAM has to allow', async () => {
    await client.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'shop' }] }));
    expect(calls).toEqual([
      {
        caller: 'user',
        action: 'events:PutEvents',
        resource: 'arn:aws:events:us-east-1:000000000000:event-bus/shop',
        context: { 'events:source': 'shop', 'events:detail-type': 'Sold' },
      },
    ]);
  });

  test('a body that is no request is refused', async () => {
    const headers = { 'X-Amz-Target': 'AWSEvents.PutEvents' };
    const signing = { accessKeyId: 'test', secretAccessKey: 'test', service: 'events' };
    const { status, text } = await postSigned(endpoint.url, '{"Entries":', headers, signing);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ __type: 'SerializationException' });
  });
});
