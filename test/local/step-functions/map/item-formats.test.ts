import { itemFormats } from '../../../../local/step-functions/map/item-formats';
import type { ReaderConfig } from '../../../../local/step-functions/definition/map-fields';

const items = (type: string, content: string, config: ReaderConfig = {}) => itemFormats[type]!(content, config);

describe('JSON items', () => {
  test.each([
    ['an array', '[1, "b", {"c": null}]', {}, [1, 'b', { c: null }]],
    ['an array of none', '[]', {}, []],
    [
      'the fields of an object that ItemsPointer leads to',
      '{"of": {"a": 1, "b": [2]}}',
      { ItemsPointer: '/of' },
      [
        { Key: 'a', Value: 1 },
        { Key: 'b', Value: [2] },
      ],
    ],
    ['what ItemsPointer leads to', '{"a": {"b": [1, 2]}}', { ItemsPointer: '/a/b' }, [1, 2]],
    ['what ItemsPointer leads to in an array', '[[0], [1, 2]]', { ItemsPointer: '/1' }, [1, 2]],
    ['a pointer with / and ~ in its names', '{"a/b": {"c~d": {"~1": [3]}}}', { ItemsPointer: '/a~1b/c~0d/~01' }, [3]],
    ['the whole, for an empty pointer', '[1]', { ItemsPointer: '' }, [1]],
  ])('are %s', (_, content, config, expected) => {
    expect(items('JSON', content, config)).toEqual(expected);
  });

  test.each(['1', '"text"', 'null', 'true', '{"a": [1]}'])('are not in %s', (content) => {
    expect(() => items('JSON', content)).toThrow('Attempting to map over non-iterable node.');
  });

  test('are not where the pointer leads nowhere, and the message says at which step', () => {
    const nowhere = 'ItemsPointer /a/c/d leads nowhere, at c';
    expect(() => items('JSON', '{"a": {"b": [1]}}', { ItemsPointer: '/a/c/d' })).toThrow(nowhere);
    expect(() => items('JSON', '{}', { ItemsPointer: '/constructor' })).toThrow('leads nowhere, at constructor');
  });

  test('are not in what is no JSON', () => {
    expect(() => items('JSON', '[1,')).toThrow(SyntaxError);
  });
});

describe('JSONL items', () => {
  test.each([
    ['a line each', '{"a": 1}\n[2]\n"three"\nnull', [{ a: 1 }, [2], 'three', null]],
    ['lines that end in CRLF, too', '1\r\n2\r\n', [1, 2]],
    ['not the empty lines', '\n1\n\n  \n2\n', [1, 2]],
  ])('are %s', (_, content, expected) => {
    expect(items('JSONL', content)).toEqual(expected);
  });

  test('are not in a line that is no JSON', () => {
    expect(() => items('JSONL', '1\n{"a":\n2')).toThrow(SyntaxError);
  });
});

describe('CSV items', () => {
  const first = { CSVHeaderLocation: 'FIRST_ROW' } as const;
  test.each([
    ['COMMA', ','],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['SPACE', ' '],
    ['TAB', '\t'],
  ] as const)('are separated by %s', (CSVDelimiter, delimiter) => {
    const content = ['a,b', '1,2', ',"x,y"'].join('\n').replaceAll(',', delimiter);
    expect(items('CSV', content, { ...first, CSVDelimiter })).toEqual([
      { a: '1', b: '2' },
      { a: '', b: `x${delimiter}y` },
    ]);
  });

  test.each([
    ['a comma unless told otherwise', 'a,b|c\n1,2|3', [{ a: '1', 'b|c': '2|3' }]],
    ['texts, whatever they look like', 'a,b\ntrue,{}', [{ a: 'true', b: '{}' }]],
    ['what quotes hold: delimiters, quotes, line ends', 'a,b\n"1,""x""","2\n3"', [{ a: '1,"x"', b: '2\n3' }]],
    ['with a quote inside a cell', 'a,b\n5" disk,x', [{ a: '5" disk', b: 'x' }]],
    ['without the byte order mark', '\ufeffa,b\n1,2', [{ a: '1', b: '2' }]],
    [
      'in lines that end in CRLF',
      'a,b\r\n1,2\r\n3,4\r\n',
      [
        { a: '1', b: '2' },
        { a: '3', b: '4' },
      ],
    ],
    ['filled up where a row is short', 'a,b,c\n1', [{ a: '1', b: '', c: '' }]],
    ['cut where a row is long', 'a\n1,2,3', [{ a: '1' }]],
    ['not the empty lines', 'a\n\n1\n\n2\n\n', [{ a: '1' }, { a: '2' }]],
    ['none below headings alone', 'a,b\n', []],
    ['none in an empty file', '', []],
  ])('are %s', (_, content, expected) => {
    expect(items('CSV', content, first)).toEqual(expected);
  });

  test('take their headings from the definition, and then the first row is one of them', () => {
    const config = { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y'] } as const;
    expect(items('CSV', 'a,b,c\n1', { ...config, CSVHeaders: [...config.CSVHeaders] })).toEqual([
      { x: 'a', y: 'b' },
      { x: '1', y: '' },
    ]);
  });
});
