import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openStore } from '../../aws/clients';
import { createLog } from '../../aws/log';
import { createProbe } from '../../handlers/probe';
import { PipelineError } from '../../pipeline/errors';
import { JobOptions } from '../../pipeline/job-options';
import { indexKey } from '../../pipeline/keys';
import { KeyFrameIndex } from '../../pipeline/key-frame-index';
import { type Services, startServices } from '../aws/services';
import { type UnreliableS3, startUnreliableS3 } from '../aws/unreliable-s3';
import { temporaryFolder, tools } from '../tools';
import { plainClip } from './clips';

const noop = () => Promise.resolve();

/** The real ffprobe, which knows the source by the relay's address alone. */
describe('Probe', () => {
  const folder = temporaryFolder('all');
  let services: Services;
  let way: UnreliableS3;
  let clip: string;
  const logged: string[] = [];
  beforeAll(async () => {
    services = await startServices();
    await services.createBucket('input', { versioned: true });
    await services.createBucket('work');
    // Long enough for many reads, and for more than fits into any buffer on the way.
    clip = await plainClip(join(folder(), 'plain.mp4'), 60);
  });
  afterAll(() => services.stop());
  beforeEach(async () => {
    logged.length = 0;
    way = await startUnreliableS3(services.clients.endpoint);
  });
  afterEach(() => way.stop());

  async function probe(path: string, key = 'holiday/beach.mp4') {
    const s3 = new S3Client(services.clients);
    const { VersionId = '', ETag = '' } = await s3.send(
      new PutObjectCommand({ Bucket: 'input', Key: key, Body: await readFile(path) }),
    );
    s3.destroy();
    const { size } = await stat(path);
    const source = { bucket: 'input', key, version: VersionId, versionId: VersionId, etag: ETag, sizeBytes: size };
    const run = createProbe({
      store: openStore({ ...services.clients, endpoint: way.url }),
      ...{ workBucket: 'work', outputBucket: 'output', now: () => new Date() },
      log: createLog('test', (line) => logged.push(line)),
      variables: { FFPROBE_PATH: (await tools()).ffprobe.path },
    });
    return run({ jobId: 'job', executionId: 'arn:execution', source, defaults: JobOptions.parse({}) });
  }
  const refusal = async (probing: Promise<unknown>): Promise<PipelineError> => {
    const error: unknown = await probing.catch((thrown: unknown) => thrown);
    if (error instanceof PipelineError) return error;
    throw new Error(`Expected a PipelineError, got ${String(error)}`);
  };
  const visible = ({ name, message, figures, stack }: PipelineError) =>
    JSON.stringify({ name, message, figures, stack, logged });

  test('reads a video, and leaves its index', async () => {
    const { media } = await probe(clip);
    expect(media).toMatchObject({ durationSeconds: 60, keyFrameCount: 60, video: { frameCount: 1500 } });
    const index = await openStore(services.clients).readJson('work', indexKey('job'), KeyFrameIndex);
    expect(index.keyFrames).toHaveLength(60);
    expect(way.open).toBe(0);
  });

  test('doesn’t notice that connections to S3 are lost', async () => {
    const undisturbed = await probe(clip);
    way.requests.length = 0;
    way.loseAfter = Array.from({ length: 6 }, (_, n) => 1000 + n * 10_000);
    expect(await probe(clip)).toEqual(undisturbed);
    expect(way.loseAfter).toEqual([]);
  });

  test('tells what S3 said, where it refuses', async () => {
    way.refuse.GET = { status: 403, code: 'AccessDenied' };
    const error = await refusal(probe(clip));
    expect(error).toMatchObject({
      name: 'SourceUnreadable',
      message: '"holiday/beach.mp4" can\'t be read from the object store: AccessDenied: So it is.',
    });
  });

  test('tells that the source is gone, where it goes while it is read', async () => {
    way.before = [noop, noop, () => Promise.resolve((way.refuse.GET = { status: 404, code: 'NoSuchVersion' }))];
    expect(await refusal(probe(clip))).toMatchObject({ name: 'SourceChanged' });
  });

  test.each([
    ['text', 'notes.txt', () => Buffer.from('Dear diary,\n'.repeat(100))],
    ['a video that was cut off', 'cut.mp4', async () => (await readFile(clip)).subarray(0, 20_000)],
  ])('of %s tells its name, and nothing of the relay', async (_, key, contentOf) => {
    const path = join(folder(), key);
    await writeFile(path, await contentOf());
    const error = await refusal(probe(path, key));
    expect(error).toMatchObject({ name: 'NotAVideo', message: expect.stringContaining(`"${key}" is no video`) as string });
    expect(visible(error)).not.toMatch(/127\.0\.0\.1|localhost|X-Amz/);
  }); // prettier-ignore
});
