import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openModel } from '../../../kernels/models/session';
import { temporaryFolder } from '../../tools';
import { colorDetector } from './color-detector';
import { type ElementType, type OnnxGraph, onnxModel } from './onnx-model';

const reference = { role: 'objects', uri: 's3://models/some.onnx', sha256: '0'.repeat(64) };

describe('a model', () => {
  const folder = temporaryFolder();
  async function open(content: Uint8Array) {
    const path = join(folder(), 'model');
    await writeFile(path, content);
    return openModel(reference, path, 1);
  }
  const graph = (input: Partial<OnnxGraph['inputs'][number]>, others: Partial<OnnxGraph> = {}) =>
    onnxModel({
      inputs: [{ name: 'images', shape: [1, 3, 8, 8], ...input }],
      outputs: [{ name: 'same', shape: input.shape ?? [1, 3, 8, 8], type: input.type ?? 'float32' }],
      nodes: [{ op: 'Identity', inputs: ['images'], outputs: ['same'] }],
      ...others,
    });

  test('tells what it takes and gives, and runs', async () => {
    const model = await open(colorDetector({ layout: 'v8', width: 64, height: 32 }));
    expect(model.input).toEqual({ name: 'images', type: 'float32', width: 64, height: 32 });
    expect(model.outputs).toEqual([{ name: 'output0', type: 'float32', shape: [1, 7, 32] }]);
    const red = new Float32Array(3 * 64 * 32).fill(1, 0, 64 * 32);
    const [output] = await model.run(red, { width: 64, height: 32 });
    expect(output).toMatchObject({ name: 'output0', shape: [1, 7, 32] });
    expect([...output!.values.slice(4 * 32, 5 * 32)]).toEqual(Array(32).fill(1));
    expect([...output!.values.slice(5 * 32)]).toEqual(Array(64).fill(0));
    await model.close();
  });

  test('may leave the sizes open, and take bytes', async () => {
    const model = await open(colorDetector({ layout: 'v5', isOpen: true, input: 'uint8', white: 255 }));
    expect(model.input).toEqual({ name: 'images', type: 'uint8', width: undefined, height: undefined });
    const green = new Uint8Array(3 * 64 * 64).fill(255, 64 * 64, 2 * 64 * 64);
    const [output] = await model.run(green, { width: 64, height: 64 });
    expect([...output!.values.slice(0, 8)]).toEqual([4, 4, 24, 24, 1, 0, 1, 0]);
    // It promised to take any size, and doesn't.
    await expect(model.run(new Uint8Array(3 * 32 * 32), { width: 32, height: 32 })).rejects.toMatchObject({
      name: 'InvalidModel',
      message: expect.stringMatching(/^The model for objects, s3:\/\/models\/some\.onnx, can't look at a picture of 32x32: /) as string, // prettier-ignore
    });
    await model.close();
  });

  const whole = colorDetector({ layout: 'v8' });
  test.each<[string, Uint8Array, RegExp]>([
    ['is a text', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /can't be opened: its file is no ONNX model, or only a part/],
    ['is empty', Buffer.of(), /no ONNX model/],
    ['is cut off', whole.subarray(0, whole.length - 300), /no ONNX model, or only a part of one/],
    ['is of an opset to come', colorDetector({ layout: 'v8', opset: 99 }), /opset 99, and the runtime knows them up to \d\d\. Export it with opset=\d\d or less/],
    ['is of an opset long gone', colorDetector({ layout: 'v8', opset: 1 }), /can't be opened: This is an invalid model\..*Export it anew, with an opset from 7 on/],
    ['has an operator that nobody knows', graph({}, { nodes: [{ op: 'Nonsense', inputs: ['images'], outputs: ['same'] }] }), /no operator Nonsense in opset 17/],
    ['takes numbers of 8 bytes', graph({ type: 'int64' }), /takes int64 \[1, 3, 8, 8\]\. Right is one picture as float32 or uint8, \[1, 3, height, width\]/],
    ['takes half precision', graph({ type: 'float16' }), /takes float16 .* Export it without half precision\./],
    ['takes three sizes', graph({ shape: [3, 8, 8] }), /takes float32 \[3, 8, 8\]/],
    ['takes gray', graph({ shape: [1, 1, 8, 8] }), /takes float32 \[1, 1, 8, 8\]/],
    ['takes colours last', graph({ shape: [1, 8, 8, 3] }), /takes float32 \[1, 8, 8, 3\].* Export it with the channels before height and width/],
    ['takes several', graph({ shape: [4, 3, 8, 8] }), /takes 4 pictures at once, \[4, 3, 8, 8\]\..*batch of 1/],
    ['takes more than pictures', graph({}, { inputs: [{ name: 'images', shape: [1, 3, 8, 8] }, { name: 'size', shape: [1, 2] }] }), /takes 2 inputs: images, size/],
  ])('is refused that %s', async (_, content, message) => {
    const failure: unknown = await open(content).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'InvalidModel', message: expect.stringMatching(message) as string });
    // Neither the place on this machine nor that in the runtime's own source says anything to a model's owner.
    expect((failure as Error).message).toMatch(/^The model for objects, s3:\/\/models\/some\.onnx, (?!.*(?:onnxruntime_src|framefleet-test-))/);
  }); // prettier-ignore

  test('is refused that isn’t there', async () => {
    await rm(join(folder(), 'model'), { force: true });
    await expect(openModel(reference, join(folder(), 'model'), 1)).rejects.toMatchObject({ name: 'InvalidModel' });
  });

  test.each<ElementType>(['int64', 'float64'])('gives no %s to those who ask for float32', async (type) => {
    const to = { int64: 7, float64: 11 }[type as 'int64' | 'float64'];
    const model = await open(
      graph({}, {
        outputs: [{ name: 'same', shape: [1, 3, 8, 8], type }],
        nodes: [{ op: 'Cast', inputs: ['images'], outputs: ['same'], attributes: { to } }],
      }),
    ); // prettier-ignore
    expect(model.outputs).toMatchObject([{ type }]);
    expect(await model.run(new Float32Array(3 * 64), { width: 8, height: 8 })).toEqual([]);
    await model.close();
  });
});
