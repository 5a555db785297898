import type { SourceReader } from './read-source';

/** How much of a source is fetched at once for a reader that doesn't say how much it wants. */
export interface WindowSizes {
  /** Bytes fetched where a reader begins, or goes to: at least as many as the head of a part of an index. */
  first: number;
  /** A reader that goes on gets this share of what it has read in a row … */
  growth: number;
  /** … up to this many bytes. */
  most: number;
  /** Fetch the next window while the reader still has one: faster, for up to `most` bytes that nobody may want. */
  ahead: boolean;
}

export interface Window {
  /** Position of the first byte, and of the first one after it. */
  first: number;
  end: number;
  /** Of the whole source. */
  sizeBytes: number;
  contentType: string | undefined;
  bytes: Uint8Array;
}

interface Fetched {
  first: number;
  size: number;
  /** Bytes read in a row up to its end. */
  row: number;
  window: Promise<Window>;
}

/** Bytes in a row after which a reader is taken for one that goes on. */
const leastRow = 64 * 1024;
/**
 * Bytes of windows that are kept in memory: readers of video go back to where they were, after a look at an index elsewhere, and
 * one program after the other reads the same index.
 */
const mostKept = 16 * 1024 * 1024;

/**
 * A source in windows. ffmpeg asks for everything from a position on, and hangs up when it has enough: by then S3 has sent
 * megabytes that nobody reads. So it is given a window at a time.
 */
export class SourceWindows {
  #kept: Fetched[] = [];

  constructor(
    private readonly reader: SourceReader,
    private readonly sizes: WindowSizes,
    /** Ends every fetch that is under way. */
    private readonly signal: AbortSignal,
  ) {}

  /** The window that has the byte at `position` in it; S3's error when there is none. */
  async at(position: number): Promise<Window> {
    const fetched = this.#find(position) ?? this.#fetch(position);
    const window = await fetched.window;
    const { end, sizeBytes } = window;
    // It was to go on beyond the end of the source.
    if (position >= end) return this.#fetch(position).window;
    const goesOn = fetched.row >= leastRow && end < sizeBytes;
    if (this.sizes.ahead && goesOn && !this.#find(end)) this.#fetch(end);
    return window;
  }

  #find(position: number): Fetched | undefined {
    return this.#kept.find(({ first, size }) => position >= first && position < first + size);
  }

  #fetch(first: number): Fetched {
    const row = this.#kept.find((before) => before.first + before.size === first)?.row ?? 0;
    const size = Math.min(Math.max(this.sizes.first, Math.floor(row * this.sizes.growth)), this.sizes.most);
    const fetched: Fetched = { first, size, row: row + size, window: this.#read(first, size) };
    this.#kept.push(fetched);
    let bytes = this.#kept.reduce((sum, one) => sum + one.size, 0);
    while (bytes > mostKept && this.#kept.length > 1) bytes -= this.#kept.shift()?.size ?? 0;
    // A failure belongs to who asks; who asks again gets another try.
    fetched.window.catch(() => (this.#kept = this.#kept.filter((one) => one !== fetched)));
    return fetched;
  }

  async #read(first: number, size: number): Promise<Window> {
    const part = await this.reader.open(`bytes=${first}-${first + size - 1}`, this.signal);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.reader.read(part, this.signal)) chunks.push(chunk);
    const { end, contentType } = part;
    const sizeBytes = Number(/\/(\d+)$/.exec(part.contentRange ?? '')?.[1] ?? end);
    return { first: part.first, end, sizeBytes, contentType, bytes: Buffer.concat(chunks) };
  }
}
