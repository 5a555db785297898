import { GetObjectCommand } from '@aws-sdk/client-s3';
import { crc32 } from 'node:zlib';
import { sha256Hex, scopeText, signText } from '../../../local/s3/signing-key';
import { startS3, type S3OnAPort } from './s3-on-a-port';
import { errorCode, send, sendSigned, sign, type RawAnswer, type Signature } from './signed-request';

const Bucket = 'videos';
const target = `/${Bucket}/a`;
const chunks = ['first chunk ', 'second chunk'];
const content = chunks.join('');
const checksum = Buffer.alloc(4);
checksum.writeUInt32BE(crc32(content));
const trailer = `x-amz-checksum-crc32:${checksum.toString('base64')}`;

describe('aws-chunked bodies', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
  });
  afterEach(() => s3.stop());

  const stored = async () => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    return Body!.transformToString();
  };

  const put = (
    payloadHash: string,
    body: (signature: Signature) => string,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> => {
    const raw = {
      method: 'PUT',
      target,
      headers: {
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': String(content.length),
        ...(payloadHash.endsWith('TRAILER') && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
        ...headers,
      },
    };
    const signature = sign(new URL(s3.url).host, raw, { payloadHash });
    return send(s3.url, { ...raw, headers: signature.headers, body: body(signature) });
  };

  const unsigned = (ending: string) => () =>
    [...chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`), ending].join('');

  describe('unsigned, with trailers', () => {
    const hash = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

    test('are stored without their coding', async () => {
      expect(await put(hash, unsigned(`0\r\n${trailer}\r\n\r\n`))).toMatchObject({ status: 200 });
      expect(await stored()).toBe(content);
    });

    test.each([
      ['another checksum', unsigned('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'), 'BadDigest'],
      ['no checksum', unsigned('0\r\n\r\n'), 'MalformedTrailerError'],
      ['no end', unsigned(''), 'IncompleteBody'],
      ['a chunk longer than it says', () => `3\r\n${content}\r\n0\r\n${trailer}\r\n\r\n`, 'IncompleteBody'],
      ['a chunk without a size', () => `nonsense\r\n${content}\r\n`, 'IncompleteBody'],
      ['less than announced', () => `5\r\nfirst\r\n0\r\n${trailer}\r\n\r\n`, 'IncompleteBody'],
      ['more than announced', () => `ff\r\n${'x'.repeat(255)}\r\n0\r\n${trailer}\r\n\r\n`, 'IncompleteBody'],
    ])('are refused with %s', async (_, body, code) => {
      expect(errorCode(await put(hash, body))).toBe(code);
      expect(await s3.files()).toHaveLength(1); // the bucket's own record
      expect(s3.created).toEqual([]);
    });

    test('are refused without their decoded length', async () => {
      const answer = await sendSigned(s3.url, {
        method: 'PUT',
        target,
        headers: { 'transfer-encoding': 'chunked' },
        body: 'x',
      });
      expect(answer.status).toBe(501);
      expect(errorCode(await put(hash, unsigned('0\r\n'), { 'x-amz-decoded-content-length': '' }))).toBe(
        'MissingContentLength',
      );
    });
  });

  describe('signed', () => {
    const signedChunks = ({ signingKey, scope, date, signature }: Signature, trailers: string | undefined): string => {
      let previous = signature;
      const next = (lines: string[]) => (previous = signText(signingKey, lines.join('\n')));
      const pieces = [...chunks, ''].map((chunk) => {
        next(['AWS4-HMAC-SHA256-PAYLOAD', date, scopeText(scope), previous, sha256Hex(''), sha256Hex(chunk)]);
        const end = chunk === '' && trailers !== undefined ? '' : '\r\n';
        return `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}${end}`;
      });
      if (trailers === undefined) return pieces.join('');
      next(['AWS4-HMAC-SHA256-TRAILER', date, scopeText(scope), previous, sha256Hex(`${trailers}\n`)]);
      return `${pieces.join('')}${trailers}\r\nx-amz-trailer-signature:${previous}\r\n\r\n`;
    };
    const plain = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';

    test('are stored when each chunk carries its signature', async () => {
      expect(await put(plain, (signature) => signedChunks(signature, undefined))).toMatchObject({ status: 200 });
      expect(await stored()).toBe(content);
    });

    test('are stored when the trailers are signed too', async () => {
      expect(await put(`${plain}-TRAILER`, (signature) => signedChunks(signature, trailer))).toMatchObject({
        status: 200,
      });
      expect(await stored()).toBe(content);
    });

    test('are refused when a chunk was changed', async () => {
      const answer = await put(plain, (signature) => signedChunks(signature, undefined).replace('second', 'sEcond'));
      expect(errorCode(answer)).toBe('SignatureDoesNotMatch');
      expect(await s3.files()).toHaveLength(1);
    });

    test('are refused when a trailer was changed', async () => {
      const answer = await put(`${plain}-TRAILER`, (signature) =>
        signedChunks(signature, trailer).replace(trailer, 'x-amz-checksum-crc32:AAAAAA=='),
      );
      expect(errorCode(answer)).toBe('SignatureDoesNotMatch');
    });

    test('are refused without chunk signatures', async () => {
      expect(errorCode(await put(plain, unsigned('0\r\n\r\n')))).toBe('SignatureDoesNotMatch');
    });
  });
});
