import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LocalRun, describeLocal } from '../../cli/job-file';
import { footageOfJob } from '../../cli/rescan';
import { UsageError } from '../../cli/usage-error';
import type { Footage } from '../../kernels/footage';
import { concatWindows } from '../../kernels/source-windows';
import { JobOptions } from '../../pipeline/job-options';
import { temporaryFolder } from '../tools';

const options = JobOptions.parse({ crf: 30 });
const job = {
  ...{ jobId: 'j', state: 'SUCCEEDED', executionId: 'x', createdAt: '2024', segments: [], outputs: {} },
  input: { bucket: 'in', key: 'yard.mp4', version: '1', etag: 'e', sizeBytes: 4 },
};

/** Where ffmpeg would read it. */
const urlOf = ({ source, store }: Footage) =>
  store.relaySource(source, concatWindows, ({ url }) => Promise.resolve(url));

describe('footageOfJob', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  async function leave(local: LocalRun): Promise<string> {
    await mkdir(at('out'));
    await writeFile(at('out/yard.job.json'), JSON.stringify({ ...job, ...local }));
    return at('out/yard.job.json');
  }
  async function leaveWithSource(): Promise<string> {
    await writeFile(at('yard.mp4'), 'film');
    return leave(await describeLocal(at('yard.mp4'), options));
  }

  test('the source itself, where it is as it was, with the options of the job', async () => {
    const said: string[] = [];
    const { footage, name, former } = await footageOfJob(await leaveWithSource(), (text) => said.push(text));
    expect({ name, former, said, url: await urlOf(footage) }).toEqual({
      ...{ name: 'yard', former: options, said: [] },
      url: at('yard.mp4'),
    });
  });

  test.each<[string, (path: string) => Promise<void>]>([
    ['another size', (path) => writeFile(path, 'another film')],
    ['another time', (path) => utimes(path, 1, 1)],
  ])('%s: the gray video beside the record, and it is said', async (_, change) => {
    const record = await leaveWithSource();
    await change(at('yard.mp4'));
    await writeFile(at('out/yard.gray.mkv'), 'gray');
    const said: string[] = [];
    const { footage } = await footageOfJob(record, (text) => said.push(text));
    expect(await urlOf(footage)).toBe(at('out/yard.gray.mkv'));
    expect(said).toEqual([
      `The source of this job (${at('yard.mp4')}) has changed since: using its gray video ${at('out/yard.gray.mkv')}, whose brightness is the source's.`,
    ]);
  });

  test('a sample goes with its run: its gray video is left', async () => {
    const record = await leave(await describeLocal(undefined, options));
    await writeFile(at('out/yard.gray.mp4'), 'gray');
    const said: string[] = [];
    expect(await urlOf((await footageOfJob(record, (text) => said.push(text))).footage)).toBe(at('out/yard.gray.mp4'));
    expect(said[0]).toContain('was a sample');
  });

  test('neither the source nor a gray video: refused with what to do', async () => {
    const record = await leaveWithSource();
    await utimes(at('yard.mp4'), 1, 1);
    await expect(footageOfJob(record, () => undefined)).rejects.toMatchObject({
      name: 'SourceChanged',
      message: expect.stringContaining('no gray video yard.gray.mp4 beside its record') as string,
    });
  });

  test.each([
    ['nothing', undefined, "can't be read: "],
    ['no JSON', 'Dear diary', 'is no JSON'],
    ['other JSON', '{"video":{}}', 'is no record of a job: jobId: '],
  ])('%s: wrong usage', async (_, content, message) => {
    if (content !== undefined) await writeFile(at('yard.job.json'), content);
    const find = footageOfJob(at('yard.job.json'), () => undefined);
    await expect(find).rejects.toThrow(UsageError);
    await expect(find).rejects.toThrow(message);
  });
});
