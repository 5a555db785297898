import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { useDisturbedServices } from './disturbed-services';

const start = useDisturbedServices();
const thing = { Bucket: 'things', Key: 'thing' };
/** Comes in several pieces. */
const Body = Buffer.alloc(512 * 1024, 'framefleet');

const put = (s3: S3Client) => s3.send(new PutObjectCommand({ ...thing, Body }));
const get = async (s3: S3Client) => {
  const answer = await s3.send(new GetObjectCommand(thing));
  return answer.Body?.transformToString();
};

describe('refusals', () => {
  test.each([
    ['slowDown', 503, 'SlowDown'],
    ['internalError', 500, 'InternalError'],
  ] as const)('%s is what the SDK takes for it, and tries again', async (kind, httpStatusCode, name) => {
    const { s3, kinds } = await start({ s3: { [kind]: 1, most: 3 } });
    await expect(put(s3())).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    await expect(s3().send(new HeadObjectCommand(thing))).rejects.toMatchObject({ $metadata: { httpStatusCode } });
    await put(s3('concat', 2));
    expect(await get(s3())).toBe(Body.toString());
    expect(kinds()).toEqual([`s3.${kind}`, `s3.${kind}`, `s3.${kind}`]);
  });

  test('whoever started the services isn’t disturbed', async () => {
    const { s3, kinds } = await start({ s3: { slowDown: 1, cut: 1, lostAnswer: 1, latencyMs: 60_000 } });
    await put(s3('user'));
    expect(await get(s3('user'))).toBe(Body.toString());
    expect(kinds()).toEqual([]);
  });
});

describe('connections', () => {
  test('a cut one ends in the middle of the body, once', async () => {
    const { s3, kinds, services } = await start({ s3: { cut: 1, most: 1 } });
    await put(s3('user'));
    let read = 0;
    const reading = async () => {
      const stream = (await s3().send(new GetObjectCommand(thing))).Body as AsyncIterable<Buffer>;
      for await (const chunk of stream) read += chunk.length;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(read).toBe(Body.length / 2);
    expect(await get(s3())).toBe(Body.toString());
    expect(kinds()).toEqual(['s3.cut']);
    expect(services.faults?.injected).toEqual([
      { kind: 's3.cut', what: 'GET /things/thing', at: 'segment, request 1' },
    ]);
  });

  test('the answer that nothing is there is never cut', async () => {
    const { s3, kinds } = await start({ s3: { cut: 1 } });
    await expect(get(s3())).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(kinds()).toEqual([]);
  });

  test('a cut PUT fails before anything is stored, or after it all is', async () => {
    const { s3 } = await start({ s3: { cut: 1 } });
    const stored = new Set<boolean>();
    for (let index = 0; index < 12; index += 1) {
      const Key = `thing-${index}`;
      const cut = s3().send(new PutObjectCommand({ ...thing, Key, Body: 'x' }));
      await expect(cut).rejects.toThrow('socket hang up');
      const found = s3('user').send(new HeadObjectCommand({ ...thing, Key }));
      stored.add(await found.then(() => true, () => false)); // prettier-ignore
    }
    expect([...stored].sort()).toEqual([false, true]);
  });

  test('a stalled one stays open, and nothing more comes', async () => {
    const { s3, kinds } = await start({ s3: { stall: 1 } });
    await put(s3('user'));
    const giveUp = new AbortController();
    const { Body: stream } = await s3().send(new GetObjectCommand(thing), { abortSignal: giveUp.signal });
    let read = 0;
    let enough = (): void => undefined;
    const half = new Promise<void>((resolve) => (enough = resolve));
    const reading = (async () => {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        read += chunk.length;
        if (read === Body.length / 2) enough();
      }
      return 'ended';
    })();
    await half;
    // The next one goes through meanwhile: one stall is the most, unless told otherwise.
    expect(await get(s3())).toBe(Body.toString());
    giveUp.abort();
    await expect(reading).rejects.toThrow();
    expect(read).toBe(Body.length / 2);
    expect(kinds()).toEqual(['s3.stall']);
  });

  test('a late answer is an answer', async () => {
    const { s3, services } = await start({ s3: { latencyMs: 30 } });
    await put(s3());
    expect(await get(s3())).toBe(Body.toString());
    expect(services.faults?.injected).toMatchObject([{ kind: 's3.latency' }, { kind: 's3.latency' }]);
  });
});

describe('answers that get lost', () => {
  test('after a PUT the object is there, after a DELETE it isn’t', async () => {
    const { s3, kinds } = await start({ s3: { lostAnswer: 1 } });
    await expect(put(s3())).rejects.toMatchObject({ name: 'InternalError', $metadata: { httpStatusCode: 500 } });
    expect(await get(s3('user'))).toBe(Body.toString());
    await expect(s3().send(new DeleteObjectCommand(thing))).rejects.toMatchObject({ name: 'InternalError' });
    await expect(get(s3('user'))).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(kinds()).toEqual(['s3.lostAnswer', 's3.lostAnswer']);
  });

  test('an upload in parts is complete, and stays so when it is completed again; its id never gets lost', async () => {
    const { s3, kinds } = await start({ s3: { lostAnswer: 1, most: 1 } });
    const segment = s3('segment', 2);
    const { UploadId } = await segment.send(new CreateMultipartUploadCommand(thing));
    const { ETag } = await s3('user').send(new UploadPartCommand({ ...thing, UploadId, PartNumber: 1, Body: 'part' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await segment.send(new CompleteMultipartUploadCommand({ ...thing, UploadId, MultipartUpload }));
    expect(await get(s3('user'))).toBe('part');
    const { Uploads = [] } = await s3('user').send(new ListMultipartUploadsCommand({ Bucket: 'things' }));
    expect(Uploads).toEqual([]);
    expect(kinds()).toEqual(['s3.lostAnswer']);
  });
});
