import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCheckModels } from '../../handlers/check-models';
import { JobOptions } from '../../pipeline/job-options';
import { colorDetector, colors } from '../kernels/models/color-detector';
import { temporaryFolder } from '../tools';
import { execution, job, media, testDependencies } from './dependencies';

describe('the check of models', () => {
  const folder = temporaryFolder();

  async function event(content: Buffer) {
    const path = join(folder(), 'colors.onnx');
    await writeFile(path, content);
    const model = { uri: pathToFileURL(path).href, sha256: createHash('sha256').update(content).digest('hex') };
    const options = JobOptions.parse({ kernels: ['motion', 'objects'], objects: { model, names: colors } });
    return { jobId: job, executionId: execution, probed: { media, options, usesModels: true } };
  }

  test('what was probed goes on, and with it what each model is', async () => {
    const content = colorDetector({ layout: 'v8' });
    const given = await event(content);
    const checked = await createCheckModels(testDependencies())(given);
    const [model] = checked.models;
    expect(checked).toMatchObject({ ...given.probed, models: [{ width: 64, height: 64, bytes: content.length }] });
    expect(model?.sha256).toBe(given.probed.options.objects.model?.sha256);
    expect(model?.secondsPerPicture).toBeGreaterThan(0);
  });

  test('a file that only the tasks can see is left to them', async () => {
    const dependencies = { ...testDependencies(), filesAreElsewhere: true };
    expect(await createCheckModels(dependencies)(await event(Buffer.from('no model')))).toMatchObject({ models: [] });
  });

  test('a file that is no model is refused', async () => {
    const check = createCheckModels(testDependencies());
    await expect(check(await event(Buffer.from('no model')))).rejects.toMatchObject({ name: 'InvalidModel' });
  });
});
