import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import type { Size } from './letterbox';

/**
 * Pictures on their way from a task to a function: gzip of one line that gives their size, and then for each its time in units of the
 * source's time base, as a big-endian whole number of 8 bytes, and its pixels, rgb24.
 */
const timeBytes = 8;

const firstLine = ({ width, height }: Size): string => `framefleet samples rgb24 ${width}x${height}\n`;

export class SamplesWriter {
  readonly #gzip = createGzip({ level: constants.Z_BEST_SPEED });
  readonly #written: Promise<void>;
  /** Why nothing can be written any more. */
  #failure: Error | undefined;

  constructor(path: string, size: Size) {
    const file = this.#gzip.pipe(createWriteStream(path));
    this.#gzip.on('error', (error) => file.destroy(error));
    this.#written = finished(file);
    this.#written.catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#gzip.destroy();
    });
    this.#gzip.write(firstLine(size));
  }

  /** Waits until there is room for more. @param pixels may be changed afterwards */
  async add(pts: number, pixels: Uint8Array): Promise<void> {
    const record = Buffer.allocUnsafe(timeBytes + pixels.length);
    record.writeBigInt64BE(BigInt(pts));
    record.set(pixels, timeBytes);
    if (this.#failure === undefined && !this.#gzip.write(record)) {
      await Promise.race([once(this.#gzip, 'drain'), this.#written]);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async finish(): Promise<void> {
    this.#gzip.end();
    await this.#written;
  }

  /** What was begun and won't be finished. */
  abandon(): void {
    this.#gzip.destroy();
  }
}

/**
 * Reads what the writer has left, picture by picture; each is overwritten by the next.
 * @throws Error when it is damaged, ends early or holds pictures of another size
 */
export async function* readSamples(path: string, size: Size): AsyncGenerator<{ pts: number; pixels: Uint8Array }> {
  const expected = Buffer.from(firstLine(size));
  const first = Buffer.alloc(expected.length);
  const record = Buffer.alloc(timeBytes + size.width * size.height * 3);
  let [part, filled] = [first, 0];
  const file = createReadStream(path);
  const pieces = file.pipe(createGunzip());
  file.on('error', (error) => pieces.destroy(error));
  try {
    for await (const piece of pieces) {
      if (!Buffer.isBuffer(piece)) throw new TypeError('A file of samples must be read as bytes');
      for (let offset = 0; offset < piece.length;) {
        const length = Math.min(part.length - filled, piece.length - offset);
        part.set(piece.subarray(offset, offset + length), filled);
        filled += length;
        offset += length;
        if (filled < part.length) continue;
        if (part === first) {
          if (!first.equals(expected))
            throw new Error(
              `Samples begin with "${first.toString('latin1').trim()}", not with "${expected.toString().trim()}"`,
            );
        } else yield { pts: Number(record.readBigInt64BE()), pixels: record.subarray(timeBytes) };
        [part, filled] = [record, 0];
      }
    }
    if (part === first || filled > 0) throw new Error(`The last sample has ${filled} of ${part.length} bytes`);
  } finally {
    file.destroy();
    pieces.destroy();
  }
}
