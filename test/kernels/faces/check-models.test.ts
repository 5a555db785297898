import { checkFaceModels } from '../../../kernels/faces/check-models';
import { packEmbedding } from '../../../kernels/faces/embedding';
import type { FacesOptions } from '../../../kernels/faces/options';
import type { PinnedFile } from '../../../pipeline/model';
import { jobOptions } from '../../pipeline/examples';
import { temporaryFolder } from '../../tools';
import { colorDetector } from '../models/color-detector';
import { faceDetector, faceEmbedder } from './face-models';
import { facesOptions, givenModels, models, pin, silent } from './run-faces';

const folder = temporaryFolder('all');
let given: { detector: PinnedFile; embedder: PinnedFile };
beforeAll(async () => {
  given = await givenModels(folder());
});

const check = (faces: Partial<FacesOptions>, filesAreElsewhere = false) =>
  checkFaceModels({
    ...{ log: silent, folder: folder(), threads: 1, models, filesAreElsewhere },
    options: jobOptions({ kernels: ['faces'], faces: facesOptions({ ...given, ...faces }) }),
  });

const galleryOf = (embedder: string, numbers: number) =>
  JSON.stringify({
    version: 1,
    embedder,
    preprocessing: { channels: 'rgb', mean: 0, std: 1 },
    people: [{ name: 'Ann', embeddings: [packEmbedding(new Float32Array(numbers).fill(1))] }],
  });

describe('the models of a job', () => {
  it('are opened and measured', async () => {
    const gallery = await pin(folder(), 'gallery.json', galleryOf(given.embedder.sha256, 8));
    expect(await check({ gallery })).toEqual([
      expect.objectContaining({ role: 'faces detector', sha256: given.detector.sha256, width: 128, height: 64 }),
      expect.objectContaining({ role: 'faces embedder', sha256: given.embedder.sha256, width: 112, height: 112 }),
    ]);
  });

  it.each([
    ['no model', 'detector', 'Hello', 'can’t be opened'],
    ['a detector of objects', 'detector', colorDetector({ layout: 'v8' }), 'output0 [1, 7, 64]'],
    [
      'a detector without landmarks',
      'detector',
      faceDetector({ layout: 'scrfd', withoutLandmarks: true }),
      'landmarks',
    ],
    ['a detector of half cells', 'detector', colorDetector({ layout: 'v8', width: 72 }), 'multiples of 32'],
    ['an embedder of other crops', 'embedder', faceEmbedder({ side: 128 }), '128x128'],
    ['a detector as embedder', 'embedder', colorDetector({ layout: 'v8', width: 112, height: 112 }), '[1, 7, 196]'],
  ] as const)('are refused: %s', async (_, role, content, why) => {
    const refused = check({ [role]: await pin(folder(), 'refused.onnx', content) });
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidModel',
      message: expect.stringContaining(why.replace('’', "'")) as string,
    });
  });

  it('that lie in the image of the tasks are left to these', async () => {
    expect(await check({}, true)).toEqual([]);
  });
});

describe('the gallery of a job', () => {
  it.each([
    ['of another embedder', () => galleryOf('f'.repeat(64), 8), 'another embedder'],
    ['of other numbers', () => galleryOf(given.embedder.sha256, 4), "4 numbers; this job's embedder gives 8"],
    ['that is no JSON', () => '{', 'no JSON'],
  ])('is refused: one %s', async (_, content, why) => {
    const gallery = await pin(folder(), 'other.json', content());
    await expect(check({ gallery })).rejects.toMatchObject({
      name: 'InvalidGallery',
      message: expect.stringContaining(why) as string,
    });
  });

  it('must be where functions can read it', async () => {
    const gallery = await pin(folder(), 'gallery.json', galleryOf(given.embedder.sha256, 8));
    await expect(check({ gallery }, true)).rejects.toMatchObject({
      name: 'InvalidGallery',
      message: expect.stringContaining('put it into S3') as string,
    });
  });

  it('must be there', async () => {
    const gallery = { uri: 'file:///nowhere/gallery.json', sha256: '0'.repeat(64) };
    await expect(check({ gallery })).rejects.toMatchObject({ name: 'ModelNotFound' });
  });
});
