import { type OnnxConstant, type OnnxNode, onnxModel } from '../models/onnx-model';

/** A "face" is a red square of this side, on a grid of such squares, in pixels of the detector's input. */
export const faceSide = 32;

/** Where its landmarks are claimed to be, in parts of the square: eyes, nose, corners of the mouth. */
export const landmarks = [
  [0.34, 0.3],
  [0.66, 0.3],
  [0.5, 0.5],
  [0.37, 0.7],
  [0.63, 0.7],
] as const;

export interface FaceDetector {
  layout: 'yunet' | 'scrfd';
  /** Of the input, in pixels, multiples of 32. */
  width?: number;
  height?: number;
  /** Leave out the landmarks, as some models do. */
  withoutLandmarks?: boolean;
}

/** What red, green and blue count for: a gray square isn't red. */
const weights = [1, -0.5, -0.5];

/**
 * Finds squares that are redder than green and blue, with all the outputs of the family. Only the cells of the largest stride ever
 * claim a face; of SCRFD's two anchors only the first.
 */
export function faceDetector({ layout, width = 128, height = 64, withoutLandmarks = false }: FaceDetector): Buffer {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [];
  const outputs: { name: string; shape: number[] }[] = [];
  for (const stride of [8, 16, 32]) {
    const cells = (width / stride) * (height / stride);
    // YuNet is given blue first and levels as they are, SCRFD red first and levels brought to about -1 to 1.
    const [order, scale] = layout === 'yunet' ? [[...weights].reverse(), 1 / 255] : [weights, 128 / 255];
    const own = order.map((weight) => (stride === faceSide ? weight * scale : 0));
    constants.push({ name: `weights${stride}`, shape: [1, 3, 1, 1], values: own });
    nodes.push(
      {
        op: 'AveragePool',
        inputs: ['input'],
        outputs: [`cells${stride}`],
        attributes: { kernel_shape: [stride, stride], strides: [stride, stride] },
      },
      {
        op: 'Conv',
        inputs: [`cells${stride}`, `weights${stride}`],
        outputs: [`excess${stride}`],
        attributes: { kernel_shape: [1, 1] },
      },
      { op: 'Relu', inputs: [`excess${stride}`], outputs: [`redness${stride}`] },
    );
    const repeated = (values: readonly number[], times: number) => Array.from({ length: times }, () => values).flat();
    const leave = (name: string, shape: number[], values: number[]) => {
      constants.push({ name: `${name}_fixed`, shape, values });
      nodes.push({ op: 'Identity', inputs: [`${name}_fixed`], outputs: [name] });
      outputs.push({ name, shape });
    };
    if (layout === 'yunet') {
      constants.push({ name: `shape${stride}`, type: 'int64', shape: [3], values: [1, cells, 1] });
      for (const part of ['cls', 'obj']) {
        nodes.push({ op: 'Reshape', inputs: [`redness${stride}`, `shape${stride}`], outputs: [`${part}_${stride}`] });
        outputs.push({ name: `${part}_${stride}`, shape: [1, cells, 1] });
      }
      // The centre of the cell, and a box as large as the cell: the logarithm of 1.
      leave(`bbox_${stride}`, [1, cells, 4], repeated([0.5, 0.5, 0, 0], cells));
      if (!withoutLandmarks) leave(`kps_${stride}`, [1, cells, 10], repeated(landmarks.flat(), cells));
    } else {
      constants.push(
        { name: `column${stride}`, type: 'int64', shape: [2], values: [cells, 1] },
        { name: `shape${stride}`, type: 'int64', shape: [2], values: [2 * cells, 1] },
        { name: `second${stride}`, shape: [cells, 1], values: repeated([0], cells) },
      );
      nodes.push(
        { op: 'Reshape', inputs: [`redness${stride}`, `column${stride}`], outputs: [`first${stride}`] },
        {
          op: 'Concat',
          inputs: [`first${stride}`, `second${stride}`],
          outputs: [`both${stride}`],
          attributes: { axis: 1 },
        },
        { op: 'Reshape', inputs: [`both${stride}`, `shape${stride}`], outputs: [`${400 + stride}`] },
      );
      outputs.push({ name: `${400 + stride}`, shape: [2 * cells, 1] });
      leave(`${500 + stride}`, [2 * cells, 4], repeated([0, 0, 1, 1], 2 * cells));
      if (!withoutLandmarks) leave(`${600 + stride}`, [2 * cells, 10], repeated(landmarks.flat(), 2 * cells));
    }
  }
  return onnxModel({ inputs: [{ name: 'input', shape: [1, 3, height, width] }], outputs, nodes, constants });
}

/** How much more green and blue there is than the sixth part of red, in each quarter of the crop: 8 numbers. */
export function faceEmbedder({ side = 112, numbers = 8 }: { side?: number; numbers?: 8 | 4 } = {}): Buffer {
  const half = side / 2;
  const rows = [
    [-1 / 6, 1, 0],
    [-1 / 6, 0, 1],
  ].slice(0, numbers / 4);
  return onnxModel({
    inputs: [{ name: 'data', shape: ['batch', 3, side, side] }],
    outputs: [{ name: 'fc1', shape: ['batch', numbers] }],
    nodes: [
      {
        op: 'AveragePool',
        inputs: ['data'],
        outputs: ['quarters'],
        attributes: { kernel_shape: [half, half], strides: [half, half] },
      },
      { op: 'Conv', inputs: ['quarters', 'weights'], outputs: ['colors'], attributes: { kernel_shape: [1, 1] } },
      { op: 'Flatten', inputs: ['colors'], outputs: ['fc1'], attributes: { axis: 1 } },
    ],
    constants: [{ name: 'weights', shape: [rows.length, 3, 1, 1], values: rows.flat() }],
  });
}
