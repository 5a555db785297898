import { createHash } from 'node:crypto';
import { decodeAwsChunked } from './aws-chunked';
import { headerValue, type Call } from './call';
import { ChecksumAlgorithm, createHasher, type Checksum } from './checksums';
import { S3Error } from './s3-error';

/** What is known of a body once it was read to its end. */
export interface BodyDigest {
  size: number;
  md5: Buffer;
  checksum: Checksum | undefined;
}

export interface RequestBody {
  content: AsyncIterable<Buffer>;
  /** Only after `content` ended without an error. */
  digest(): BodyDigest;
}

export interface RequestBodyOptions {
  limit: number;
  /** Computed when the request brings no checksum of its own. */
  algorithm?: ChecksumAlgorithm | undefined;
}

/**
 * The content of a request, without its transfer coding. Length, MD5, checksum and signature are verified on the way,
 * so reading it fails at its end when the request promised anything else: don't use it before.
 */
export function openRequestBody(call: Call, { limit, algorithm }: RequestBodyOptions): RequestBody {
  const length = contentLength(call);
  if (length > limit) {
    throw new S3Error('EntityTooLarge', undefined, {
      details: { ProposedSize: String(length), MaxSizeAllowed: String(limit) },
    });
  }
  const promised = promisedChecksum(call);
  const promisedMd5 = contentMd5(call);
  const { payload } = call.signed;
  let trailers: ReadonlyMap<string, string> = new Map();
  let digest: BodyDigest | undefined;

  async function* content(): AsyncGenerator<Buffer> {
    // Leaving the loop early must not destroy the request: its socket is needed for the answer, and for the next request.
    const raw: AsyncIterable<Buffer> = {
      [Symbol.asyncIterator]: () => call.request.iterator({ destroyOnReturn: false }),
    };
    const decoded =
      payload.kind !== 'aws-chunked'
        ? raw
        : decodeAwsChunked(raw, {
            decodedLength: length,
            signatures: payload.signatures,
            onTrailers: (found) => (trailers = found),
          });
    const md5 = createHash('md5');
    const sha256 = payload.kind === 'sha256' ? createHash('sha256') : undefined;
    const usedAlgorithm = promised?.algorithm ?? algorithm;
    const hasher = usedAlgorithm && createHasher(usedAlgorithm);
    let size = 0;
    for await (const chunk of decoded) {
      size += chunk.length;
      for (const hash of [md5, sha256, hasher]) hash?.update(chunk);
      yield chunk;
    }
    if (size !== length) throw new S3Error('IncompleteBody');
    if (payload.kind === 'sha256' && sha256?.digest('hex') !== payload.sha256) {
      throw new S3Error('XAmzContentSHA256Mismatch');
    }
    const value = hasher?.digest().toString('base64');
    if (promised) checkPromise(promised, promised.value ?? trailers.get(promised.header), value);
    const md5Digest = md5.digest();
    if (promisedMd5 !== undefined && !promisedMd5.equals(md5Digest)) {
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
    const checksum: Checksum | undefined =
      usedAlgorithm && value !== undefined ? { algorithm: usedAlgorithm, type: 'FULL_OBJECT', value } : undefined;
    digest = { size, md5: md5Digest, checksum };
  }

  return {
    content: content(),
    digest: () => {
      if (!digest) throw new Error('The body was not read to its end.');
      return digest;
    },
  };
}

/** A small body as text. */
export async function readText(call: Call, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of openRequestBody(call, { limit }).content) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Bytes of the content itself; S3 takes no body of unknown length. */
function contentLength(call: Call): number {
  const chunked = call.signed.payload.kind === 'aws-chunked';
  const header = chunked ? headerValue(call, 'x-amz-decoded-content-length') : call.request.headers['content-length'];
  if (header === undefined && !chunked && call.request.headers['transfer-encoding'] !== undefined) {
    throw new S3Error('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      details: { Header: 'Transfer-Encoding' },
    });
  }
  if (header === undefined || !/^\d{1,15}$/.test(header)) throw new S3Error('MissingContentLength');
  return Number(header);
}

interface PromisedChecksum {
  algorithm: ChecksumAlgorithm;
  header: string;
  /** Undefined where it follows the body as a trailer. */
  value: string | undefined;
}

function promisedChecksum({ request, signed }: Call): PromisedChecksum | undefined {
  // Only real headers and trailers: a URL presigned by the SDK carries the checksum of an
  // empty body in its query, which S3 ignores (localstack/localstack#12169).
  const announced =
    signed.payload.kind === 'aws-chunked' && signed.payload.trailers ? request.headersDistinct['x-amz-trailer'] : [];
  const names = new Set(
    (announced ?? []).flatMap((names) => names.split(',')).map((name) => name.trim().toLowerCase()),
  );
  const promises = ChecksumAlgorithm.options.flatMap((algorithm): PromisedChecksum[] => {
    const header = `x-amz-checksum-${algorithm}`;
    const value = request.headersDistinct[header]?.[0];
    return value !== undefined || names.has(header) ? [{ algorithm, header, value }] : [];
  });
  if (promises.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  return promises[0];
}

function checkPromise(
  { algorithm, header }: PromisedChecksum,
  promised: string | undefined,
  actual: string | undefined,
): void {
  if (promised === undefined) throw new S3Error('MalformedTrailerError');
  if (promised === actual) return;
  if (actual?.length !== promised.length || !/^[A-Za-z0-9+/]+=*$/.test(promised)) {
    throw new S3Error('InvalidRequest', `Value for ${header} header is invalid.`);
  }
  throw new S3Error('BadDigest', `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
}

function contentMd5({ request }: Call): Buffer | undefined {
  const header = request.headersDistinct['content-md5']?.[0];
  if (header === undefined) return undefined;
  const md5 = Buffer.from(header, 'base64');
  if (md5.length !== 16 || md5.toString('base64') !== header) throw new S3Error('InvalidDigest');
  return md5;
}
