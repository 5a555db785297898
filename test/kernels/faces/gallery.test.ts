import { writeFile } from 'node:fs/promises';
import { packEmbedding, unit } from '../../../kernels/faces/embedding';
import { type Gallery, checkGallery, nearestPerson, readGallery } from '../../../kernels/faces/gallery';
import { temporaryFolder } from '../../tools';

const folder = temporaryFolder();
const embedder = 'e'.repeat(64);
const preprocessing = { channels: 'rgb', mean: 0, std: 1 } as const;
const packed = (...values: number[]) => packEmbedding(Float32Array.from(values));
const ann = { name: 'Ann', embeddings: [packed(2, 0, 0)] };

async function read(content: unknown): Promise<Gallery> {
  const path = `${folder()}/gallery.json`;
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readGallery(path, 's3://people/gallery.json');
}
const written = (people: unknown, more: object = {}) => ({ version: 1, embedder, preprocessing, people, ...more });

describe('a gallery', () => {
  it('is read with embeddings of length 1', async () => {
    const { people } = await read(written([ann]));
    expect(people).toEqual([{ name: 'Ann', embeddings: [Float32Array.of(1, 0, 0)] }]);
  });

  it.each([
    ['no JSON', '{', /is no JSON/],
    ['another version', written([ann], { version: 2 }), /version: This version can be read: 1/],
    ['no people', written([]), /is empty/],
    ['somebody without a face', written([{ name: 'Ann', embeddings: [] }]), /people\.0\.embeddings/],
    ['a face that is no floats', written([{ name: 'Ann', embeddings: ['AAA='] }]), /people\.0\.embeddings\.0/],
    [
      'different lengths',
      written([ann, { name: 'Bob', embeddings: [packed(1)] }]),
      /3 numbers, and others in people\.1/,
    ],
    ['two of one name', written([ann, ann]), /one name: people\.0 and people\.1/],
  ])('with %s is refused, and how to make one is told', async (_, content, why) => {
    const refusal = await read(content).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'InvalidGallery', message: expect.stringMatching(why) as string });
    expect(refusal).toMatchObject({
      message: expect.stringMatching(/s3:\/\/people\/gallery\.json.*framefleet faces enrol/) as string,
    });
  });

  it.each([
    ['another embedder', { embedder: 'f'.repeat(64) }, /made with another embedder/],
    [
      'other pictures',
      { preprocessing: { channels: 'bgr', mean: 0, std: 1 } as const },
      /rgb, mean 0, std 1.*bgr, mean 0, std 1/,
    ],
    ['another number of numbers', { dimension: 128 }, /3 numbers; this job's embedder gives 128/],
  ])('of %s than the job’s is refused', async (_, differing, why) => {
    const gallery = await read(written([ann]));
    const fitting = { embedder, preprocessing, dimension: 3 };
    checkGallery(gallery, 'gallery', fitting);
    expect(() => checkGallery(gallery, 'gallery', { ...fitting, ...differing })).toThrow(
      expect.objectContaining({ name: 'InvalidGallery', message: expect.stringMatching(why) as string }) as Error,
    );
  });
});

describe('the nearest person', () => {
  const gallery = () =>
    read(
      written([
        { name: 'Ann', embeddings: [packed(1, 0, 0), packed(0.6, 0.8, 0)] },
        { name: 'Bob', embeddings: [packed(0, 1, 0)] },
        { name: 'Bob’s twin', embeddings: [packed(0, 1, 0)] },
      ]),
    );

  it('is the one with the nearest face', async () => {
    expect(nearestPerson(await gallery(), unit([0.7, 0.7, 0]), 0.5)).toBe(0);
    expect(nearestPerson(await gallery(), unit([0.1, 1, 0]), 0.5)).toBe(1);
  });

  it('is nobody whose nearest face is too far away', async () => {
    expect(nearestPerson(await gallery(), unit([0, 0, 1]), 0.5)).toBeUndefined();
    expect(nearestPerson(await gallery(), unit([1, 0, 1]), 0.71)).toBeUndefined();
    expect(nearestPerson(await gallery(), unit([1, 0, 1]), 0.7)).toBe(0);
  });
});
