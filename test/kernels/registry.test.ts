import { kernels } from '../../kernels/registry';
import { KernelName } from '../../pipeline/job-options';

describe('the registry of kernels', () => {
  test('holds each kernel under its own name', () => {
    expect(Object.entries(kernels).map(([name, kernel]) => [name, kernel.name])).toEqual(KernelName.options.map((name) => [name, name])); // prettier-ignore
  });
});
