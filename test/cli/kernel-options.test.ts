import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseRunOptions } from '../../cli/run-options';
import { UsageError } from '../../cli/usage-error';
import { temporaryFolder } from '../tools';

const typed = { out: 'out' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('options of kernels', () => {
  const folder = temporaryFolder();

  test('what was typed reaches the kernels that it’s about, and the others stay as by default', () => {
    const { job } = parseRunOptions({
      ...{ ...typed, kernels: 'pictures,histogram', every: '2.5', picturesAt: 'keys', pictureFormat: 'webp' },
      ...{ bins: '64', arrow: true, inspect: 'task' },
    });
    expect(job).toMatchObject({
      kernels: ['pictures', 'histogram'],
      inspect: 'task',
      pictures: { everySeconds: 2.5, at: 'keys', format: 'webp', sheet: true },
      histogram: { bins: 64, arrow: true, channels: 'rgb' },
      objects: { everySeconds: 2.5, annotate: false },
      faces: { everySeconds: 2.5 },
    });
  });

  test('a model by its path gets its checksum, one in S3 must come with it', async () => {
    const path = join(folder(), 'yolo.onnx');
    await writeFile(path, 'weights');
    const faceDetector = `s3://models/yunet.onnx#sha256=${'A'.repeat(64)}`;
    const { job } = parseRunOptions({ ...typed, model: path, names: 'red, green', faceDetector });
    expect(job.objects.model).toEqual({ uri: pathToFileURL(path).href, sha256: sha256('weights') });
    expect(job.objects.names).toEqual(['red', 'green']);
    expect(job.faces.detector).toEqual({ uri: 's3://models/yunet.onnx', sha256: 'a'.repeat(64) });
    expect(() => parseRunOptions({ ...typed, model: 's3://models/yolo.onnx' })).toThrow('has no checksum');
    expect(() => parseRunOptions({ ...typed, model: join(folder(), 'no.onnx') })).toThrow(/can't be read: .*ENOENT/);
  });

  test('names may stand in a file', async () => {
    const path = join(folder(), 'names.txt');
    await writeFile(path, 'red\ngreen\n');
    const { job } = parseRunOptions({ ...typed, names: path });
    expect(job.objects.names).toEqual({ uri: pathToFileURL(path).href, sha256: sha256('red\ngreen\n') });
  });

  test('--options says anything, what is typed besides counts more', async () => {
    const options = { crf: 30, histogram: { bins: 32, channels: 'yuv' }, motion: { maxGapSeconds: 5 } };
    const path = join(folder(), 'options.json');
    await writeFile(path, JSON.stringify(options));
    for (const given of [JSON.stringify(options), `@${path}`]) {
      const { job } = parseRunOptions({ ...typed, options: given, bins: '128', maxGap: '3', padBefore: '1' });
      expect(job).toMatchObject({ crf: 30, histogram: { bins: 128, channels: 'yuv' } });
      expect(job.motion).toMatchObject({ maxGapSeconds: 3, padBeforeSeconds: 1 });
    }
  });

  test.each([
    [{ bins: '20' }, '--bins "20": Choose 16, 32, 64, 128 or 256 bins'],
    [{ every: '0' }, '--every "0": It goes from 0.04 to 3600 seconds'],
    [{ picturesAt: 'noon' }, '--pictures-at "noon"'],
    [{ facePreset: 'mine' }, '--face-preset "mine"'],
    [{ options: '{"histogram":{"bins":20}}' }, 'histogram.bins: Choose 16'],
    [{ options: '{"depth":{}}' }, 'depth'],
    [{ options: '{"histogram":64}' }, 'histogram'],
    [{ options: '[1]' }, '--options "[1]" is no JSON object'],
    [{ options: '{' }, '--options "{" is no JSON'],
    [{ options: '@/no/such.json' }, "can't be read"],
  ])('refuses %j', (wrong, message) => {
    const parse = () => parseRunOptions({ ...typed, ...wrong });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});
