import { z } from 'zod';
import type { MapState } from './definition';
import { parseJson, type JsonValue } from './json';
import { integerAt } from './number-at';
import { fillTemplate } from './payload-template';
import type { StateRun } from './state-run';
import { StatesError } from './states-error';

const Location = z.object({ Bucket: z.string(), Key: z.string() });

/**
 * Reads the items of a distributed Map from a JSON array in S3.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export async function readItems({ state, context, scope }: StateRun<MapState>, input: JsonValue): Promise<JsonValue[]> {
  const reader = state.ItemReader;
  if (!reader) return [];
  const location = Location.safeParse(fillTemplate(reader.Parameters, input, context));
  if (!location.success) throw failed('ItemReader.Parameters must give a Bucket and a Key, both strings.');
  const { Bucket, Key } = location.data;
  const { MaxItems, MaxItemsPath } = reader.ReaderConfig;
  const most = MaxItemsPath ? integerAt('MaxItemsPath', MaxItemsPath, input, context) : MaxItems;
  const items = parseItems(await read(scope.world.readObject, Bucket, Key), Bucket, Key);
  // Zero is AWS's word for all of them.
  return most ? items.slice(0, most) : items;
}

async function read(
  readObject: (bucket: string, key: string) => Promise<Buffer>,
  bucket: string,
  key: string,
): Promise<Buffer> {
  try {
    return await readObject(bucket, key);
  } catch (error) {
    throw failed(`Unable to read s3://${bucket}/${key}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseItems(content: Buffer, bucket: string, key: string): JsonValue[] {
  let items: JsonValue;
  try {
    items = parseJson(content.toString());
  } catch (error) {
    throw failed(`Unable to parse s3://${bucket}/${key} as JSON: ${String(error)}`);
  }
  if (!Array.isArray(items))
    throw failed(`Attempting to map over non-iterable node: s3://${bucket}/${key} holds no array.`);
  return items;
}

function failed(cause: string): StatesError {
  return new StatesError('States.ItemReaderFailed', cause);
}
