import { checkKernels, kernelsOf, modelsOf } from '../../pipeline/requirements';
import { jobOptions, mediaInfo } from './examples';

const pinned = (name: string) => ({ uri: `s3://models/${name}.onnx`, sha256: 'a'.repeat(64) });

test('only the kernels of the job are asked', () => {
  const objects = { ...jobOptions().objects, model: pinned('yolo'), names: ['cat'] };
  expect(modelsOf(jobOptions({ objects }))).toEqual([]);
  const asked = jobOptions({ kernels: ['motion', 'objects'], objects });
  expect(kernelsOf(asked)).toHaveLength(2);
  expect(modelsOf(asked)).toMatchObject([pinned('yolo')]);
});

test('what a kernel can’t do is refused, whatever the others say', () => {
  expect(() => checkKernels(jobOptions(), mediaInfo())).not.toThrow();
  const without = jobOptions({ kernels: ['motion', 'objects'] });
  expect(() => checkKernels(without, mediaInfo())).toThrow('no model');
});
