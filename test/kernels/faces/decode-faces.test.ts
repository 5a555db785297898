import { decodeFaces, layoutOf } from '../../../kernels/faces/decode-faces';
import type { Output } from '../../../kernels/models/session';

const reference = { role: 'faces detector', uri: 'file:///models/detector.onnx', sha256: '0'.repeat(64) };
const size = { width: 64, height: 32 };
const strides = [8, 16, 32];
const cellsOf = (stride: number) => (size.width / stride) * (size.height / stride);

/** All zeros, but for the given values: by the name and the index in it. */
const outputOf = (name: string, rows: number, each: number, set: Record<number, number> = {}): Output => {
  const values = new Float32Array(rows * each);
  for (const [index, value] of Object.entries(set)) values[Number(index)] = value;
  return { name, shape: [rows, each], values };
};

const yunet = (set: Record<string, Record<number, number>>): Output[] =>
  strides.flatMap((stride) =>
    Object.entries({ cls: 1, obj: 1, bbox: 4, kps: 10 }).map(([part, each]) => {
      const name = `${part}_${stride}`;
      return outputOf(name, cellsOf(stride), each, set[name]);
    }),
  );

const scrfd = (set: Record<string, Record<number, number>>): Output[] =>
  strides.flatMap((stride) =>
    [1, 4, 10].map((each) => outputOf(`${each}/${stride}`, 2 * cellsOf(stride), each, set[`${each}/${stride}`])),
  );

const kps = (first: number) =>
  Object.fromEntries(Array.from({ length: 10 }, (_, index) => [first + index, index / 10]));

describe('what YuNet says', () => {
  it('becomes boxes and landmarks in pixels', () => {
    // Of the stride 16, the cell in column 2 of row 1.
    const outputs = yunet({
      cls_16: { 6: 0.9 },
      obj_16: { 6: 0.4 },
      bbox_16: { 24: 0.25, 25: 0.5, 26: Math.log(2), 27: Math.log(3) },
      kps_16: kps(60),
    });
    expect(decodeFaces(reference, outputs, size, 0.5)).toEqual([
      {
        score: expect.closeTo(0.6, 6) as number,
        box: [20, 0, 52, 48].map((value) => expect.closeTo(value, 4) as number),
        landmarks: [0, 1, 2, 3, 4].map((point) => [
          expect.closeTo((2 + (2 * point) / 10) * 16, 4) as number,
          expect.closeTo((1 + (2 * point + 1) / 10) * 16, 4) as number,
        ]),
      },
    ]);
  });

  it('counts as far as 1, and not below the threshold', () => {
    const outputs = yunet({ cls_32: { 0: 1.5, 1: 0.3 }, obj_32: { 0: 2, 1: 0.3 } });
    expect(decodeFaces(reference, outputs, size, 0.5).map(({ score }) => score)).toEqual([1]);
    expect(decodeFaces(reference, outputs, size, 0)).toHaveLength(2);
  });
});

describe('what SCRFD says', () => {
  it('becomes boxes and landmarks in pixels', () => {
    // Of the stride 8, the second anchor in column 3 of row 2: cell 19, anchor 39.
    const outputs = scrfd({
      '1/8': { 39: 0.75 },
      '4/8': { 156: 1, 157: 0.5, 158: 2, 159: 3 },
      '10/8': kps(390),
    });
    expect(decodeFaces(reference, outputs, size, 0.5)).toEqual([
      {
        score: 0.75,
        box: [16, 12, 40, 40],
        landmarks: [0, 1, 2, 3, 4].map((point) => [
          expect.closeTo(24 + ((2 * point) / 10) * 8, 4) as number,
          expect.closeTo(16 + ((2 * point + 1) / 10) * 8, 4) as number,
        ]),
      },
    ]);
  });

  it('is told by its shapes, whatever comes first', () => {
    const outputs = scrfd({ '1/32': { 2: 0.75 } }).reverse();
    expect(decodeFaces(reference, outputs, size, 0.5)).toHaveLength(1);
  });
});

describe('a detector of neither family', () => {
  it.each([
    ['without landmarks', scrfd({}).filter(({ name }) => !name.startsWith('10/'))],
    ['without a stride', yunet({}).filter(({ name }) => !name.endsWith('_32'))],
    ['of another size', yunet({}).map(({ name, values }) => outputOf(name, values.length, 2))],
    ['of objects', [outputOf('output0', 84, 8400)]],
    ['without floats', []],
  ])('is refused: one %s', (_, outputs) => {
    expect(() => decodeFaces(reference, outputs, size, 0.5)).toThrow(
      expect.objectContaining({
        name: 'InvalidModel',
        message: expect.stringContaining('file:///models/detector.onnx') as string,
      }) as Error,
    );
  });

  it('says what it gave', () => {
    expect(() => decodeFaces(reference, [outputOf('output0', 84, 8400)], size, 0.5)).toThrow(
      /output0 \[84, 8400\].*face_detection_yunet/,
    );
  });
});

it('YuNet wants levels of blue, green and red, SCRFD red first and around 0', () => {
  expect(layoutOf(yunet({})).input).toEqual({ channels: 'bgr', mean: 0, std: 1 });
  expect(layoutOf(scrfd({})).input).toEqual({ channels: 'rgb', mean: 127.5, std: 128 });
});
