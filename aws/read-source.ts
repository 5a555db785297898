import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Source } from '../pipeline/source';
import { versionOf } from './source-version';

/** Bytes of a source as S3 announces them: all of it, or the part that a Range header asked for. */
export interface SourcePart {
  /** Position of the first byte, and of the first one after it. */
  first: number;
  end: number;
  /** The Content-Range of a part; undefined for the whole. */
  contentRange: string | undefined;
  contentType: string | undefined;
}

export interface OpenedPart extends SourcePart {
  body: Readable;
}

/** How often in a row, without a byte in between, a connection may be cut. */
const mostCuts = 2;

/** The source as a client reads it that knows HTTP only. */
export class SourceReader {
  constructor(
    private readonly s3: S3Client,
    private readonly source: Source,
  ) {}

  async describe(Range: string | undefined, abortSignal: AbortSignal): Promise<SourcePart & { body: null }> {
    const answer = await this.s3.send(new HeadObjectCommand({ ...versionOf(this.source), Range }), { abortSignal });
    return { ...partOf(answer), body: null };
  }

  async open(Range: string | undefined, abortSignal: AbortSignal): Promise<OpenedPart> {
    const answer = await this.s3.send(new GetObjectCommand({ ...versionOf(this.source), Range }), { abortSignal });
    if (!(answer.Body instanceof Readable)) throw new TypeError('S3 answered without a body');
    return { ...partOf(answer), body: answer.Body };
  }

  /** All bytes of a part that was opened. S3 ends long reads now and then: the next one goes on where they broke off. */
  async *read(part: OpenedPart, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let { first: next, body }: { first: number; body: AsyncIterable<Uint8Array> } = part;
    let cuts = 0;
    for (;;) {
      try {
        for await (const chunk of body) {
          next += chunk.length;
          cuts = 0;
          yield chunk;
        }
        if (next >= part.end) return;
        throw new Error(`S3's answer ended ${part.end - next} bytes too early`);
      } catch (error) {
        cuts += 1;
        if (signal.aborted || next >= part.end || cuts > mostCuts) throw error;
      }
      const rest = await this.open(`bytes=${next}-${part.end - 1}`, signal);
      if (rest.first !== next) throw new Error(`S3 went on at byte ${rest.first}, not at ${next}`);
      ({ body } = rest);
    }
  }
}

interface Answer {
  ContentLength?: number | undefined;
  ContentRange?: string | undefined;
  ContentType?: string | undefined;
}

function partOf({ ContentLength = 0, ContentRange, ContentType }: Answer): SourcePart {
  const first = Number(/^bytes (\d+)-/.exec(ContentRange ?? '')?.[1] ?? 0);
  return { first, end: first + ContentLength, contentRange: ContentRange, contentType: ContentType };
}
