import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { page } from '../../cli/commands/page';
import { linkTo, placePage } from '../../cli/place-page';
import { UsageError } from '../../cli/usage-error';
import { writePage } from '../../cli/write-page';
import { fillPage } from '../../pipeline/fill-page';
import { MemoryStore } from '../handlers/memory-store';
import { temporaryFolder } from '../tools';
import { jobId, jobRecord } from './example-job';
import { typeCommand } from './type-command';

const folder = temporaryFolder();
const template = '<title>framefleet</title><!-- data -->';
const dataOf = async (path: string): Promise<unknown> =>
  JSON.parse(/id="data">(.*)<\/script>/s.exec(await readFile(path, 'utf8'))?.[1] ?? '');

test('written for somebody: every link is signed, the source’s by its version, and until when is said', async () => {
  const store = new MemoryStore();
  const outputs = { gray: `s3://out/${jobId}/a b.gray.mp4`, clips: `s3://out/${jobId}/events/`, pictureList: `s3://out/${jobId}/p.json` }; // prettier-ignore
  store.objects.set(`out/${jobId}/p.json`, JSON.stringify({ pictures: [{ time: 1, file: 'pictures/1.jpg' }] }));
  const record = jobRecord({ runs: [], state: 'SUCCEEDED', outputs });
  const templatePath = join(folder(), 'template.html');
  await writeFile(templatePath, template);
  const path = join(folder(), 'new', 'page.html');
  const until = await writePage({
    ...{ record, store, templatePath, path, outputBucket: 'out', now: new Date('2024-01-01T00:00:00Z') },
    sign: ({ bucket, key, versionId }) => Promise.resolve(`https://${bucket}/${key}?${versionId ?? ''}`),
  });
  expect(until.toISOString()).toBe('2024-01-01T12:00:00.000Z');
  const { bucket, key, versionId } = record.input;
  expect(await dataOf(path)).toMatchObject({
    gray: `https://out/${jobId}/a b.gray.mp4?`,
    source: `https://${bucket}/${key}?${versionId ?? ''}`,
    files: [{ kind: 'gray' }, { kind: 'pictureList', href: `https://out/${jobId}/p.json?` }],
    pictures: [{ time: 1, href: `https://out/${jobId}/pictures/1.jpg?` }],
    linksEndAt: '2024-01-01T12:00:00.000Z',
  });
});

describe('brought home', () => {
  const download = (_bucket: string, _key: string, path: string) => writeFile(path, fillPage(template, { kept: 1 }));

  test('the page plays the source from where it lies', async () => {
    const video = join(folder(), 'my videos', 'a#1.mp4');
    const path = await placePage({ download }, jobRecord(), 'out', folder(), video);
    expect(await dataOf(path ?? '')).toEqual({ kept: 1, source: './my%20videos/a%231.mp4' });
    expect(linkTo('/videos/a b.mp4', '/videos/out/a.html')).toBe('../a%20b.mp4');
  });

  test('a job without a page has none; another fault is one', async () => {
    const failing = (name: string) => ({ download: () => Promise.reject(Object.assign(new Error('no'), { name })) });
    expect(await placePage(failing('NoSuchKey'), jobRecord(), 'out', folder(), undefined)).toBeUndefined();
    await expect(placePage(failing('AccessDenied'), jobRecord(), 'out', folder(), undefined)).rejects.toThrow('no');
  });
});

test('wrong usage says which option', async () => {
  const surroundings = { variables: {}, packagePath: () => undefined };
  await expect(typeCommand(page, ['page', jobId, '--out', ''], surroundings)).rejects.toThrow(UsageError);
  await expect(typeCommand(page, ['page', jobId, '--stage', 'NO'], surroundings)).rejects.toThrow(/--stage "NO"/);
  await expect(typeCommand(page, ['page', jobId], surroundings)).rejects.toThrow(/Which jobs\?/);
});
