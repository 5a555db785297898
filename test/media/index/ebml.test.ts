import fc from 'fast-check';
import { elementsIn, longestHead, readHead, readUnsigned } from '../../../media/index/ebml';
import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { claiming, element, ids, openElement } from './elements';

const content = Buffer.from('content');

describe('readHead', () => {
  test.each([0xae, 0x4dbb, 0x2ad7b1, 0x1a45dfa3])('an ID of one to four bytes: %d', (id) => {
    const bytes = Buffer.concat([Buffer.from('front'), element(id, content)]);
    expect(readHead(bytes, 5)).toEqual({ id, start: bytes.length - 7, end: bytes.length });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('a size in %d bytes, and one that isn’t known', (width) => {
    expect(readHead(element(0xae, content, width), 0)).toEqual({ id: 0xae, start: 1 + width, end: 8 + width });
    expect(readHead(openElement(0xae, content, width), 0)).toEqual({ id: 0xae, start: 1 + width, end: Infinity });
  });

  test('the longest head is as long as is said', () => {
    expect(readHead(element(ids.segment, content, 8), 0).start).toBe(longestHead);
  });

  test.each([126, 127, 128, 16_382, 16_383, 2 ** 40])('a size of %d bytes', (bytes) => {
    expect(readHead(claiming(0xae, bytes), 0).end).toBe(9 + bytes);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['an ID that begins with zeros', Buffer.from([0, 0x81])],
    ['an ID of five bytes', Buffer.from([0x08, 1, 2, 3, 4, 0x81])],
    ['an ID and no size', Buffer.from([0xae])],
    ['an ID that is cut off', Buffer.from([0x1a, 0x45])],
    ['a size that begins with zeros', Buffer.from([0xae, 0])],
    ['a size that is cut off', Buffer.from([0xae, 0x40])],
  ])('refuses %s', (_, bytes) => expect(() => readHead(bytes, 0)).toThrow(IndexUnreadable));
});

describe('elementsIn', () => {
  test('elements side by side', () => {
    const bytes = Buffer.concat([element(0xae, content, 1), element(0x4dbb, undefined, 2), element(0xec, content, 8)]);
    expect([...elementsIn(bytes)]).toEqual([
      { id: 0xae, start: 2, end: 9 },
      { id: 0x4dbb, start: 13, end: 13 },
      { id: 0xec, start: 22, end: 29 },
    ]);
    expect([...elementsIn(bytes, 9, 13)].map(({ id }) => id)).toEqual([0x4dbb]);
    expect([...elementsIn(bytes, 9, 9)]).toEqual([]);
  });

  test.each([
    ['longer than the one around it', claiming(0xae, 8)],
    ['of unknown size within another', openElement(0xae, content)],
    ['that is no element', Buffer.concat([element(0xae), Buffer.alloc(1)])],
  ])('refuses one %s', (_, bytes) => expect(() => [...elementsIn(bytes)]).toThrow(IndexUnreadable));

  test('refuses one that is longer than the given part, though there are more bytes', () => {
    expect(() => [...elementsIn(element(0xae, content), 0, 6)]).toThrow('An element is longer than the one around it');
  });
});

test('readUnsigned: numbers of any length, and of none', () => {
  const write = (value: bigint, bytes: number) => Buffer.from(value.toString(16).padStart(2 * bytes, '0'), 'hex');
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 53n - 1n), fc.integer({ min: 7, max: 12 }), (value, bytes) => {
      const around = Buffer.concat([Buffer.from('ab'), write(value, bytes), Buffer.from('cd')]);
      expect(readUnsigned(around, { id: 0, start: 2, end: 2 + bytes })).toBe(Number(value));
    }),
  );
  expect(readUnsigned(content, { id: 0, start: 3, end: 3 })).toBe(0);
});
