import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openStore } from '../../aws/clients';
import { createLog } from '../../aws/log';
import { createProbe } from '../../handlers/probe';
import { type S3, createS3 } from '../../local/s3/server';
import { JobOptions } from '../../pipeline/job-options';
import type { Limits } from '../../pipeline/limits';
import { temporaryFolder, tools } from '../tools';
import * as hostile from './hostile-files';
import { framesOf, make } from './media/clips';
import { eventually, statesEntered, useWorkshop } from './run-job';

const tiny = hostile.h264(160, 128);
const vast = hostile.h264(100_000, 100_000);
const sample = hostile.avcSample(tiny.picture);
const vastSample = hostile.avcSample(vast.picture);

/** Two frames of 40 ms, as most of these files have them. */
const twoFrames = { durations: [[2, 1000]], timescale: 25_000, sampleSize: sample.length, offsets: [0, 0] } as const;
const mp4Track = { codec: 'avc1', width: 160, height: 128, setup: hostile.avcBox(tiny), ...twoFrames };
const matroskaTrack = { codec: 'V_MPEG4/ISO/AVC', width: 160, height: 128, setup: hostile.avcConfiguration(tiny) };
const atTimes = (...times: readonly number[]) => times.map((time) => ({ time, content: sample }));
const of = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

/** One black key frame of 8K, again and again: a file that holds four bytes more for each frame it decodes to. */
async function bomb(folder: string, frames: number): Promise<Buffer> {
  const black = ['-f', 'lavfi', '-i', 'color=black:s=7680x4320:r=30', '-frames:v', '1', '-pix_fmt', 'yuv420p'];
  const path = await make(join(folder, 'black.h264'), [...black, '-c:v', 'libx264', '-preset', 'ultrafast']);
  const units = hostile.unitsOf(await readFile(path));
  const unit = (type: number) => units.find((bytes) => (bytes[0] ?? 0) % 32 === type) ?? Buffer.alloc(0);
  const setup = hostile.avcBox({ sps: unit(7), pps: unit(8) });
  const frame = hostile.avcSample(unit(5));
  const times = { durations: [[frames, 1000]] as const, timescale: 30_000, sampleSize: frame.length, offsets: of(frames, 0) };
  return hostile.mp4(frame, [{ codec: 'avc1', width: 7680, height: 4320, setup, ...times }]);
} // prettier-ignore

describe('a video beyond the limits', () => {
  const folder = temporaryFolder('all');
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: randomBytes(16).toString('hex') };
  /** Every request to the object store: its operation and object. */
  const requests: string[] = [];
  /** Every request to a server that is on this machine too, and no object store. */
  const asked: string[] = [];
  const servers: Server[] = [];
  let s3: S3;
  let endpoint: string;
  let elsewhere: string;

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    return `http://127.0.0.1:${address.port}`;
  }
  beforeAll(async () => {
    s3 = createS3({
      root: folder(),
      region: 'us-east-1',
      credentials: new Map([[credentials.accessKeyId, credentials.secretAccessKey]]),
      onRequest: ({ operation, bucket, key = '' }) => requests.push(`${operation ?? 'nothing'} ${bucket}/${key}`),
    });
    await s3.createBucket('input', { versioned: true });
    await s3.createBucket('work');
    endpoint = await listen(createServer((request, response) => s3.handle(request, response)));
    elsewhere = await listen(
      createServer((request, response) => {
        asked.push(request.url ?? '');
        response.end();
      }),
    );
  });
  afterAll(async () => {
    for (const server of servers) server.close().closeAllConnections();
    await s3.close();
  });

  async function probe(key: string, content: Buffer, limits: Partial<Limits> = {}) {
    const clients = { endpoint, region: 'us-east-1', credentials };
    const client = new S3Client({ ...clients, forcePathStyle: true });
    const { VersionId = '', ETag = '' } = await client.send(
      new PutObjectCommand({ Bucket: 'input', Key: key, Body: content }),
    );
    client.destroy();
    requests.length = 0;
    const run = createProbe({
      store: openStore(clients),
      ...{ workBucket: 'work', outputBucket: 'output', now: () => new Date(), log: createLog('test', () => undefined) },
      variables: { FFPROBE_PATH: (await tools()).ffprobe.path },
    });
    const source = {
      ...{ bucket: 'input', key, version: VersionId, versionId: VersionId, etag: ETag },
      sizeBytes: content.length,
    };
    return run({ jobId: 'job', executionId: 'arn:execution', source, defaults: JobOptions.parse({}), limits });
  }

  const png = hostile.png(16_000, 16_000, 1);
  test.each<[what: string, key: string, limit: string, content: () => Buffer | Promise<Buffer>]>([
    [
      '100,000x100,000 pixels in MP4',
      'vast.mp4',
      'side',
      () => hostile.mp4(vastSample, [{ ...mp4Track, setup: hostile.avcBox(vast), sampleSize: vastSample.length, elsewhere: `${elsewhere}/a` }]),
    ],
    [
      '100,000x100,000 pixels in Matroska',
      'vast.mkv',
      'side',
      () => hostile.matroska([{ codec: 'V_MPEG4/ISO/AVC', width: 100_000, height: 100_000, setup: hostile.avcConfiguration(vast) }], 80, [{ time: 0, content: vastSample }]),
    ],
    [
      '100,000x100,000 pixels in raw H.264',
      'vast.264',
      'side',
      () => hostile.annexB(...of(5, [vast.sps, vast.pps, vast.picture]).flat()),
    ],
    [
      '16,000x16,000 pixels in PNG, most of them missing',
      'png.mov',
      'pixels',
      () => hostile.mp4(png, [{ ...mp4Track, codec: 'png ', width: 16_000, height: 16_000, sampleSize: png.length }]),
    ],
    [
      'a file that says it is as large as that, before there is a picture',
      'vast.y4m',
      'side',
      () => Buffer.from('YUV4MPEG2 W100000 H100000 F25:1 C420\nFRAME\n'),
    ],
    ['6 hours of black 8K in 3 MB', 'bomb.mp4', 'gigapixels', () => bomb(folder(), 700_000)],
    ['101 streams', '101.mkv', 'streams', () => hostile.matroska(of(101, matroskaTrack), 80, atTimes(0, 40))],
    ['10,000 streams in MP4', 'streams.mp4', 'streams', () => hostile.mp4(sample, of(10_000, { ...mp4Track, elsewhere }))],
    ['10,000 streams in Matroska', 'streams.mkv', 'streams', () => hostile.matroska(of(10_000, matroskaTrack), 80, atTimes(0, 40))],
    ['8,000 streams in MPEG-TS', 'streams.ts', 'streams', () => hostile.transportStream(8000, hostile.annexB(tiny.sps, tiny.pps, tiny.picture))],
    [
      'two frames of 63 years in MP4',
      'years.mp4',
      'hours',
      () => hostile.mp4(sample, [{ ...mp4Track, timescale: 1, durations: [[2, 2_000_000_000]], elsewhere }]),
    ],
    ['a header that claims 3,000 years', 'years.mkv', 'hours', () => hostile.matroska([matroskaTrack], 1e14, atTimes(0, 40))],
    ['two frames that are 3 years apart', 'apart.mkv', 'hours', () => hostile.matroska([matroskaTrack], 80, atTimes(0, 1e11))],
    ['frames beyond the end of counting', 'late.mkv', 'hours', () => hostile.matroska([matroskaTrack], 80, atTimes(2 ** 60, 2 ** 60 + 2 ** 20))],
    [
      '80 million frames in 650 bytes',
      'claims.mp4',
      'frames',
      () => hostile.mp4(sample, [{ ...mp4Track, durations: [[80_000_000, 1]], sampleSize: 1, offsets: undefined, elsewhere }]),
    ],
  ])('%s: is refused, and nothing but the object store is asked', async (_what, key, limit, content) => {
    await expect(probe(key, await content())).rejects.toMatchObject({
      name: 'LimitExceeded',
      message: expect.stringMatching(`^"${key}" (?!.*127\\.0\\.0\\.1)`) as string,
      figures: { limit },
    });
    // A request is told of when its answer has ended, which for one that was broken off may be a moment later.
    await eventually(() => requests.includes(`GetObject input/${key}`) || undefined);
    expect(new Set(requests)).toEqual(new Set([`HeadObject input/${key}`, `GetObject input/${key}`]));
    expect(asked).toEqual([]);
  }); // prettier-ignore

  test('by naming another server is none, and that server is not asked', async () => {
    const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:90000\n#EXTINF:90000,\n${elsewhere}/a.ts\n#EXT-X-ENDLIST\n`;
    await expect(probe('list.mp4', Buffer.from(playlist))).rejects.toMatchObject({ name: 'NotAVideo' });
    expect(new Set(requests)).toEqual(new Set(['HeadObject input/list.mp4', 'GetObject input/list.mp4']));
    expect(asked).toEqual([]);
    // It would have answered.
    await fetch(`${elsewhere}/a.ts`);
    expect(asked.splice(0)).toEqual(['/a.ts']);
  });

  test('in all its streams together, each of which keeps to the limits, is refused', async () => {
    const claim = { ...mp4Track, durations: [[1000, 1000]] as const, offsets: of(1000, 0) };
    const probed = (tracks: number) => probe('tracks.mp4', hostile.mp4(sample, of(tracks, claim)), { frames: 1000 });
    await expect(probed(11)).rejects.toMatchObject({
      name: 'LimitExceeded',
      figures: { limit: 'samples', value: 11_000, allowed: 10_000 },
    });
    await expect(probed(10)).resolves.toMatchObject({ media: { video: { codec: 'h264' } } });
  });

  test('would have been one: three frames of it are a video', async () => {
    const content = await bomb(folder(), 3);
    const { media } = await probe('bomb.mp4', content);
    expect(media.video).toMatchObject({ width: 7680, height: 4320, frameCount: 3 });
    const path = join(folder(), 'bomb.mp4');
    await writeFile(path, content);
    expect(await framesOf(path, 'scale=16:16')).toHaveLength(3);
  });

  test('passes where its stage allows more', async () => {
    const content = hostile.matroska([matroskaTrack], 80, atTimes(0, 30 * 3600 * 1000));
    await expect(probe('30-hours.mkv', content)).rejects.toMatchObject({ figures: { limit: 'hours', allowed: 24 } });
    const { media } = await probe('30-hours.mkv', content, { hours: 31 });
    expect(media.durationSeconds).toBeGreaterThanOrEqual(30 * 3600);
    expect(requests).toContainEqual(expect.stringMatching(/^PutObject work\/job\//));
  });
});

describe('a job beyond the limits', () => {
  const folder = temporaryFolder('all');
  const workshop = useWorkshop();

  test('fails in words, at the first attempt, and no task starts', async () => {
    const path = join(folder(), 'apart.mkv');
    await writeFile(path, hostile.matroska([matroskaTrack], 80, atTimes(0, 1e11)));
    const { record, execution, history, outputs } = await workshop().runJob(path);
    expect(record).toMatchObject({
      state: 'FAILED',
      error: {
        name: 'LimitExceeded',
        message: expect.stringMatching(/^"apart\.mkv" lasts 27,777\.778 hours; at most 1,000 hours are allowed\./) as string,
      },
      segments: [],
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'LimitExceeded' });
    expect(outputs).toEqual({});
    const scheduled = history.flatMap(({ taskScheduledEventDetails }) => taskScheduledEventDetails?.resourceType ?? []);
    expect(scheduled).toEqual(['dynamodb', 'lambda', 'lambda', 'dynamodb', 'lambda', 'events']);
    expect(statesEntered(history)).toEqual(['IdentifyUpload', 'IdentifyByVersion', 'NameJob', 'ClaimJob', 'AnyEarlierRun', 'Probe', 'DescribeFailure', 'RecordFailure', 'WriteFailurePage', 'AnnounceFailure', 'JobFailed']);
  }); // prettier-ignore

  test('fails in words before it is fanned out, when it would cost more than it may', async () => {
    const path = join(folder(), 'dear.mkv');
    await writeFile(path, hostile.matroska([matroskaTrack], 80, atTimes(0, 1000)));
    const { record, execution, history, outputs } = await workshop().runJob(path, { maxCostUsd: 0.0001 });
    const message: unknown = expect.stringMatching(
      /^The job would cost about \$0\.00.* at most \$0\.00010 are allowed\./,
    );
    expect(record).toMatchObject({ state: 'FAILED', error: { name: 'CostLimitExceeded', message }, segments: [] });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'CostLimitExceeded' });
    expect(outputs).toEqual({});
    const scheduled = history.flatMap(({ taskScheduledEventDetails }) => taskScheduledEventDetails?.resourceType ?? []);
    expect(scheduled).not.toContain('ecs');
    // At the first attempt.
    expect(statesEntered(history).filter((state) => state === 'PlanSegments')).toHaveLength(1);
    expect(statesEntered(history)).not.toContain('FanOut');
  });
});
