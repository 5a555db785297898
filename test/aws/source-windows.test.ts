import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { type OpenedPart, type SourcePart, SourceReader } from '../../aws/read-source';
import { SourceWindows, type Window, type WindowSizes } from '../../aws/source-windows';
import { source } from '../pipeline/examples';

/** No two places in it are alike. */
const content = Buffer.from(Array.from({ length: 250_000 }, (_, n) => n.toString(36).padStart(4, '0')).join(''));

/** A source in memory that notes what is asked of it, and answers when it is let. */
class NotingReader extends SourceReader {
  readonly asked: string[] = [];
  /** Errors of the next answers, each once. */
  readonly failures: (Error | undefined)[] = [];
  /** Set: answers wait for it. */
  gate: Promise<void> = Promise.resolve();
  reads = 0;

  constructor(private readonly bytes = content) {
    super(new S3Client({ region: 'nowhere' }), source);
  }

  override async open(range: string | undefined, signal: AbortSignal): Promise<OpenedPart> {
    this.asked.push(range ?? 'all');
    await this.gate;
    signal.throwIfAborted();
    const failure = this.failures.shift();
    if (failure) throw failure;
    const [first = 0, last = 0] = (/\d+-\d+/.exec(range ?? '')?.[0] ?? '').split('-').map(Number);
    if (first >= this.bytes.length) throw new Error('InvalidRange');
    const end = Math.min(last + 1, this.bytes.length);
    const contentRange = `bytes ${first}-${end - 1}/${this.bytes.length}`;
    return { first, end, contentRange, contentType: 'video/mp4', body: Readable.from([]) };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- S3's answer comes in pieces
  override async *read({ first, end }: SourcePart): AsyncGenerator<Uint8Array> {
    this.reads += 1;
    for (let position = first; position < end; position += 30_000) {
      yield this.bytes.subarray(position, Math.min(position + 30_000, end));
    }
  }
}

const sizes: WindowSizes = { first: 1000, growth: 1, most: 40_000, ahead: false };

function windowsOf(changes: Partial<WindowSizes> = {}, reader = new NotingReader()) {
  const closed = new AbortController();
  return { reader, closed, windows: new SourceWindows(reader, { ...sizes, ...changes }, closed.signal) };
}
const ranges = ({ asked }: NotingReader) => asked.map((range) => range.slice('bytes='.length));
/** Reads on from window to window, as ffmpeg does, until the end or so many. */
async function readOn(windows: SourceWindows, from: number, most = Infinity): Promise<Window[]> {
  const read: Window[] = [];
  for (let position = from; position < content.length && read.length < most; position = read.at(-1)!.end) {
    read.push(await windows.at(position));
  }
  return read;
}

describe('SourceWindows', () => {
  test('a window begins where it is asked for', async () => {
    const { windows, reader } = windowsOf();
    expect(await windows.at(500)).toEqual({
      first: 500,
      end: 1500,
      sizeBytes: 1_000_000,
      contentType: 'video/mp4',
      bytes: content.subarray(500, 1500),
    });
    expect(ranges(reader)).toEqual(['500-1499']);
  });

  test('who reads on gets as much again as it has read, up to a limit; the last window ends with the source', async () => {
    const { windows, reader } = windowsOf({ most: 300_000 });
    const read = await readOn(windows, 0);
    expect(Buffer.concat(read.map(({ bytes }) => bytes)).equals(content)).toBe(true);
    const lengths = read.map(({ first, end }) => end - first);
    expect(lengths).toEqual([1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 188].map((thousand) => thousand * 1000));
    expect(ranges(reader).at(-1)).toBe('812000-1111999');
  });

  test('or another share of it, but never less than at first', async () => {
    const { windows, reader } = windowsOf({ growth: 0.5 });
    await readOn(windows, 0, 5);
    expect(ranges(reader)).toEqual(['0-999', '1000-1999', '2000-2999', '3000-4499', '4500-6749']);
  });

  test('a limit below the first size holds for the first, too', async () => {
    const { windows, reader } = windowsOf({ most: 400 });
    await readOn(windows, 0, 2);
    expect(ranges(reader)).toEqual(['0-399', '400-799']);
  });

  test('a place in a window that was fetched is there', async () => {
    const { windows, reader } = windowsOf();
    const window = await windows.at(0);
    expect(await windows.at(999)).toBe(window);
    expect(await windows.at(1)).toBe(window);
    expect(reader.asked).toHaveLength(1);
  });

  test('who goes elsewhere begins small again', async () => {
    const { windows, reader } = windowsOf();
    await readOn(windows, 0, 3);
    await windows.at(900_000);
    expect(ranges(reader).slice(2)).toEqual(['2000-3999', '900000-900999']);
  });

  test('16 MiB are kept, and the oldest windows fetched anew', async () => {
    const megabyte = 1024 * 1024;
    const { windows, reader } = windowsOf({ first: megabyte, most: megabyte }, new NotingReader(Buffer.alloc(18 * megabyte)));
    const go = async (count: number) => {
      for (let n = 0; n < count; n += 1) await windows.at(n * megabyte);
    };
    await go(16);
    await go(16);
    expect(reader.asked).toHaveLength(16);
    await windows.at(16 * megabyte);
    await windows.at(megabyte);
    expect(reader.asked).toHaveLength(17);
    await windows.at(0);
    expect(reader.asked).toHaveLength(18);
  }); // prettier-ignore

  test('a window that is larger than all that is kept is kept alone', async () => {
    const megabyte = 1024 * 1024;
    const { windows, reader } = windowsOf({ first: 20 * megabyte, most: 20 * megabyte });
    await windows.at(0);
    await windows.at(1);
    expect(reader.asked).toHaveLength(1);
  });

  test('two who ask at once get one answer', async () => {
    const { windows, reader } = windowsOf();
    const [one, other] = await Promise.all([windows.at(0), windows.at(10)]);
    expect(one).toBe(other);
    expect(reader.asked).toHaveLength(1);
  });

  test('a failure is told, and not kept: who asks again gets another try', async () => {
    const { windows, reader } = windowsOf();
    reader.failures.push(new Error('SlowDown'));
    const both = await Promise.allSettled([windows.at(0), windows.at(1)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await windows.at(0)).bytes).toHaveLength(1000);
    expect(ranges(reader)).toEqual(['0-999', '0-999']);
  });

  test('behind the end there is none, though a window that was to go beyond it is there', async () => {
    const { windows, reader } = windowsOf();
    await expect(windows.at(1_000_000)).rejects.toThrow('InvalidRange');
    expect((await windows.at(999_500)).end).toBe(1_000_000);
    await expect(windows.at(1_000_000)).rejects.toThrow('InvalidRange');
    await expect(windows.at(1_000_200)).rejects.toThrow('InvalidRange');
    expect(reader.asked).toHaveLength(4);
    // And what was there still is.
    expect((await windows.at(999_999)).first).toBe(999_500);
    expect(reader.asked).toHaveLength(4);
  });

  test('closing ends what is under way', async () => {
    const { windows, closed, reader } = windowsOf();
    let open = () => {};
    reader.gate = new Promise((resolve) => (open = resolve));
    const asked = windows.at(0);
    closed.abort(new Error('closed'));
    open();
    await expect(asked).rejects.toThrow('closed');
    expect(reader.reads).toBe(0);
  });

  test('an answer that doesn’t tell the length of the whole ends where the source does', async () => {
    class Terse extends NotingReader {
      override async open(range: string | undefined, signal: AbortSignal): Promise<OpenedPart> {
        return { ...(await super.open(range, signal)), contentRange: undefined };
      }
    }
    expect(await windowsOf({}, new Terse()).windows.at(0)).toMatchObject({ end: 1000, sizeBytes: 1000 });
  });
});

describe('reading ahead', () => {
  test('nothing for who has read less than 64 KiB in a row', async () => {
    const { windows, reader } = windowsOf({ ahead: true });
    await readOn(windows, 0, 7);
    await windows.at(500_000);
    expect(ranges(reader).slice(5)).toEqual(['16000-31999', '32000-63999', '500000-500999']);
  });

  test('the next window for who reads on', async () => {
    const { windows, reader } = windowsOf({ ahead: true });
    const [last] = (await readOn(windows, 0, 8)).slice(-1);
    expect(last).toMatchObject({ first: 64_000, end: 104_000 });
    expect(ranges(reader).slice(7)).toEqual(['64000-103999', '104000-143999']);
    await windows.at(104_000);
    await windows.at(120_000);
    expect(ranges(reader).slice(9)).toEqual(['144000-183999']);
  });

  test('also where windows don’t grow', async () => {
    const { windows, reader } = windowsOf({ ahead: true, first: 40_000 });
    await readOn(windows, 0, 2);
    expect(ranges(reader)).toEqual(['0-39999', '40000-79999', '80000-119999']);
  });

  test('nothing behind the end', async () => {
    const { windows, reader } = windowsOf({ ahead: true, first: 400_000, most: 400_000 });
    await readOn(windows, 0);
    expect(ranges(reader)).toEqual(['0-399999', '400000-799999', '800000-1199999']);
  });

  test('the window that is read is handed over before the next one is there', async () => {
    const { windows, reader } = windowsOf({ ahead: true, first: 40_000 });
    await windows.at(0);
    const second = windows.at(40_000);
    let open = () => {};
    // The second one is under way; from now on answers wait.
    reader.gate = new Promise((resolve) => (open = resolve));
    expect((await second).first).toBe(40_000);
    expect(reader.asked).toHaveLength(3);
    open();
    expect((await windows.at(80_000)).first).toBe(80_000);
  });

  test('a failure of what nobody asked for is nobody’s: it is asked for anew', async () => {
    const { windows, reader } = windowsOf({ ahead: true, first: 40_000 });
    await windows.at(0);
    reader.failures.push(undefined, new Error('SlowDown'));
    await windows.at(40_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await windows.at(80_000)).first).toBe(80_000);
    expect(ranges(reader).slice(1, 4)).toEqual(['40000-79999', '80000-119999', '80000-119999']);
  });
});
