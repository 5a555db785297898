import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findVideos } from '../../cli/find-videos';
import { UsageError } from '../../cli/usage-error';
import { temporaryFolder } from '../tools';

describe('findVideos', () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder(), ...names);
  beforeEach(async () => {
    await mkdir(at('clips', 'more'), { recursive: true });
    for (const name of ['b.MKV', 'a.mp4', 'notes.txt', '.hidden.mp4', 'more/c.mov'])
      await writeFile(at('clips', name), 'x');
    await writeFile(at('clips', 'empty.mp4'), '');
  });
  const found = async (typed: string[], options: { prefix?: string; recursive?: boolean } = {}) =>
    findVideos(typed, { prefix: '', recursive: false, ...options });
  const keys = async (...args: Parameters<typeof found>) => (await found(...args)).videos.map(({ key }) => key);

  test('a folder’s videos, by their endings, and what is left out', async () => {
    const { videos, leftOut } = await found([at('clips')]);
    expect(videos).toMatchObject([{ kind: 'file', key: 'a.mp4', sizeBytes: 1 }, { key: 'b.MKV' }]);
    expect(leftOut).toEqual([
      `Left out of ${at('clips')}: notes.txt (not named like a video; name it to submit it); empty.mp4 (empty); 1 folder (--recursive takes them in).`,
    ]);
    expect(await keys([at('clips')], { recursive: true, prefix: 'may/' })).toEqual([
      'may/a.mp4',
      'may/b.MKV',
      'may/more/c.mov',
    ]);
  });

  test('files as they are named, and objects', async () => {
    expect(await keys([at('clips', 'notes.txt'), 's3://archive/old/film.mov'])).toEqual(['notes.txt', 'film.mov']);
  });

  test.each([
    ['nowhere.mp4', /nowhere\.mp4" can't be read: .*ENOENT/],
    ['clips/empty.mp4', /is empty/],
    ['s3://archive', /is no object: write s3:\/\/bucket\/key/],
    ['s3://archive/folder/', /is no object/],
  ])('%s is wrong usage', async (typed, message) => {
    const refused = found([typed.startsWith('s3:') ? typed : at(typed)]);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });

  test('two with the same key, a folder without videos, a key among the models', async () => {
    await expect(found([at('clips'), 's3://archive/old/a.mp4'])).rejects.toThrow(
      /same key.*\n {2}a\.mp4: .*clips\/a\.mp4 and s3:\/\/archive/,
    );
    await mkdir(at('none'));
    await expect(found([at('none')])).rejects.toThrow(/holds no video: it is empty/);
    await expect(found([at('clips')], { prefix: 'models/' })).rejects.toThrow(/start no jobs/);
  });
});
