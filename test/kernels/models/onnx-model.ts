/** Writes small ONNX models: just the part of the format's protocol buffers that tests need (onnx.proto3). */

const elementTypes = { float32: 1, uint8: 2, int64: 7, float16: 10, float64: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** An input or output; a size with a name is left open. */
export interface OnnxValue {
  name: string;
  type?: ElementType;
  shape: readonly (number | string)[];
}

/** Values that don't change: weights, shapes, boxes. */
export interface OnnxConstant {
  name: string;
  type?: 'float32' | 'int64';
  shape: readonly number[];
  values: readonly number[];
}

/** Whole numbers are written as ints, `{ float }` as a float. */
export type OnnxAttribute = number | string | readonly number[] | { float: number };

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  nodes: readonly OnnxNode[];
  constants?: readonly OnnxConstant[];
  /** Of the operators: 17 where nothing is said. */
  opset?: number;
}

/** The file of a model, byte by byte; float32 where no type is said. */
export function onnxModel({ inputs, outputs, nodes, constants = [], opset = 17 }: OnnxGraph): Buffer {
  const graph = [
    ...nodes.map((node) => bytes(1, nodeProto(node))),
    text(2, 'graph'),
    ...constants.map((constant) => bytes(5, tensorProto(constant))),
    ...inputs.map((value) => bytes(11, valueInfo(value))),
    ...outputs.map((value) => bytes(12, valueInfo(value))),
  ];
  return Buffer.concat([
    int(1, 8), // version of the format
    text(2, 'tests'),
    bytes(7, Buffer.concat(graph)),
    bytes(8, Buffer.concat([text(1, ''), int(2, opset)])),
  ]);
}

function nodeProto({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attributeProto(name, value))),
  ]);
}

function attributeProto(name: string, value: OnnxAttribute): Buffer {
  const [kind, content] =
    typeof value === 'number'
      ? [2, int(3, value)]
      : typeof value === 'string'
        ? [3, text(4, value)]
        : 'float' in value
          ? [1, float(2, value.float)]
          : [7, Buffer.concat(value.map((one) => int(8, one)))];
  return Buffer.concat([text(1, name), content, int(20, kind)]);
}

function tensorProto({ name, type = 'float32', shape, values }: OnnxConstant): Buffer {
  const raw =
    type === 'float32'
      ? Buffer.from(Float32Array.from(values).buffer)
      : Buffer.from(BigInt64Array.from(values.map(BigInt)).buffer);
  return Buffer.concat([
    ...shape.map((size) => int(1, size)),
    int(2, elementTypes[type]),
    text(8, name),
    bytes(9, raw),
  ]);
}

function valueInfo({ name, type = 'float32', shape }: OnnxValue): Buffer {
  const dimensions = shape.map((size) => bytes(1, typeof size === 'number' ? int(1, size) : text(2, size)));
  const tensor = Buffer.concat([int(1, elementTypes[type]), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
}

const varint = (value: number): Buffer => {
  const digits: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) digits.push(Number(rest & 127n) | 128);
  return Buffer.from([...digits, Number(rest)]);
};
const int = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));
const float = (field: number, value: number): Buffer => {
  const content = Buffer.alloc(4);
  content.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), content]);
};
