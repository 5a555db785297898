import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Relay, relaySource } from '../../aws/relay-source';
import { PipelineError } from '../../pipeline/errors';
import type { Source } from '../../pipeline/source';
import { type Services, startServices } from './services';
import { type UnreliableS3, startUnreliableS3 } from './unreliable-s3';

const megabyte = 1024 * 1024;
/** No two places in it are alike. */
const content = Buffer.from(Array.from({ length: megabyte / 4 }, (_, n) => n.toString(36).padStart(4, '0')).join(''));

describe('a relay', () => {
  let services: Services;
  let way: UnreliableS3;
  let s3: S3Client;
  let s3Directly: S3Client;
  let relay: Relay | undefined;
  beforeAll(async () => {
    services = await startServices();
    s3Directly = new S3Client(services.clients);
  });
  afterAll(async () => {
    s3Directly.destroy();
    await services.stop();
  });
  beforeEach(async () => {
    way = await startUnreliableS3(services.clients.endpoint);
    s3 = new S3Client({ ...services.clients, endpoint: way.url, maxAttempts: 1 });
  });
  afterEach(async () => {
    await relay?.close();
    s3.destroy();
    await way.stop();
  });

  const sizes = { first: 100_000, growth: 1 / 3, most: 150_000, ahead: false };
  let buckets = 0;
  /** An upload into a bucket of its own, as an event tells of it. */
  async function upload(Body: Buffer | string, { versioned = true, ContentType = 'video/mp4' } = {}): Promise<Source> {
    const Bucket = `bucket-${++buckets}`;
    await services.createBucket(Bucket, { versioned });
    const Key = 'holiday/beach é.mp4';
    const put = { Bucket, Key, Body, ContentType, ContentLength: Body.length };
    const { ETag = '', VersionId } = await s3Directly.send(new PutObjectCommand(put));
    return {
      ...{ bucket: Bucket, key: Key, etag: ETag, sizeBytes: Body.length, version: VersionId ?? 'sequencer' },
      ...(VersionId === undefined ? {} : { versionId: VersionId }),
    };
  }
  async function relayOf(source: Source): Promise<Relay> {
    relay = await relaySource(s3, source, sizes);
    return relay;
  }

  interface Answer {
    status: number;
    headers: IncomingHttpHeaders;
    body: Buffer;
  }
  /** Begins a request, and returns once its answer begins. */
  const begin = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      request(url, { method, headers, agent: false }, resolve).once('error', reject).end();
    });
  const ask = async (url: string, headers?: Record<string, string>, method?: string): Promise<Answer> => {
    const answer = await begin(url, headers, method);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
  };

  describe('answers as S3 does', () => {
    let source: Source;
    beforeAll(async () => void (source = await upload('0123456789')));

    test.each<[string | undefined, number, string | undefined, string]>([
      [undefined, 200, undefined, '0123456789'],
      ['bytes=0-', 206, 'bytes 0-9/10', '0123456789'],
      ['bytes=0-0', 206, 'bytes 0-0/10', '0'],
      ['bytes=3-5', 206, 'bytes 3-5/10', '345'],
      ['bytes=3-', 206, 'bytes 3-9/10', '3456789'],
      ['bytes=3-99', 206, 'bytes 3-9/10', '3456789'],
      ['bytes=-3', 206, 'bytes 7-9/10', '789'],
      ['bytes=-99', 206, 'bytes 0-9/10', '0123456789'],
      ['bytes=10-', 416, 'bytes */10', ''],
      ['bytes=99-100', 416, 'bytes */10', ''],
      ['bytes=0-1,3-4', 200, undefined, '0123456789'],
      ['lines=1-2', 200, undefined, '0123456789'],
    ])('GET and HEAD of %s: %d %s', async (range, status, contentRange, body) => {
      const { url } = await relayOf(source);
      const headers: Record<string, string> = range === undefined ? {} : { Range: range };
      const got = await ask(url, headers);
      expect({ status: got.status, body: got.body.toString() }).toEqual({ status, body });
      expect(got.headers['content-range']).toBe(contentRange);
      expect(got.headers['content-length']).toBe(String(body.length));
      expect(got.headers['accept-ranges']).toBe(status === 416 ? undefined : 'bytes');
      const head = await ask(url, headers, 'HEAD');
      expect(head).toMatchObject({ status, body: Buffer.alloc(0) });
      expect({ ...head.headers, date: '' }).toEqual({ ...got.headers, date: '' });
      expect(relay?.failure).toBeUndefined();
    });

    test('an empty object', async () => {
      const { url } = await relayOf(await upload(''));
      expect(await ask(url)).toMatchObject({ status: 200, headers: { 'content-length': '0' }, body: Buffer.alloc(0) });
      expect(await ask(url, {}, 'HEAD')).toMatchObject({ status: 200, headers: { 'content-length': '0' } });
      expect(await ask(url, { Range: 'bytes=0-' })).toMatchObject({
        ...{ status: 416, headers: { 'content-range': 'bytes */0' } },
      });
      expect(relay?.failure).toBeUndefined();
    });

    test('the type that it was uploaded with goes along', async () => {
      const { url } = await relayOf(await upload('a', { ContentType: 'video/quicktime' }));
      expect((await ask(url)).headers['content-type']).toBe('video/quicktime');
    });

    test('each request is one of S3’s', async () => {
      const { url } = await relayOf(source);
      await ask(url, { Range: 'bytes=3-5' });
      await ask(url, {}, 'HEAD');
      expect(way.requests).toEqual(['GET bytes=3-5', 'HEAD']);
    });
  });

  describe('serves one thing to whom was told where', () => {
    test('on this machine, at a place that is another each time', async () => {
      const source = await upload('a');
      const [one, two] = [await relaySource(s3, source, sizes), await relaySource(s3, source, sizes)];
      const place = /^http:\/\/127\.0\.0\.1:(\d+)\/([\w-]{32})$/;
      expect(one.url).toMatch(place);
      expect(place.exec(one.url)?.[2]).not.toBe(place.exec(two.url)?.[2]);
      await Promise.all([one.close(), two.close()]);
    });

    test.each(['', 'x', '?x', '/'])('nothing else: the path and "%s"', async (more) => {
      const { url } = await relayOf(await upload('a'));
      const other = more === '' ? new URL('/', url).href : `${url}${more}`;
      expect(await ask(other)).toMatchObject({ status: 404, body: Buffer.alloc(0) });
      expect(way.requests).toEqual([]);
    });

    test.each(['PUT', 'POST', 'DELETE', 'OPTIONS'])('%s is not taken', async (method) => {
      const { url } = await relayOf(await upload('a'));
      expect(await ask(url, {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
      expect(way.requests).toEqual([]);
    });
  });

  describe('the version that the job is about', () => {
    const again = ({ bucket, key }: Source) =>
      s3Directly.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'second' }));

    test('is served, whatever was uploaded since', async () => {
      const source = await upload('first');
      const { url } = await relayOf(source);
      await again(source);
      expect((await ask(url)).body.toString()).toBe('first');
    });

    test.each(['GET', 'HEAD'])('without versions: a re-upload is refused and not mixed in (%s)', async (method) => {
      const source = await upload('first', { versioned: false });
      const { url } = await relayOf(source);
      expect((await ask(url)).body.toString()).toBe('first');
      await again(source);
      expect(await ask(url, {}, method)).toMatchObject({ status: 412, body: Buffer.alloc(0) });
      expect(relay?.failure).toMatchObject({ name: 'SourceChanged', figures: { version: 'sequencer' } });
    });

    test.each([true, false])('that was deleted (versioned: %p) is told to be gone', async (versioned) => {
      const source = await upload('first', { versioned });
      const { bucket: Bucket, key: Key, versionId: VersionId } = source;
      await s3Directly.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      expect(await ask((await relayOf(source)).url)).toMatchObject({ status: 404 });
      expect(relay?.failure).toMatchObject({
        ...{ name: 'SourceChanged', message: expect.stringContaining('it was replaced or deleted') as string },
      });
    });
  });

  describe('what S3 refuses', () => {
    test.each([
      [403, 'AccessDenied', 403],
      [400, 'ExpiredToken', 400],
      [503, 'SlowDown', 503],
      [301, 'PermanentRedirect', 502],
    ])('%d %s is answered with %d, and the reason kept', async (status, code, answered) => {
      const { url } = await relayOf(await upload('a'));
      way.refuse.GET = { status, code };
      expect(await ask(url)).toMatchObject({ status: answered, body: Buffer.alloc(0) });
      expect(relay?.failure).toBeInstanceOf(PipelineError);
      expect(relay?.failure).toMatchObject({
        name: 'SourceUnreadable',
        message: `"holiday/beach é.mp4" can't be read from the object store: ${code}: So it is.`,
      });
    });

    test('an S3 that isn’t there is a bad gateway', async () => {
      const { url } = await relayOf(await upload('a'));
      await way.stop();
      expect(await ask(url)).toMatchObject({ status: 502 });
      expect(relay?.failure?.message).toContain('ECONNREFUSED');
    });

    test('is forgotten when it goes well later', async () => {
      const { url } = await relayOf(await upload('a'));
      way.refuse = { GET: { status: 503, code: 'SlowDown' } };
      await ask(url);
      expect(relay?.failure).toBeDefined();
      way.refuse = {};
      await ask(url);
      expect(relay?.failure).toBeUndefined();
    });

    test('tells nothing of where it is served', async () => {
      const { url } = await relayOf(await upload('a'));
      way.refuse.GET = { status: 403, code: 'AccessDenied' };
      await ask(url);
      const { name, message, figures, stack, cause } = relay?.failure ?? {};
      expect(JSON.stringify({ name, message, figures, stack, cause: String(cause) })).not.toMatch(/127\.0\.0\.1|X-Amz/);
    });
  });

  describe('a connection that is lost in the middle', () => {
    test('is taken up where it broke off', async () => {
      const { url } = await relayOf(await upload(content));
      way.loseAfter = [100_000, 300_000];
      expect((await ask(url)).body.equals(content)).toBe(true);
      const last = content.length - 1;
      expect(way.requests).toEqual(['GET', `GET bytes=100000-${last}`, `GET bytes=400000-${last}`]);
      expect(relay?.failure).toBeUndefined();
    });

    test('so is one on which nothing more comes', async () => {
      s3.destroy();
      s3 = new S3Client({ ...services.clients, endpoint: way.url, requestHandler: { socketTimeout: 200 } });
      const { url } = await relayOf(await upload(content));
      way.stallAfter = [100_000];
      expect((await ask(url)).body.equals(content)).toBe(true);
      expect(way.requests).toEqual(['GET', `GET bytes=100000-${content.length - 1}`]);
    });

    test('within a part, too', async () => {
      const { url } = await relayOf(await upload(content));
      way.loseAfter = [1];
      const { body, headers } = await ask(url, { Range: 'bytes=-500000' });
      expect(body.equals(content.subarray(-500_000))).toBe(true);
      expect(headers['content-range']).toBe(`bytes 548576-1048575/${megabyte}`);
      expect(way.requests).toEqual(['GET bytes=-500000', 'GET bytes=548577-1048575']);
    });

    test('again and again, as long as there is progress', async () => {
      const { url } = await relayOf(await upload(content));
      way.loseAfter = Array.from({ length: 8 }, () => 100_000);
      expect((await ask(url)).body.equals(content)).toBe(true);
    });

    test('three times without a byte in between is given up, and told', async () => {
      const { url } = await relayOf(await upload(content));
      way.loseAfter = [100_000, 0, 0, 0, 0];
      await expect(ask(url)).rejects.toThrow('aborted');
      expect(way.requests).toHaveLength(3);
      expect(relay?.failure).toMatchObject({ name: 'SourceUnreadable' });
    });

    test('is not taken up with another object', async () => {
      const source = await upload(content, { versioned: false });
      const { bucket: Bucket, key: Key } = source;
      const { url } = await relayOf(source);
      way.loseAfter = [100_000];
      const replace = () => s3Directly.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(megabyte) }));
      way.before = [() => Promise.resolve(), replace];
      await expect(ask(url)).rejects.toThrow('aborted');
      expect(way.requests).toHaveLength(2);
      expect(relay?.failure?.name).toBe('SourceChanged');
    });
  });

  describe('in windows, to who asks for everything from a position on', () => {
    const from = (position: number) => ({ Range: `bytes=${position}-` });
    let source: Source;
    beforeAll(async () => void (source = await upload(content)));

    test('who goes on gets a third of what it has had in a row, until the limit', async () => {
      const { url } = await relayOf(source);
      const got: Buffer[] = [];
      for (let position = 0; position < content.length; position += got.at(-1)?.length ?? NaN) {
        const { status, headers, body } = await ask(url, from(position));
        const end = position + body.length;
        expect(status).toBe(206);
        expect(headers['content-range']).toBe(`bytes ${position}-${end - 1}/${content.length}`);
        expect(headers['content-length']).toBe(String(body.length));
        got.push(body);
      }
      expect(got.map(({ length }) => length)).toEqual([
        ...[100_000, 100_000, 100_000, 100_000, 133_333, 150_000, 150_000, 150_000, 65_243],
      ]);
      expect(Buffer.concat(got).equals(content)).toBe(true);
      expect(way.requests).toHaveLength(got.length);
      expect(way.requests.at(-1)).toBe('GET bytes=983333-1133332');
    });

    test('who goes elsewhere begins small again, and finds what was read when it comes back', async () => {
      const { url } = await relayOf(source);
      await ask(url, from(0));
      await ask(url, from(100_000));
      expect((await ask(url, from(900_000))).body).toHaveLength(100_000);
      const { body, headers } = await ask(url, from(50_000));
      expect(body.equals(content.subarray(50_000, 100_000))).toBe(true);
      expect(headers['content-range']).toBe(`bytes 50000-99999/${content.length}`);
      expect(way.requests).toHaveLength(3);
    });

    test('read ahead: the next one is fetched while this one is read', async () => {
      relay = await relaySource(s3, source, { first: 50_000, growth: 0.1, most: 400_000, ahead: true });
      await ask(relay.url, from(0));
      // Who has read little may be gone elsewhere next.
      expect(way.requests).toEqual(['GET bytes=0-49999']);
      await ask(relay.url, from(50_000));
      await until(() => way.requests.length === 3);
      const third = await ask(relay.url, from(100_000));
      expect(third.body.equals(content.subarray(100_000, 150_000))).toBe(true);
      await until(() => way.requests.length === 4);
      expect(way.requests.slice(2)).toEqual(['GET bytes=100000-149999', 'GET bytes=150000-199999']);
    });

    test('nothing is read ahead beyond the end', async () => {
      relay = await relaySource(s3, source, { first: 4_000_000, growth: 1, most: 4_000_000, ahead: true });
      expect((await ask(relay.url, from(0))).body.equals(content)).toBe(true);
      await relay.close();
      expect(way.requests).toEqual(['GET bytes=0-3999999']);
    });

    test('a window that is lost in the middle is whole in the end', async () => {
      const { url } = await relayOf(source);
      way.loseAfter = [30_000];
      expect((await ask(url, from(0))).body.equals(content.subarray(0, 100_000))).toBe(true);
      expect(way.requests).toEqual(['GET bytes=0-99999', 'GET bytes=30000-99999']);
    });

    test('a window that can’t be had is asked for anew', async () => {
      const { url } = await relayOf(source);
      way.refuse = { GET: { status: 503, code: 'SlowDown' } };
      expect(await ask(url, from(0))).toMatchObject({ status: 503 });
      expect(relay?.failure?.name).toBe('SourceUnreadable');
      way.refuse = {};
      expect(await ask(url, from(0))).toMatchObject({ status: 206 });
      expect(relay?.failure).toBeUndefined();
    });

    test('who hangs up while S3 still answers gets it at the next try, from the same answer', async () => {
      const { url } = await relayOf(source);
      let answer = () => {};
      way.before = [() => new Promise<void>((resolve) => (answer = resolve))];
      const first = request(url, { headers: from(0), agent: false }).on('error', () => {}).end(); // prettier-ignore
      await until(() => way.requests.length === 1);
      first.destroy();
      const second = ask(url, from(0));
      answer();
      expect((await second).body).toHaveLength(100_000);
      expect(way.requests).toHaveLength(1);
      expect(relay?.failure).toBeUndefined();
    });
  });

  describe('with large sources', () => {
    const large = Buffer.alloc(64 * megabyte);
    let source: Source;
    beforeAll(async () => void (source = await upload(large)));

    test('reads no faster than its reader', async () => {
      const { url } = await relayOf(source);
      const answer = await begin(url);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(way.passed).toBeLessThan(large.length / 2);
      expect((await buffer(answer)).length).toBe(large.length);
    });

    test('stops reading when its reader hangs up', async () => {
      const { url } = await relayOf(source);
      const answer = await begin(url);
      await new Promise((resolve) => answer.once('data', resolve));
      expect(way.open).toBe(1);
      answer.destroy();
      await until(() => way.open === 0);
      expect(way.passed).toBeLessThan(large.length);
      expect(relay?.failure).toBeUndefined();
    });

    test('serves several readers at once', async () => {
      const { url } = await relayOf(source);
      const last = large.length - 1;
      const parts = await Promise.all(
        [0, 1, 2, 3].map((n) => ask(url, { Range: `bytes=${(48 + n) * megabyte}-${last}` })),
      );
      expect(parts.map(({ body }) => body.length / megabyte)).toEqual([16, 15, 14, 13]);
    });

    test('closing cuts off whoever reads, at once, and nobody comes after', async () => {
      const one = await relayOf(source);
      const answers = await Promise.all([begin(one.url), begin(one.url)]);
      const ends = answers.map((answer) => buffer(answer).then(() => 'read to its end', () => 'cut off')); // prettier-ignore
      await one.close();
      expect(await Promise.all(ends)).toEqual(['cut off', 'cut off']);
      await until(() => way.open === 0);
      await expect(begin(one.url)).rejects.toThrow('ECONNREFUSED');
      expect(one.failure).toBeUndefined();
    });

    test('closing doesn’t wait for S3', async () => {
      const { url } = await relayOf(source);
      way.refuse = { GET: 'hang' };
      const asked = begin(url).catch(() => 'cut off');
      await until(() => way.requests.length === 1);
      await relay?.close();
      expect(await asked).toBe('cut off');
    });
  });
});
