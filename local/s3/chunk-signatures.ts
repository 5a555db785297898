import { S3Error } from './s3-error';
import { sameSignature, scopeText, sha256Hex, signText, type CredentialScope } from './signing-key';

const EMPTY_HASH = sha256Hex('');

/**
 * The chain of signatures in a signed aws-chunked body: each covers its chunk and the signature before it, the first
 * of which is the request's own. See "Signature calculations: transferring a payload in multiple chunks".
 */
export class ChunkSignatures {
  constructor(
    private readonly signingKey: Buffer,
    private readonly scope: CredentialScope,
    /** ISO 8601 basic, as in x-amz-date. */
    private readonly date: string,
    private previous: string,
  ) {}

  verifyChunk(chunkSha256: string, signature: string): void {
    this.verify(
      ['AWS4-HMAC-SHA256-PAYLOAD', this.date, scopeText(this.scope), this.previous, EMPTY_HASH, chunkSha256],
      signature,
    );
  }

  /** `trailers`: the lines `name:value`, each ended by a line feed. */
  verifyTrailers(trailers: string, signature: string): void {
    this.verify(
      ['AWS4-HMAC-SHA256-TRAILER', this.date, scopeText(this.scope), this.previous, sha256Hex(trailers)],
      signature,
    );
  }

  private verify(lines: string[], signature: string): void {
    const expected = signText(this.signingKey, lines.join('\n'));
    if (!sameSignature(expected, signature)) throw new S3Error('SignatureDoesNotMatch');
    this.previous = signature;
  }
}
