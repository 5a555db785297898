import { createHash } from 'node:crypto';
import type { ChunkSignatures } from './chunk-signatures';
import { S3Error } from './s3-error';

export interface AwsChunkedOptions {
  /** x-amz-decoded-content-length. */
  decodedLength: number;
  /** For the signed variants: each chunk has to carry its signature. */
  signatures: ChunkSignatures | undefined;
  /** Called once, at the end, with the names in lower case. */
  onTrailers: (trailers: ReadonlyMap<string, string>) => void;
}

const LONGEST_LINE = 8 * 1024;
const LONGEST_TRAILERS = 16 * 1024;

/**
 * The content of an aws-chunked body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n` over and over, a chunk of size 0,
 * then the trailers. A chunk is passed on before its signature is known to hold: the reader must not use what it got
 * until the end was reached without an error.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  options: AwsChunkedOptions,
): AsyncGenerator<Buffer> {
  const bytes = new ByteReader(body[Symbol.asyncIterator]());
  try {
    let decoded = 0;
    for (;;) {
      const { size, signature } = parseChunkHeader(await bytes.line());
      decoded += size;
      if (decoded > options.decodedLength) throw new S3Error('IncompleteBody');
      const hash = options.signatures && createHash('sha256');
      for await (const piece of bytes.take(size)) {
        hash?.update(piece);
        yield piece;
      }
      if (hash) options.signatures?.verifyChunk(hash.digest('hex'), signature);
      if (size === 0) break;
      if ((await bytes.line()) !== '') throw new S3Error('IncompleteBody', 'A chunk is not as long as it says.');
    }
    if (decoded !== options.decodedLength) throw new S3Error('IncompleteBody');
    options.onTrailers(parseTrailers(await bytes.rest(), options.signatures));
  } finally {
    await bytes.close();
  }
}

function parseChunkHeader(line: string): { size: number; signature: string } {
  const [, size, signature = ''] = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line) ?? [];
  if (size === undefined)
    throw new S3Error('IncompleteBody', `Not the beginning of a chunk: ${JSON.stringify(line.slice(0, 80))}`);
  return { size: parseInt(size, 16), signature };
}

function parseTrailers(text: string, signatures: ChunkSignatures | undefined): Map<string, string> {
  const trailers = new Map<string, string>();
  for (const line of text.split(/\r?\n/).filter((line) => line !== '')) {
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new S3Error('MalformedTrailerError');
    trailers.set(name.toLowerCase(), value);
  }
  const signature = trailers.get('x-amz-trailer-signature');
  trailers.delete('x-amz-trailer-signature');
  if (signatures && trailers.size > 0) {
    signatures.verifyTrailers([...trailers].map(([name, value]) => `${name}:${value}\n`).join(''), signature ?? '');
  }
  return trailers;
}

/** Reads lines and counted bytes from a stream whose pieces know nothing of either. */
class ByteReader {
  private pending: Buffer = Buffer.alloc(0);

  constructor(private readonly source: AsyncIterator<Buffer>) {}

  /** Up to the next CRLF, without it. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.pending.indexOf('\r\n');
      if (end >= 0) {
        const line = this.pending.toString('latin1', 0, end);
        this.pending = this.pending.subarray(end + 2);
        return line;
      }
      const more = this.pending.length < LONGEST_LINE ? await this.next() : undefined;
      if (!more) throw new S3Error('IncompleteBody');
      this.pending = Buffer.concat([this.pending, more]);
    }
  }

  async *take(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      const bytes = this.pending.length > 0 ? this.pending : await this.next();
      if (!bytes) throw new S3Error('IncompleteBody');
      const piece = bytes.subarray(0, missing);
      this.pending = bytes.subarray(piece.length);
      missing -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  async rest(): Promise<string> {
    for (let more = await this.next(); more; more = await this.next()) {
      this.pending = Buffer.concat([this.pending, more]);
      if (this.pending.length > LONGEST_TRAILERS) throw new S3Error('MalformedTrailerError');
    }
    return this.pending.toString('latin1');
  }

  async close(): Promise<void> {
    await this.source.return?.();
  }

  private async next(): Promise<Buffer | undefined> {
    const next = await this.source.next();
    return next.done === true ? undefined : next.value;
  }
}
