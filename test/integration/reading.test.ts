import { rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createReadStream } from 'node:fs';
import { openStore } from '../../aws/clients';
import { createLog } from '../../aws/log';
import { createProbe } from '../../handlers/probe';
import type { Caller } from '../../local/api-call';
import type { S3Request } from '../../local/s3/server';
import { JobOptions, type KernelName } from '../../pipeline/job-options';
import { type Services, startServices } from '../aws/services';
import { thorough } from '../thorough';
import { temporaryFolder, tools } from '../tools';
import { make } from './media/clips';
import { openWorkshop } from './run-job';

/** Ten seconds with a key frame every second, and with sound. */
const piece = (path: string, { megabits, rate }: { megabits: number; rate: number }): Promise<string> =>
  make(path, [
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=320x180:r=${rate}:d=10,noise=alls=80:allf=t`,
      '-f',
      'lavfi',
      '-i',
      'sine=d=10',
    ],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', String(rate), '-bf', '2'],
    ...['-b:v', `${megabits}M`, '-maxrate', `${megabits}M`, '-bufsize', `${megabits}M`, '-c:a', 'aac'],
  ]);

/** The piece again and again: reading it is what matters. */
const looped = (piece: string, times: number, path: string, options: readonly string[] = []): Promise<string> =>
  make(path, ['-stream_loop', String(times - 1), '-i', piece, '-c', 'copy', ...options]);

describe('planning an upload of 200 MB by its index', () => {
  const folder = temporaryFolder('all');
  let services: Services;
  let source: string;
  let bytesRead = 0;
  beforeAll(async () => {
    services = await startServices({ onRequest: ({ bytesSent }) => void (bytesRead += bytesSent) });
    await services.createBucket('input', { versioned: true });
    await services.createBucket('work');
    source = await piece(join(folder(), 'piece.mp4'), { megabits: 8, rate: 25 });
  });
  afterAll(() => services.stop());

  const containers: [string, string, string[]][] = [
    ['fragmented MP4', 'fragmented.mp4', ['-movflags', 'frag_keyframe+empty_moov']],
    ['Matroska', 'cues.mkv', []],
  ];
  const alike: typeof containers = [
    ['MP4', 'plain.mp4', []],
    ['MP4 with its index in front', 'faststart.mp4', ['-movflags', '+faststart']],
    ['MOV', 'plain.mov', []],
  ];
  test.each(thorough ? [...containers, ...alike] : containers)(
    '%s: a hundredth of it is read',
    async (_, file, options) => {
      const path = await looped(source, 22, join(folder(), file), options);
      const { size: sizeBytes } = await stat(path);
      expect(sizeBytes).toBeGreaterThan(200e6);
      const s3 = new S3Client(services.clients);
      const put = { Bucket: 'input', Key: basename(path), Body: createReadStream(path), ContentLength: sizeBytes };
      const { VersionId = '', ETag: etag = '' } = await s3.send(new PutObjectCommand(put));
      s3.destroy();
      await rm(path);
      const probe = createProbe({
        ...{
          workBucket: 'work',
          outputBucket: 'output',
          now: () => new Date(),
          log: createLog('test', () => undefined),
        },
        store: openStore(services.clients),
        variables: { FFPROBE_PATH: (await tools()).ffprobe.path },
      });
      bytesRead = 0;
      const { media } = await probe({
        ...{ jobId: 'job', executionId: 'arn:execution', defaults: JobOptions.parse({}) },
        source: { bucket: 'input', key: basename(path), version: VersionId, versionId: VersionId, etag, sizeBytes },
      });
      expect(media.keyFrameCount).toBe(220);
      expect(bytesRead).toBeGreaterThan(0);
      expect(bytesRead / sizeBytes).toBeLessThanOrEqual(0.01);
    },
  );
});

describe('the tasks of all segments together', () => {
  const folder = temporaryFolder('all');
  let source: string;
  // Few frames, because each of them is encoded anew, of many bytes, because these are what is counted.
  beforeAll(async () => void (source = await piece(join(folder(), 'piece.mp4'), { megabits: 2, rate: 8 })));

  /** Shares of the upload: what all tasks of segments have read, and what the plan states as warm-up. */
  async function read(path: string, kernels: KernelName[]): Promise<{ share: number; warmUp: number }> {
    let bytesRead = 0;
    const onS3Request = ({ bucket, bytesSent }: S3Request, caller: Caller) => {
      if (bucket.includes('-input-') && caller === 'segment') bytesRead += bytesSent;
    };
    const { workshop, close } = await openWorkshop(undefined, { onS3Request });
    try {
      const { size } = await stat(path);
      const { record } = await workshop.runJob(path, { kernels, segmentSeconds: 60, crf: 51, maxConcurrency: 2 });
      expect(record).toMatchObject({ state: 'SUCCEEDED', plan: { segmentCount: 3 } });
      const warmUp = (record.plan?.warmUpSeconds ?? NaN) / (record.media?.durationSeconds ?? NaN);
      return { share: bytesRead / size, warmUp };
    } finally {
      await close();
    }
  }

  const containers: [string, string, string[]][] = [
    ['fragmented MP4', 'b.mp4', ['-movflags', 'frag_keyframe+empty_moov']],
    ['Matroska', 'c.mkv', []],
    ['MP4', 'a.mp4', []],
  ];
  // The test below reads as much, and more.
  if (thorough) {
    test.each(containers)('%s: read hardly more than the whole for grayscale', async (_, file, options) => {
      const { share, warmUp } = await read(await looped(source, 18, join(folder(), file), options), ['grayscale']);
      expect(warmUp).toBe(0);
      expect(share).toBeGreaterThan(0.99);
      expect(share).toBeLessThanOrEqual(1.1);
    });
  }

  test('read the warm-up besides that the plan states, for motion', async () => {
    const { share, warmUp } = await read(await looped(source, 18, join(folder(), 'd.mp4')), ['grayscale', 'motion']);
    // Some seconds before and after each of the two borders.
    expect(warmUp).toBeGreaterThan((4 * 9) / 180);
    expect(warmUp).toBeLessThan((4 * 20) / 180);
    expect(share).toBeGreaterThan(0.99 + warmUp);
    expect(share).toBeLessThanOrEqual(1.1 + warmUp);
  });
});
