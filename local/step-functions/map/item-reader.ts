import * as z from 'zod';
import type { MapState } from '../definition/definition';
import type { JsonValue } from '../json';
import type { ItemReader } from '../definition/map-fields';
import { itemFormats, type ItemFormat } from './item-formats';
import type { ObjectStore, StateRun } from '../states/state-run';
import { StatesError } from '../states/states-error';

const Location = z.object({ Bucket: z.string(), Key: z.string() });
const Listing = z.object({ Bucket: z.string(), Prefix: z.string().default('') });

/**
 * Reads the items of a distributed Map from S3: from an object, or from a bucket's listing.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export async function readItems(run: StateRun<MapState>, reader: ItemReader): Promise<JsonValue[]> {
  const { language, view, scope } = run;
  const config = reader.ReaderConfig ?? {};
  const most = await language.integer(config, 'MaxItems', view, 'ItemReader/ReaderConfig');
  const field = reader.Arguments === undefined ? 'Parameters' : 'Arguments';
  const template = reader.Arguments ?? reader.Parameters ?? {};
  const where = await language.template(template, view, `ItemReader/${field}`);
  const { objects } = scope.world;
  const items =
    reader.Resource === 'arn:aws:states:::s3:listObjectsV2'
      ? await listItems(
          objects,
          where,
          config.Transformation === 'LOAD_AND_FLATTEN' ? formatOf(reader) : undefined,
          reader,
        )
      : await readObject(objects, where, reader);
  // Zero is AWS's word for all of them.
  return most ? items.slice(0, most) : items;
}

async function readObject(objects: ObjectStore, where: JsonValue, reader: ItemReader): Promise<JsonValue[]> {
  const location = Location.safeParse(where);
  if (!location.success) throw failed('ItemReader must give a Bucket and a Key, both texts.');
  const { Bucket, Key } = location.data;
  return parseItems(await read(objects, Bucket, Key), formatOf(reader), reader, `s3://${Bucket}/${Key}`);
}

function formatOf({ ReaderConfig }: ItemReader): ItemFormat {
  const type = ReaderConfig?.InputType ?? 'JSON';
  const format = itemFormats[type];
  if (!format) throw failed(`The embedded engine reads no items of the type ${type}: use JSON, JSONL or CSV.`);
  return format;
}

/** What ListObjectsV2 says of each object; or, loaded and flattened, the items that are in all of them. */
async function listItems(
  objects: ObjectStore,
  where: JsonValue,
  format: ItemFormat | undefined,
  reader: ItemReader,
): Promise<JsonValue[]> {
  const listing = Listing.safeParse(where);
  if (!listing.success) throw failed('ItemReader must give a Bucket, and if it likes a Prefix, both texts.');
  const { Bucket, Prefix } = listing.data;
  const listed = await objects.list(Bucket, Prefix).catch((error: unknown) => {
    throw failed(`Unable to list s3://${Bucket}/${Prefix}: ${messageOf(error)}`);
  });
  if (!format) {
    return listed.map(({ key, size, etag, lastModified }) => ({
      Etag: etag,
      Key: key,
      LastModified: Math.floor(lastModified.getTime() / 1000),
      Size: size,
      StorageClass: 'STANDARD',
    }));
  }
  const items: JsonValue[] = [];
  for (const { key } of listed) {
    items.push(...parseItems(await read(objects, Bucket, key), format, reader, `s3://${Bucket}/${key}`));
  }
  return items;
}

async function read(objects: ObjectStore, bucket: string, key: string): Promise<Buffer> {
  try {
    return await objects.read(bucket, key);
  } catch (error) {
    throw failed(`Unable to read s3://${bucket}/${key}: ${messageOf(error)}`);
  }
}

function parseItems(content: Buffer, format: ItemFormat, reader: ItemReader, place: string): JsonValue[] {
  try {
    return format(content.toString(), reader.ReaderConfig ?? {});
  } catch (error) {
    throw error instanceof StatesError ? error : failed(`Unable to parse ${place}: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const failed = (cause: string): StatesError => new StatesError('States.ItemReaderFailed', cause);
