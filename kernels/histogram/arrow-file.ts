import {
  AsyncByteQueue,
  Field,
  FixedSizeList,
  Float64,
  Int64,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Uint32,
  makeData,
} from 'apache-arrow';
import { sixDigits } from '../../pipeline/motion';
import type { FrameHistogram } from './merge';

/** Rows of a record batch: with 256 bins of three channels it takes 3 MB. */
const batchRows = 1024;

interface Columns {
  channels: readonly string[];
  bins: number;
}

/** What a writer has written and nobody has taken yet. */
class Pieces extends AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(value: ArrayBufferView): void {
    this.#pieces.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }

  take(): Uint8Array[] {
    const taken = this.#pieces;
    this.#pieces = [];
    return taken;
  }
}

/** Histograms as an Arrow IPC file, batch after batch: a frame's number, pts and time, and a list of counts for each channel. */
export async function* arrowFile(
  columns: Columns,
  frames: AsyncIterable<FrameHistogram>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const schema = schemaOf(columns);
  const pieces = new Pieces();
  const writer = new RecordBatchFileWriter();
  writer.reset(pieces, schema);
  let rows: FrameHistogram[] = [];
  for await (const frame of frames) {
    rows.push(frame);
    if (rows.length < batchRows) continue;
    writer.write(batch(columns, schema, rows));
    yield* pieces.take();
    rows = [];
  }
  if (rows.length > 0) writer.write(batch(columns, schema, rows));
  writer.close();
  yield* pieces.take();
}

const listType = (bins: number) => new FixedSizeList(bins, new Field('count', new Uint32(), false));

const schemaOf = ({ channels, bins }: Columns): Schema =>
  new Schema([
    new Field('frame', new Uint32(), false),
    new Field('pts', new Int64(), false),
    new Field('time', new Float64(), false),
    ...channels.map((channel) => new Field(channel, listType(bins), false)),
  ]);

function batch({ channels, bins }: Columns, schema: Schema, rows: readonly FrameHistogram[]): RecordBatch {
  const { length } = rows;
  const lists = channels.map((_, channel) => {
    const data = new Uint32Array(length * bins);
    for (const [row, { counts }] of rows.entries()) {
      data.set(counts.subarray(channel * bins, (channel + 1) * bins), row * bins);
    }
    return makeData({ type: listType(bins), length, nullCount: 0, child: makeData({ type: new Uint32(), data }) });
  });
  const children = [
    makeData({ type: new Uint32(), data: Uint32Array.from(rows, ({ frame }) => frame) }),
    makeData({ type: new Int64(), data: BigInt64Array.from(rows, ({ pts }) => BigInt(pts)) }),
    makeData({ type: new Float64(), data: Float64Array.from(rows, ({ time }) => sixDigits(time)) }),
    ...lists,
  ];
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}
