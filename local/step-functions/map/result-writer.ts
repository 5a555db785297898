import * as z from 'zod';
import type { MapState } from '../definition/definition';
import { isObject, type JsonValue, parseJson } from '../json';
import type { ResultWriter } from '../definition/map-fields';
import type { ChildExecution, MapRun } from './map-run';
import type { StateRun } from '../states/state-run';
import { StatesError } from '../states/states-error';

const Place = z.object({ Bucket: z.string(), Prefix: z.string().default('') });

/**
 * Writes what the children of a map run gave to S3 and answers where, or without a place answers the results themselves.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export async function writeResults(run: StateRun<MapState>, writer: ResultWriter, mapRun: MapRun): Promise<JsonValue> {
  const { Transformation = writer.Resource ? 'NONE' : 'COMPACT', OutputType = 'JSON' } = writer.WriterConfig ?? {};
  const results = (children: readonly ChildExecution[]): JsonValue[] => transform(children, Transformation);
  if (!writer.Resource) return results(mapRun.children.filter(({ status }) => status === 'SUCCEEDED'));
  const place = await placeOf(run, writer);
  const folder = `${place.Prefix.replace(/\/?$/, place.Prefix === '' ? '' : '/')}${mapRun.arn.split(':').at(-1) ?? ''}`;
  const text = (values: JsonValue[]): string =>
    OutputType === 'JSONL' ? values.map((value) => JSON.stringify(value)).join('\n') : JSON.stringify(values);
  const files: Record<string, JsonValue> = {};
  for (const [name, statuses] of Object.entries(kinds)) {
    const children = mapRun.children.filter(({ status }) => statuses.includes(status));
    if (children.length === 0) {
      files[name] = [];
      continue;
    }
    const key = `${folder}/${name}_0.${OutputType.toLowerCase()}`;
    const content = text(name === 'SUCCEEDED' ? results(children) : transform(children, 'NONE'));
    await write(run, place.Bucket, key, content);
    files[name] = [{ Key: key, Size: Buffer.byteLength(content) }];
  }
  const manifest = { DestinationBucket: place.Bucket, MapRunArn: mapRun.arn, ResultFiles: files };
  const key = `${folder}/manifest.json`;
  await write(run, place.Bucket, key, JSON.stringify(manifest));
  mapRun.resultsWritten = mapRun.children.length;
  return { MapRunArn: mapRun.arn, ResultWriterDetails: { Bucket: place.Bucket, Key: key } };
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  FAILED: ['FAILED', 'TIMED_OUT', 'ABORTED'],
  PENDING: ['PENDING', 'RUNNING'],
  SUCCEEDED: ['SUCCEEDED'],
};

function transform(children: readonly ChildExecution[], kind: 'NONE' | 'COMPACT' | 'FLATTEN'): JsonValue[] {
  if (kind === 'NONE') return children.map((child) => child.describe());
  const outputs = children.map(({ output }) => parseJson(output ?? 'null'));
  return kind === 'FLATTEN' ? outputs.flatMap((output) => (Array.isArray(output) ? output : [output])) : outputs;
}

async function placeOf({ language, view }: StateRun<MapState>, writer: ResultWriter) {
  const field = writer.Arguments === undefined ? 'Parameters' : 'Arguments';
  const where = await language.template(writer.Arguments ?? writer.Parameters ?? {}, view, `ResultWriter/${field}`);
  const place = Place.safeParse(isObject(where) ? where : {});
  if (!place.success) throw failed('ResultWriter must give a Bucket, and if it likes a Prefix, both texts.');
  return place.data;
}

async function write({ scope }: StateRun<MapState>, bucket: string, key: string, content: string): Promise<void> {
  try {
    await scope.world.objects.write(bucket, key, content);
  } catch (error) {
    throw failed(`Unable to write s3://${bucket}/${key}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const failed = (cause: string): StatesError => new StatesError('States.ResultWriterFailed', cause);
