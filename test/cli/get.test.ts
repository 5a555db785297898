import { readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openStore } from '../../aws/clients';
import { type GetOptions, get } from '../../cli/get';
import type { JobRecord } from '../../pipeline/job';
import { type Services, startServices } from '../aws/services';
import { source } from '../pipeline/examples';
import { temporaryFolder } from '../tools';
import { jobId, jobRecord, screen } from './example-job';

const other = 'b'.repeat(64);

describe('get', () => {
  const folder = temporaryFolder();
  let services: Services;
  let s3: S3Client;
  beforeAll(async () => {
    services = await startServices();
    s3 = new S3Client({ ...services.clients });
    for (const name of ['results', 'videos']) await services.createBucket(name);
    const put = (Bucket: string, Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    for (const id of [jobId, other]) {
      await put('results', `${id}/gate.gray.mp4`, 'gray');
      await put('results', `${id}/events/gate.event-001.door.mp4`, 'clip');
      await put('results', `${id}/gate.html`, '<html>');
    }
  });
  afterAll(async () => {
    s3.destroy();
    await services.stop();
  });

  const outputs = { gray: `s3://results/${jobId}/gate.gray.mp4`, clips: `s3://results/${jobId}/events/` };
  const done = jobRecord({ state: 'SUCCEEDED', outputs });
  const getting = async (records: JobRecord[], options: Partial<GetOptions> = {}) => {
    const on = screen();
    const stage = {
      ...{ title: 'stage dev', store: openStore(services.clients), s3, outputBucket: 'results' },
      jobs: {
        readJob: (id: string) => Promise.resolve(records.find((record) => record.jobId === id)),
        findJobs: () => Promise.resolve([]),
      },
    };
    const flags = { source: false, checksum: false, partial: false, list: false, json: false };
    const code = await get(
      records.map((record) => record.jobId),
      stage,
      { out: join(folder(), 'out'), only: [], ...flags, ...options },
      // Neither is a terminal: nothing else than writing is asked of them.
      on as unknown as Parameters<typeof get>[3],
      new AbortController().signal,
    );
    return { code, out: on.out(), err: on.err() };
  };
  const out = (...names: string[]) => join(folder(), 'out', ...names);

  test('brings everything home once, and afterwards only what differs', async () => {
    const first = await getting([done]);
    expect(first).toMatchObject({ code: 0, err: expect.stringContaining('3 files fetched, 14 B\n') as string });
    expect((await readdir(out())).toSorted()).toEqual(['events', 'gate.gray.mp4', 'gate.html', 'gate.job.json']);
    expect(JSON.parse(await readFile(out('gate.job.json'), 'utf8'))).toEqual(done);
    expect(await getting([done])).toEqual({ code: 0, out: '', err: '0 files fetched, 0 B, 3 there already\n' });
    await writeFile(out('gate.gray.mp4'), 'GRAY');
    expect((await getting([done], { checksum: true })).out).toBe(`${out('gate.gray.mp4')}\n`);
    await utimes(out('gate.gray.mp4'), 0, 0);
    expect((await getting([done], { checksum: true })).err).toMatch(/^0 files/);
    expect((await getting([done])).err).toMatch(/^1 file fetched, 4 B, 2 there already/m);
  });

  test('--list fetches nothing; --only takes kinds, and knows which there are', async () => {
    const { out: listed, err } = await getting([done], { list: true });
    expect(listed.split('\n').slice(0, 3).map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([['missing', 'clips', '4 B'], ['missing', 'gray', '4 B'], ['missing', 'page', '6 B']]); // prettier-ignore
    expect(err).toBe('3 of 3 files to be fetched, 14 B\n');
    await getting([done], { only: ['gray'] });
    expect(await readdir(out())).toEqual(['gate.gray.mp4']);
    await expect(getting([done], { only: ['grey'] })).rejects.toThrow(
      /--only "grey": job a1b2c3d4 leaves gray, clips, page, record\./,
    );
  });

  test('the source, if it is still what it was', async () => {
    const { ETag = '' } = await s3.send(
      new PutObjectCommand({ Bucket: 'videos', Key: 'yard/gate.mp4', Body: 'video' }),
    );
    const input = { ...source, versionId: undefined, sizeBytes: 5, etag: ETag.replaceAll('"', '') };
    await getting([{ ...done, input }], { source: true, only: ['gray'] });
    expect(await readFile(out('gate.mp4'), 'utf8')).toBe('video');
    const replaced = getting([{ ...done, input: { ...input, etag: 'another' } }], { source: true, out: out('b') });
    await expect(replaced).rejects.toMatchObject({ name: 'SourceChanged' });
  });

  test('one that runs is refused, unless what there is will do; of a failed one its error is said', async () => {
    const running = await getting([jobRecord()]);
    expect([running.code, running.err]).toEqual([
      1,
      expect.stringMatching(/runs still: framefleet watch a1b2c3d4, or --partial/),
    ]);
    expect((await getting([jobRecord()], { partial: true })).code).toBe(0);
    const error = { name: 'FfmpegFailed', message: 'Segment 7' };
    const failed = await getting([jobRecord({ state: 'FAILED', error })], { json: true });
    expect(JSON.parse(failed.out)).toMatchObject({ jobs: [{ jobId, state: 'FAILED', files: [{}, {}, {}] }] });
    expect(failed.err).toMatch(/FAILED: FfmpegFailed: Segment 7/);
  });

  test('two jobs that would write the same file are refused before anything is written', async () => {
    await expect(getting([done, { ...done, jobId: other }])).rejects.toThrow(/a1b2c3d4 and bbbbbbbb would both write .*get them one by one/); // prettier-ignore
    expect(await readdir(folder())).toEqual([]);
  });
});
