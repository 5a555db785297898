import { type BusEvent, EventBus, matches } from '../../local/event-bus';
import created from '../fixtures/events/s3-object-created.json';

describe('a pattern matches', () => {
  const event = {
    source: 'aws.s3',
    resources: ['arn:one', 'arn:two'],
    detail: { size: 5, most: 5e9, vast: 5e9 + 1, whole: true, none: null, object: { key: 'a/b.mp4' } },
  };

  test.each<[string, object, boolean]>([
    ['nothing asked', {}, true],
    ['an equal text', { source: ['aws.s3'] }, true],
    ['one of several texts', { source: ['aws.ec2', 'aws.s3'] }, true],
    ['another text', { source: ['aws.ec2'] }, false],
    ['no text at all', { source: [] }, false],
    ['an equal number', { detail: { size: [5] } }, true],
    ['a number as text', { detail: { size: ['5'] } }, false],
    ['an equal boolean', { detail: { whole: [true] } }, true],
    ['null', { detail: { none: [null] } }, true],
    ['null for what is missing', { detail: { missing: [null] } }, false],
    ['all of several fields', { source: ['aws.s3'], detail: { size: [5] } }, true],
    ['all but one of several fields', { source: ['aws.s3'], detail: { size: [6] } }, false],
    ['one of an array', { resources: ['arn:two'] }, true],
    ['none of an array', { resources: ['arn:three'] }, false],
    ['the beginning', { detail: { object: { key: [{ prefix: 'a/' }] } } }, true],
    ['another beginning', { detail: { object: { key: [{ prefix: 'b' }] } } }, false],
    ['the beginning of a number', { detail: { size: [{ prefix: '5' }] } }, false],
    ['the ending', { detail: { object: { key: [{ suffix: '.mp4' }] } } }, true],
    ['another ending', { detail: { object: { key: [{ suffix: '.mkv' }] } } }, false],
    ['one of several endings', { detail: { object: { key: [{ suffix: '.mkv' }, { suffix: '.mp4' }] } } }, true],
    ['the ending of what is missing', { detail: { missing: [{ suffix: '' }] } }, false],
    [
      'the beginning in another case',
      { detail: { object: { key: [{ prefix: { 'equals-ignore-case': 'A/B' } }] } } },
      true,
    ],
    [
      'another beginning, case or not',
      { detail: { object: { key: [{ prefix: { 'equals-ignore-case': 'B' } }] } } },
      false,
    ],
    [
      'the ending in another case',
      { detail: { object: { key: [{ suffix: { 'equals-ignore-case': '.Mp4' } }] } } },
      true,
    ],
    [
      'another ending, case or not',
      { detail: { object: { key: [{ suffix: { 'equals-ignore-case': '.MKV' } }] } } },
      false,
    ],
    ['the ending in another case, where case counts', { detail: { object: { key: [{ suffix: '.MP4' }] } } }, false],
    ['a text in another case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
    ['part of a text in another case', { source: [{ 'equals-ignore-case': 'AWS' }] }, false],
    ['a number where case does not count', { detail: { size: [{ 'equals-ignore-case': '5' }] } }, false],
    ['a number that is equal', { detail: { size: [{ numeric: ['=', 5] }] } }, true],
    ['a number that is not equal', { detail: { size: [{ numeric: ['=', 4] }] } }, false],
    ['a number above', { detail: { size: [{ numeric: ['>', 4] }] } }, true],
    ['a number not above', { detail: { size: [{ numeric: ['>', 5] }] } }, false],
    ['a number at the least', { detail: { size: [{ numeric: ['>=', 5] }] } }, true],
    ['a number below the least', { detail: { size: [{ numeric: ['>=', 6] }] } }, false],
    ['a number below', { detail: { size: [{ numeric: ['<', 6] }] } }, true],
    ['a number not below', { detail: { size: [{ numeric: ['<', 5] }] } }, false],
    ['a number at the most', { detail: { size: [{ numeric: ['<=', 5] }] } }, true],
    ['a number above the most', { detail: { size: [{ numeric: ['<=', 4] }] } }, false],
    ['a number within', { detail: { size: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    ['a number at the open end', { detail: { size: [{ numeric: ['>', 0, '<', 5] }] } }, false],
    ['a number under the range', { detail: { size: [{ numeric: ['>=', 6, '<=', 7] }] } }, false],
    ['one of several ranges', { detail: { size: [{ numeric: ['>', 9] }, { numeric: ['<', 9] }] } }, true],
    ['a text as number', { source: [{ numeric: ['>', 0] }] }, false],
    ['a missing number', { detail: { missing: [{ numeric: ['<', 9] }] } }, false],
    ['the greatest number that is compared', { detail: { most: [{ numeric: ['<=', 5e9] }] } }, true],
    ['a number too great to be compared', { detail: { vast: [{ numeric: ['>', 0] }] } }, false],
    ['what is there', { detail: { size: [{ exists: true }] } }, true],
    ['what is null is there', { detail: { none: [{ exists: true }] } }, true],
    ['what is missing', { detail: { missing: [{ exists: false }] } }, true],
    ['what is there, though it should not be', { detail: { size: [{ exists: false }] } }, false],
    ['what is missing, though it should not be', { detail: { missing: [{ exists: true }] } }, false],
    ['missing under something missing', { other: { missing: [{ exists: false }] } }, true],
    ['anything but others', { source: [{ 'anything-but': ['aws.ec2'] }] }, true],
    ['anything but itself', { source: [{ 'anything-but': ['aws.ec2', 'aws.s3'] }] }, false],
    ['anything but another beginning', { source: [{ 'anything-but': { prefix: 'aws.ec' } }] }, true],
    ['anything but its beginning', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything but a beginning, and it is missing', { missing: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything but others, and it is missing', { missing: [{ 'anything-but': ['aws.ec2'] }] }, false],
  ])('%s', (_what, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test("a recorded event of S3's", () => {
    expect(matches({ detail: { object: { 'version-id': [{ exists: true }] }, reason: ['PutObject'] } }, created)).toBe(
      true,
    );
  });
});

test.each<[string, object]>([
  ['a number without operator', { numeric: [1] }],
  ['numbers as text', { numeric: ['>', '1'] }],
  ['an operator that is none', { numeric: ['!=', 1] }],
  ['an upper limit before the lower', { numeric: ['<', 5, '>', 1] }],
  ['a range of two lower limits', { numeric: ['>', 1, '>=', 5] }],
  ['a range that ends where it begins', { numeric: ['>=', 5, '<=', 5] }],
  ['a limit that EventBridge does not take', { numeric: ['<', 5e9 + 1] }],
  ['a wildcard', { wildcard: '*.mp4' }],
  ['a list of texts whatever their case', { 'equals-ignore-case': ['A'] }],
  ['a prefix that is no text', { prefix: 1 }],
  ['a suffix by another comparison', { suffix: { prefix: 'a' } }],
  ['anything but one value, not a list', { 'anything-but': 'a' }],
  ['anything but an empty beginning', { 'anything-but': { prefix: '' } }],
  ['two comparisons in one', { prefix: 'a', suffix: 'b' }],
  ['none', {}],
])('%s is refused rather than matched wrongly', (_what, comparison) => {
  expect(() => matches({ source: [comparison] }, { source: 'a' })).toThrow(
    `The event bus doesn't know the comparison ${JSON.stringify(comparison)}`,
  );
});

test('a pattern whose values are no list is refused', () => {
  expect(() => matches({ source: 'aws.s3' }, { source: 'aws.s3' })).toThrow();
});

describe('the bus', () => {
  const upload = { source: 'aws.s3', detailType: 'Object Created', resources: ['arn:one'], detail: { size: 5 } };

  test('hands an event to every rule that matches, complete', () => {
    const bus = new EventBus();
    const [all, uploads, others]: BusEvent[][] = [[], [], []];
    bus.addRule({ pattern: {}, target: (event) => all!.push(event) });
    bus.addRule({ pattern: { source: ['aws.s3'] }, target: (event) => uploads!.push(event) });
    bus.addRule({ pattern: { source: ['aws.ec2'] }, target: (event) => others!.push(event) });
    const id = bus.put(upload);
    expect(all).toEqual([
      {
        version: '0',
        id,
        source: 'aws.s3',
        'detail-type': 'Object Created',
        account: '000000000000',
        region: 'us-east-1',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        resources: ['arn:one'],
        detail: { size: 5 },
      },
    ]);
    expect(uploads).toEqual(all);
    expect(others).toEqual([]);
  });

  test('an event has the fields of a recorded one', () => {
    const bus = new EventBus();
    const events: BusEvent[] = [];
    bus.addRule({ pattern: {}, target: (event) => events.push(event) });
    bus.put(upload);
    expect(Object.keys(events[0]!).sort()).toEqual(Object.keys(created).sort());
  });

  test('the same event put twice has two ids, and no resources where none are named', () => {
    const bus = new EventBus();
    const events: BusEvent[] = [];
    bus.addRule({ pattern: {}, target: (event) => events.push(event) });
    const ids = [bus.put(upload), bus.put({ source: 'a', detailType: 'b', detail: {} })];
    expect(events.map(({ id }) => id)).toEqual(ids);
    expect(ids[0]).not.toBe(ids[1]);
    expect(events[1]!.resources).toEqual([]);
  });

  test('a target that throws keeps the event from nobody else, and is told of', () => {
    const undelivered: [BusEvent, unknown][] = [];
    const bus = new EventBus((event, reason) => undelivered.push([event, reason]));
    const events: BusEvent[] = [];
    const reason = new Error('no such machine');
    bus.addRule({
      pattern: {},
      target: () => {
        throw reason;
      },
    });
    bus.addRule({ pattern: {}, target: (event) => events.push(event) });
    const id = bus.put(upload);
    expect(events.map((event) => event.id)).toEqual([id]);
    expect(undelivered).toEqual([[events[0], reason]]);
  });

  test('without rules an event goes nowhere', () => {
    expect(new EventBus().put(upload)).toMatch(/^[\da-f-]{36}$/);
  });
});
