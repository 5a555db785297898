import { join } from 'node:path';
import { checkModels } from '../../../kernels/objects/check-models';
import type { ObjectsOptions } from '../../../kernels/objects/options';
import { jobOptions } from '../../pipeline/examples';
import { temporaryFolder } from '../../tools';
import { type ColorDetector, colorDetector, colors } from '../models/color-detector';
import { fileModels, pinned, silent } from './run-objects';

describe('models of objects are checked', () => {
  const folder = temporaryFolder();
  const check = async (detector: ColorDetector, own: Partial<ObjectsOptions> = {}, filesAreElsewhere = false) => {
    const model = await pinned(join(folder(), 'model.onnx'), colorDetector(detector));
    const options = jobOptions({ kernels: ['objects'] });
    const objects = { ...options.objects, model, names: [...colors], ...own };
    const surroundings = { models: fileModels(), folder: folder(), log: silent, threads: 1, filesAreElsewhere };
    return { model, facts: await checkModels({ ...surroundings, options: { ...options, objects } }) };
  };

  test('before anything is planned, on a gray picture', async () => {
    const { model, facts } = await check({ layout: 'v8', width: 96, height: 64 });
    const bytes = colorDetector({ layout: 'v8', width: 96, height: 64 }).length;
    const secondsPerPicture: unknown = expect.any(Number);
    expect(facts).toEqual([{ role: 'objects', sha256: model.sha256, bytes, width: 96, height: 64, secondsPerPicture }]);
    expect(facts[0]!.secondsPerPicture).toBeGreaterThan(0);
  });

  test('in the size that is asked for, where they leave it open', async () => {
    const { facts } = await check({ layout: 'v10', isOpen: true, width: 128, height: 128 }, { size: 128 });
    expect(facts).toMatchObject([{ width: 128, height: 128 }]);
    await expect(check({ layout: 'v10', isOpen: true }, { size: 96 })).rejects.toMatchObject({ name: 'InvalidModel' });
  });

  test('against their names', async () => {
    const names = await pinned(join(folder(), 'names.txt'), 'red\ngreen\n');
    await expect(check({ layout: 'v8' }, { names })).rejects.toMatchObject({
      name: 'InvalidModel',
      message: expect.stringContaining('It looks like a model for 3 names') as string,
    });
    await expect(check({ layout: 'v5' }, { names: ['a', 'b', 'c'], classes: ['d'] })).rejects.toMatchObject({ name: 'InvalidOptions' }); // prettier-ignore
    for (const [text, what] of [
      ['red\n\nblue\n', 'has no name in line 2'],
      ['', 'has no name in line 1'],
      ['x\n'.repeat(1001), 'has 1001 lines'],
    ] as const) {
      // prettier-ignore
      const wrong = await pinned(join(folder(), 'wrong.txt'), text);
      await expect(check({ layout: 'v8' }, { names: wrong })).rejects.toMatchObject({
        name: 'InvalidModel',
        message: expect.stringContaining(what) as string,
      });
    }
  });

  test('only where their files can be seen', async () => {
    expect((await check({ layout: 'v8' }, {}, true)).facts).toEqual([]);
    const names = { uri: 'file:///no/such/names.txt', sha256: 'ab'.repeat(32) };
    await expect(check({ layout: 'v8' }, { names })).rejects.toMatchObject({ name: 'ModelNotFound' });
  });
});
