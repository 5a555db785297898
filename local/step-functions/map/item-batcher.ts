import type { MapState } from '../definition/definition';
import type { JsonObject, JsonValue } from '../json';
import type { ItemBatcher } from '../definition/map-fields';
import type { StateRun } from '../states/state-run';
import { EvaluationError } from '../states/states-error';
import { payloadLimit } from '../states/payload-limit';

/** The input of one child execution, and how many items it has. */
export interface Batch {
  readonly input: JsonValue;
  readonly items: number;
}

/**
 * Puts items together as they fit: at most so many to a batch, and at most so many bytes of JSON.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export async function batchItems(
  run: StateRun<MapState>,
  batcher: ItemBatcher,
  items: readonly JsonValue[],
): Promise<Batch[]> {
  const { language, view } = run;
  const most = await limitOf(run, batcher, 'MaxItemsPerBatch');
  const bytes = Math.min(await limitOf(run, batcher, 'MaxInputBytesPerBatch'), payloadLimit);
  const BatchInput =
    batcher.BatchInput === undefined
      ? undefined
      : await language.template(batcher.BatchInput, view, 'ItemBatcher/BatchInput');
  const frame: JsonObject = BatchInput === undefined ? {} : { BatchInput };
  const empty = sizeOf({ ...frame, Items: [] });
  const batches: Batch[] = [];
  let taken: JsonValue[] = [];
  let size = empty;
  const close = (): void => {
    if (taken.length > 0) batches.push({ input: { ...frame, Items: taken }, items: taken.length });
    taken = [];
    size = empty;
  };
  for (const item of items) {
    const added = sizeOf(item) + 1;
    if (taken.length >= most || (taken.length > 0 && size + added > bytes + 1)) close();
    taken.push(item);
    size += added;
  }
  close();
  return batches;
}

async function limitOf(
  { language, view }: StateRun<MapState>,
  batcher: ItemBatcher,
  field: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch',
): Promise<number> {
  const limit = await language.integer(batcher, field, view, 'ItemBatcher');
  if (limit !== undefined && limit < 1) throw new EvaluationError(`${field} must be positive, but was: ${limit}`);
  return limit ?? Infinity;
}

const sizeOf = (value: JsonValue): number => Buffer.byteLength(JSON.stringify(value));
