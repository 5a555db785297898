import type { Output } from '../../../kernels/models/session';
import type { YoloLayout } from '../../../kernels/objects/layouts';
import { findBoxes, readBoxes } from '../../../kernels/objects/yolo';

const reference = { role: 'objects', uri: 's3://models/some.onnx', sha256: '' };

function failureOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

const output = (shape: number[], values: readonly number[] = [], name = 'output0'): Output => {
  const all = new Float32Array(shape.reduce((product, size) => product * size, 1));
  all.set(values);
  return { name, shape, values: all };
};
const find = (outputs: Output[], classes: number, layout?: YoloLayout) =>
  findBoxes(reference, outputs, { classes, layout }, outputs.map(({ name, shape }) => ({ name, shape, type: 'float32' }))); // prettier-ignore

describe('the output with the boxes', () => {
  test.each<[string, number[], number, YoloLayout]>([
    ['YOLOv8 for COCO', [1, 84, 8400], 80, 'v8'],
    ['YOLO11 for one class', [1, 5, 8400], 1, 'v8'],
    ['YOLOv8 for two classes', [1, 6, 8400], 2, 'v8'],
    ['YOLOv5 for COCO', [1, 25_200, 85], 80, 'v5'],
    ['YOLOv7 for two classes', [1, 25_200, 7], 2, 'v5'],
    ['YOLOv10 for COCO', [1, 300, 6], 80, 'v10'],
    ['YOLO26 for two classes', [1, 300, 6], 2, 'v10'],
  ])('is recognized: %s', (_, shape, classes, layout) => {
    expect(find([output(shape)], classes)).toMatchObject({ layout, output: { shape } });
  });

  test('is found among others', () => {
    const outputs = [output([1, 3, 80, 80, 85], [], 'p3'), output([1, 25_200, 85], [], 'all'), output([1, 3, 40, 40, 85], [], 'p4')]; // prettier-ignore
    expect(find(outputs, 80).output.name).toBe('all');
  });

  test.each<[string, Output[], number, YoloLayout | undefined, string]>([
    [
      'names of another model',
      [output([1, 84, 8400])],
      3,
      undefined,
      'gives [1, 84, 8400]; for 3 names, right would be [1, 7, anchors] (v8 to v12) or [1, anchors, 8] (v5, v7) or [1, boxes, 6] (v10, v26) in float32. It looks like a model for 80 names: give those that belong to it.',
    ],
    ['names of another v5', [output([1, 25_200, 85])], 79, undefined, 'It looks like a model for 80 names'],
    ['a classifier', [output([1, 1000])], 1000, undefined, 'gives [1, 1000]; for 1000 names, right would be [1, 1004, anchors]'],
    ['a model of masks', [output([1, 116, 8400]), output([1, 32, 160, 160], [], 'protos')], 80, undefined, 'gives [1, 116, 8400], [1, 32, 160, 160];'],
    ['several pictures', [output([2, 84, 8400])], 80, undefined, 'gives [2, 84, 8400]'],
    ['another layout than was said', [output([1, 300, 6])], 80, 'v8', 'for 80 names, right would be [1, 84, anchors] (v8 to v12) in float32.'],
    [
      'v5 or v10 for one class',
      [output([1, 300, 6])],
      1,
      undefined,
      'can be read in more than one way with 1 names: output0 [1, 300, 6] as of v5, v7; output0 [1, 300, 6] as of v10, v26. Say by the option layout which it is.',
    ],
    ['two outputs of boxes', [output([1, 84, 8400]), output([1, 84, 2100], [], 'more')], 80, undefined, 'more than one way'],
  ])('is refused: %s', (_, outputs, classes, layout, message) => {
    const failure = failureOf(() => find(outputs, classes, layout));
    expect(failure).toMatchObject({ name: 'InvalidModel', message: expect.stringContaining(message) as string });
    expect(() => find(outputs, classes, layout)).toThrow('The model for objects, s3://models/some.onnx, ');
  }); // prettier-ignore

  test('is refused where it is of another type', () => {
    const declared = [{ name: 'boxes', type: 'float16', shape: [1, 84, 'anchors'] }];
    expect(() => findBoxes(reference, [], { classes: 80, layout: undefined }, declared)).toThrow(
      'gives boxes float16 [1, 84, anchors]; for 80 names, right would be',
    );
  });

  test('what may be read in two ways is read as was said', () => {
    expect(find([output([1, 300, 6])], 1, 'v5').layout).toBe('v5');
    expect(find([output([1, 300, 6])], 1, 'v10').layout).toBe('v10');
  });
});

describe('boxes', () => {
  const read = (shape: number[], values: number[], classes: number, layout: YoloLayout, threshold = 0.25) =>
    readBoxes(reference, { output: output(shape, values), layout }, { classes, threshold });

  test('of v8 are columns: middle, size, a score for each class', () => {
    const columns = [[50, 20], [40, 30], [20, 4], [10, 6], [0.2, 0.1], [0.9, 0.25]]; // prettier-ignore
    const found = read([1, 6, 2], columns.flat(), 2, 'v8');
    expect(found).toEqual([
      { box: [40, 35, 60, 45], score: Math.fround(0.9), class: 1 },
      { box: [18, 27, 22, 33], score: 0.25, class: 1 },
    ]);
  });

  test('of v5 are rows, whose scores are products', () => {
    const rows = [[50, 40, 20, 10, 0.5, 0.75, 0.5], [20, 30, 4, 6, 0.5, 0.25, 0.49]]; // prettier-ignore
    expect(read([1, 2, 7], rows.flat(), 2, 'v5')).toEqual([{ box: [40, 35, 60, 45], score: 0.375, class: 0 }]);
  });

  test('of v10 are rows of corners', () => {
    const rows = [[40, 35, 60, 45, 0.5, 7], [0, 0, 0, 0, 0, 0], [18, 27, 22, 33, 0.25, 0]]; // prettier-ignore
    expect(read([1, 3, 6], rows.flat(), 8, 'v10')).toEqual([
      { box: [40, 35, 60, 45], score: 0.5, class: 7 },
      { box: [18, 27, 22, 33], score: 0.25, class: 0 },
    ]);
  });

  test('of classes that score the same the first counts', () => {
    expect(read([1, 6, 1], [5, 5, 2, 2, 0.5, 0.5], 2, 'v8')).toMatchObject([{ class: 0 }]);
  });

  test('what is no number is no box', () => {
    const rows = [[NaN, 1, 1, 1, 1, 1], [1, 1, 1, 1, NaN, 1], [1, 1, Infinity, 1, 1, 1], [1, 1, 2, 2, 1, 1]]; // prettier-ignore
    expect(read([1, 4, 6], rows.flat(), 2, 'v10')).toMatchObject([{ box: [1, 1, 2, 2] }]);
  });

  test.each([8, 1.5, -1])('a class without a name is a mistake: %d', (kind) => {
    const failure = failureOf(() => read([1, 1, 6], [1, 1, 2, 2, 0.9, kind], 8, 'v10'));
    const message: unknown = expect.stringContaining(`of class ${kind}, but there are 8 names`);
    expect(failure).toMatchObject({ name: 'InvalidModel', message });
  });
});
