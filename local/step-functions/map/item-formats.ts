import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { isObject, parseJson, property, type JsonValue } from '../json';
import type { ReaderConfig } from '../definition/map-fields';
import { StatesError } from '../states/states-error';

/** The items that a file holds. Throws Error when it isn't of the format. */
export type ItemFormat = (content: string, config: ReaderConfig) => JsonValue[];

/** By InputType. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html#itemreader-field-contents */
export const itemFormats: Readonly<Partial<Record<string, ItemFormat>>> = {
  JSON: (content, { ItemsPointer }) => itemsOf(pointedAt(parseJson(content), ItemsPointer), ItemsPointer !== undefined),

  JSONL: (content) =>
    content
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseJson),

  CSV: (content, config) => csvItems(content, config),
};

/** An array's items, or the fields of an object that a pointer leads to: the file itself may not be an object. */
function itemsOf(value: JsonValue, pointed: boolean): JsonValue[] {
  if (Array.isArray(value)) return value;
  if (pointed && isObject(value)) return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
  throw new StatesError('States.ItemReaderFailed', 'Attempting to map over non-iterable node.');
}

/** A JSON pointer into the file: https://datatracker.ietf.org/doc/html/rfc6901 */
function pointedAt(value: JsonValue, pointer = ''): JsonValue {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((here: JsonValue, step): JsonValue => {
      const next = Array.isArray(here) ? here[Number(step)] : isObject(here) ? property(here, step) : undefined;
      if (next === undefined) throw new Error(`ItemsPointer ${pointer} leads nowhere, at ${step}`);
      return next;
    }, value);
}

const Rows = z.array(z.array(z.string()));

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;

/** Cells without a heading are left out, headings without a cell get an empty text. */
function csvItems(content: string, { CSVHeaderLocation, CSVHeaders = [], CSVDelimiter = 'COMMA' }: ReaderConfig) {
  const rows = Rows.parse(
    parse(content, {
      delimiter: delimiters[CSVDelimiter],
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }),
  );
  const headings = CSVHeaderLocation === 'FIRST_ROW' ? (rows.shift() ?? []) : CSVHeaders;
  return rows.map((cells) => Object.fromEntries(headings.map((heading, index) => [heading, cells[index] ?? ''])));
}
