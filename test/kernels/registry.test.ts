import type { Kernel } from '../../kernels/kernel';
import { kernels } from '../../kernels/registry';
import { kernelNames } from '../../kernels/options';
import { JobOptions, KernelName } from '../../pipeline/job-options';
import { mediaInfo } from '../pipeline/examples';

describe('the registry of kernels', () => {
  test('is where the names of kernels come from, and what a job may say to each', () => {
    expect(KernelName.options).toEqual(kernelNames);
    const withOptions = Object.entries<Kernel>(kernels).flatMap(([name, { options }]) => (options ? [name] : []));
    expect(Object.keys(JobOptions.parse({}))).toEqual(expect.arrayContaining(withOptions));
  });

  test('no two kernels leave the same, and each leaves something below its job', () => {
    const options = JobOptions.parse({ kernels: kernelNames });
    const outputs = Object.values<Kernel>(kernels).map((kernel) =>
      kernel.outputs({ jobId: 'job-1', name: 'a', options }),
    );
    const [kinds, keys] = [outputs.flatMap((own) => Object.keys(own)), outputs.flatMap((own) => Object.values(own))];
    expect(new Set(kinds).size).toBe(kinds.length);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !key.startsWith('job-1/'))).toEqual([]);
    expect(outputs.filter((own) => Object.keys(own).length === 0)).toEqual([]);
  });

  test.each(Object.entries<Kernel>(kernels))('%s has a program that does what it says', async (_, kernel) => {
    const program = await kernel.program();
    expect([program.merge !== undefined, program.inspect !== undefined]).toEqual([
      kernel.merges,
      kernel.inspects ?? false,
    ]);
    expect(program.illustrate !== undefined).toBe(kernel.illustrates !== undefined);
    const cost = kernel.cost({ options: JobOptions.parse({}), media: mediaInfo(), models: [] });
    expect(cost.perVideoSecond + (cost.perPicture ?? 0)).toBeGreaterThan(0);
  });
});
