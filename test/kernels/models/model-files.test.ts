import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createModelFiles, noModels } from '../../../kernels/models/model-files';
import { temporaryFolder } from '../../tools';

const checksum = (content: string) => createHash('sha256').update(content).digest('hex');
const reference = (uri: string, content: string) => ({ role: 'objects', uri, sha256: checksum(content) });

/** An object store that notes what is fetched. */
class Store {
  readonly fetched: string[] = [];
  constructor(private readonly objects: Readonly<Record<string, string | Error>>) {}

  async download(bucket: string, key: string, path: string): Promise<void> {
    this.fetched.push(`${bucket}/${key}`);
    const found = this.objects[`${bucket}/${key}`];
    if (found instanceof Error) throw found;
    if (found === undefined) throw Object.assign(new Error('The specified key does not exist.'), { name: 'NoSuchKey' });
    await writeFile(path, found);
  }
}

describe('model files', () => {
  const folder = temporaryFolder();
  const cache = () => join(folder(), 'models');

  test('of S3 are fetched once, checked, and kept by their checksum', async () => {
    const store = new Store({ 'models/a.onnx': 'A' });
    const wanted = reference('s3://models/a.onnx', 'A');
    const files = createModelFiles(store, cache());
    const path = await files.fetch(wanted);
    expect(path).toBe(join(cache(), checksum('A')));
    expect(await readFile(path, 'utf8')).toBe('A');
    expect(await files.fetch({ ...wanted, role: 'another' })).toBe(path);
    // Another process finds it there.
    expect(await createModelFiles(store, cache()).fetch(wanted)).toBe(path);
    expect(store.fetched).toEqual(['models/a.onnx']);
    expect(await readdir(cache())).toEqual([checksum('A')]);
  });

  test('two at once are one', async () => {
    const store = new Store({ 'models/a.onnx': 'A', 'models/b.onnx': 'B' });
    const files = createModelFiles(store, cache());
    const [a, b] = [reference('s3://models/a.onnx', 'A'), reference('s3://models/b.onnx', 'B')];
    const paths = await Promise.all([a, b, a].map((one) => files.fetch(one)));
    expect(paths).toEqual([checksum('A'), checksum('B'), checksum('A')].map((name) => join(cache(), name)));
    expect(store.fetched).toEqual(['models/a.onnx', 'models/b.onnx']);
  });

  test('with another checksum are refused, and not kept', async () => {
    const objects: Record<string, string> = { 'models/a.onnx': 'damaged' };
    const files = createModelFiles(new Store(objects), cache());
    const wanted = reference('s3://models/a.onnx', 'A');
    await expect(files.fetch(wanted)).rejects.toMatchObject({
      name: 'ModelMismatch',
      message: expect.stringContaining(`has the checksum ${checksum('damaged')}, not ${checksum('A')}`) as string,
      figures: { role: 'objects', uri: 's3://models/a.onnx', expected: checksum('A'), found: checksum('damaged') },
    });
    expect(await readdir(cache())).toEqual([]);
    // Once the right one is there, it is fetched.
    objects['models/a.onnx'] = 'A';
    expect(await readFile(await files.fetch(wanted), 'utf8')).toBe('A');
  });

  test.each(['NoSuchKey', 'NoSuchBucket', 'AccessDenied'])('that S3 refuses with %s aren’t found', async (name) => {
    const refusal = Object.assign(new Error('No.'), { name });
    const files = createModelFiles(new Store({ 'models/a.onnx': refusal }), cache());
    await expect(files.fetch(reference('s3://models/a.onnx', 'A'))).rejects.toMatchObject({
      name: 'ModelNotFound',
      message: `The model for objects, s3://models/a.onnx, can't be read: S3 says ${name}: No.`,
      cause: refusal,
    });
  });

  test('whose fetching breaks off fail as it does, so that it is tried again', async () => {
    const broken = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    const files = createModelFiles(new Store({ 'models/a.onnx': broken }), cache());
    await expect(files.fetch(reference('s3://models/a.onnx', 'A'))).rejects.toBe(broken);
    expect(await readdir(cache())).toEqual([]);
  });

  test('of this machine are checked where they are', async () => {
    const store = new Store({});
    const files = createModelFiles(store, cache());
    const path = join(folder(), 'a model.onnx');
    await writeFile(path, 'A');
    const uri = pathToFileURL(path).href;
    expect(await files.fetch(reference(uri, 'A'))).toBe(path);
    await expect(files.fetch(reference(uri, 'B'))).rejects.toMatchObject({ name: 'ModelMismatch' });
    await mkdir(join(folder(), 'empty'));
    for (const name of ['missing.onnx', 'empty']) {
      const other = reference(pathToFileURL(join(folder(), name)).href, 'A');
      await expect(files.fetch(other)).rejects.toMatchObject({
        name: 'ModelNotFound',
        message: expect.stringContaining('there is no such file where the tasks run; it must be in their image') as string, // prettier-ignore
      });
    }
    expect(store.fetched).toEqual([]);
  });

  test('work without models asks for none', async () => {
    await expect(noModels.fetch(reference('s3://models/a.onnx', 'A'))).rejects.toThrow('No model is run here');
  });
});
