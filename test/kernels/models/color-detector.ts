import { type ElementType, type OnnxConstant, type OnnxNode, onnxModel } from './onnx-model';

/** What the detector below finds, in the order of its classes. */
export const colors = ['red', 'green', 'blue'];

export interface ColorDetector {
  /** `v8`: [1, 4+classes, anchors]; `v5`: [1, anchors, 5+classes]; `v10`: [1, anchors, 6]. */
  layout: 'v8' | 'v5' | 'v10';
  /** Sides of the pictures in pixels, a multiple of the cell. */
  width?: number;
  height?: number;
  /** The model leaves its sizes open. Given pictures must still have the sizes above. */
  isOpen?: boolean;
  /** Of the pictures; what is no float32 is cast to it. */
  input?: ElementType;
  /** Of white, in the pictures: 1 or 255. */
  white?: number;
  opset?: number;
}

/** Side of a cell, and of the box that each cell claims around itself, in pixels. */
export const cellSide = 8;
export const boxSide = 24;

/**
 * A detector as YOLO's are, small enough to be understood: the picture's cells of 8 x 8 pixels are the anchors, a class's score is how much
 * more there is of its colour in a cell than of the others, and the box is three cells wide, around the middle of the cell.
 */
export function colorDetector({ layout, width = 64, height = 64, isOpen = false, ...others }: ColorDetector): Buffer {
  const { input = 'float32', white = 1, opset = 17 } = others;
  const [columns, rows] = [width / cellSide, height / cellSide];
  const anchors = columns * rows;
  const classes = colors.length;
  const centers = Array.from({ length: anchors }, (_, anchor) => {
    return [((anchor % columns) + 0.5) * cellSide, (Math.floor(anchor / columns) + 0.5) * cellSide] as const;
  });
  const half = boxSide / 2;
  const corners = layout === 'v10';
  const rowsOfBoxes = [
    centers.map(([x]) => (corners ? x - half : x)),
    centers.map(([, y]) => (corners ? y - half : y)),
    centers.map(([x]) => (corners ? x + half : boxSide)),
    centers.map(([, y]) => (corners ? y + half : boxSide)),
  ];
  // Each class: its own channel less the two others.
  const weights = colors.flatMap((_, color) => colors.map((_, channel) => (channel === color ? 1 : -1) / white));
  const constants: OnnxConstant[] = [
    { name: 'boxes', shape: [1, 4, anchors], values: rowsOfBoxes.flat() },
    { name: 'weights', shape: [classes, 3, 1, 1], values: weights },
    { name: 'zero', shape: [], values: [0] },
    { name: 'one', shape: [], values: [1] },
    { name: 'flat', type: 'int64', shape: [3], values: [1, classes, anchors] },
    ...(layout === 'v5' ? [{ name: 'ones', shape: [1, 1, anchors], values: centers.map(() => 1) }] : []),
  ];
  const scored: OnnxNode[] = [
    { op: 'Cast', inputs: ['images'], outputs: ['picture'], attributes: { to: 1 } },
    {
      op: 'AveragePool',
      inputs: ['picture'],
      outputs: ['cells'],
      attributes: { kernel_shape: [cellSide, cellSide], strides: [cellSide, cellSide] },
    },
    { op: 'Conv', inputs: ['cells', 'weights'], outputs: ['excess'], attributes: { kernel_shape: [1, 1] } },
    { op: 'Clip', inputs: ['excess', 'zero', 'one'], outputs: ['clipped'] },
    { op: 'Reshape', inputs: ['clipped', 'flat'], outputs: ['scores'] },
  ];
  const transposed = { op: 'Transpose', inputs: ['joined'], outputs: ['output0'], attributes: { perm: [0, 2, 1] } };
  const join = (inputs: string[], output: string): OnnxNode => {
    return { op: 'Concat', inputs, outputs: [output], attributes: { axis: 1 } };
  };
  const tails: Record<ColorDetector['layout'], { nodes: OnnxNode[]; shape: (number | string)[] }> = {
    v8: { nodes: [join(['boxes', 'scores'], 'output0')], shape: [1, 4 + classes, anchors] },
    v5: { nodes: [join(['boxes', 'ones', 'scores'], 'joined'), transposed], shape: [1, anchors, 5 + classes] },
    v10: {
      nodes: [
        { op: 'ReduceMax', inputs: ['scores'], outputs: ['best'], attributes: { axes: [1], keepdims: 1 } },
        { op: 'ArgMax', inputs: ['scores'], outputs: ['winner'], attributes: { axis: 1, keepdims: 1 } },
        { op: 'Cast', inputs: ['winner'], outputs: ['class'], attributes: { to: 1 } },
        join(['boxes', 'best', 'class'], 'joined'),
        transposed,
      ],
      shape: [1, anchors, 6],
    },
  };
  const { nodes, shape } = tails[layout];
  return onnxModel({
    inputs: [{ name: 'images', type: input, shape: isOpen ? ['batch', 3, 'height', 'width'] : [1, 3, height, width] }],
    outputs: [{ name: 'output0', shape: isOpen ? shape.map((size) => (size === anchors ? 'anchors' : size)) : shape }],
    nodes: [...scored, ...nodes],
    constants,
    opset,
  });
}
