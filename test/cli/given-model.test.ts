import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { fetchGivenModel, readGivenModel } from '../../cli/given-model';
import { temporaryFolder } from '../tools';

const folder = temporaryFolder();
const sha256 = createHash('sha256').update('model').digest('hex');

describe('a model as it is typed', () => {
  it.each([
    ['a b.onnx', { uri: pathToFileURL('a b.onnx').href, sha256: undefined }],
    ['file:///models/a.onnx', { uri: 'file:///models/a.onnx', sha256: undefined }],
    [`s3://models/a.onnx#sha256=${sha256.toUpperCase()}`, { uri: 's3://models/a.onnx', sha256 }],
  ])('%s', (text, expected) => {
    expect(readGivenModel('--detector', text)).toEqual(expected);
  });

  it.each(['https://models/a.onnx', 's3://models', 'a.onnx#sha256=12'])('is no %s', (text) => {
    expect(() => readGivenModel('--detector', text)).toThrow(expect.objectContaining({ name: 'UsageError' }) as Error);
  });
});

describe('fetching it', () => {
  const place = (content = 'model') => {
    const asked: string[] = [];
    const download = async (bucket: string, key: string, path: string) => {
      asked.push(`${bucket}/${key}`);
      await writeFile(path, content);
    };
    return { asked, place: { store: () => ({ download }), folder: `${folder()}/models` } };
  };

  it('finds out the checksum of a file', async () => {
    const path = `${folder()}/a b.onnx`;
    await writeFile(path, 'model');
    const { asked, place: where } = place();
    const fetched = await fetchGivenModel('faces detector', readGivenModel('--detector', path), where);
    expect(fetched).toEqual({ path, reference: { role: 'faces detector', uri: pathToFileURL(path).href, sha256 } });
    expect(asked).toEqual([]);
  });

  it.each(['', `#sha256=${sha256}`])('brings it from S3: %s', async (pin) => {
    const { asked, place: where } = place();
    const given = readGivenModel('--detector', `s3://models/a/b.onnx${pin}`);
    const { path, reference } = await fetchGivenModel('faces detector', given, where);
    expect(reference).toEqual({ role: 'faces detector', uri: 's3://models/a/b.onnx', sha256 });
    expect(await readFile(path, 'utf8')).toBe('model');
    expect(asked).toEqual(['models/a/b.onnx']);
  });

  it('refuses another one than is meant', async () => {
    const given = readGivenModel('--detector', `s3://models/a.onnx#sha256=${sha256}`);
    await expect(fetchGivenModel('faces detector', given, place('other').place)).rejects.toMatchObject({
      name: 'ModelMismatch',
    });
  });
});
