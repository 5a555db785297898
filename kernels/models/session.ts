import { types } from 'node:util';
import { PipelineError } from '../../pipeline/errors';
import type { ModelReference } from '../../pipeline/model';
import { type Runtime, loadRuntime } from './runtime';

/** A model's sizes; one with a name is left open until it runs. */
export type Shape = readonly (number | string)[];

/** What one of its inputs or outputs is declared to be. */
export interface Value {
  name: string;
  /** In ONNX Runtime's words: float32, int64. */
  type: string;
  shape: Shape;
}

/** Numbers that came out, one after the other in the order of the shape's last size, then the one before. */
export interface Output {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** The picture that a model takes: [1, 3, height, width]. */
export interface ImageInput {
  name: string;
  type: 'float32' | 'uint8';
  /** In pixels; undefined where the model takes any. */
  width: number | undefined;
  height: number | undefined;
}

/** A model that is ready to look at pictures, one at a time. */
export interface ImageModel {
  readonly reference: ModelReference;
  readonly input: ImageInput;
  /** As the model declares them. */
  readonly outputs: readonly Value[];
  /**
   * @param planes red, then green, then blue of all pixels; free to be used again when the promise is kept
   * @returns the outputs of type float32, in the model's order
   * @throws PipelineError InvalidModel when the model can't run on it
   */
  run(planes: Float32Array | Uint8Array, size: { width: number; height: number }): Promise<Output[]>;
  close(): Promise<void>;
}

/**
 * Opens a model that takes pictures. The same pictures give the same numbers, every time on the same kind of processor.
 * @param path of its file
 * @param threads that it may use
 * @throws PipelineError RuntimeNotFound; InvalidModel when it is none, when the runtime doesn't know its operators, or when it takes anything but one picture
 */
export async function openModel(reference: ModelReference, path: string, threads: number): Promise<ImageModel> {
  const runtime = await loadRuntime();
  const session = await createSession(runtime, reference, path, threads);
  try {
    const input = imageInput(reference, session.inputMetadata.map(valueOf));
    const outputs = session.outputMetadata.map(valueOf);
    return {
      reference,
      input,
      outputs,
      async run(planes, { width, height }) {
        const tensor = new runtime.Tensor(input.type, planes, [1, 3, height, width]);
        const results = await session.run({ [input.name]: tensor }).catch((cause: unknown) => {
          // Too little memory is no fault of the model's, and there may be more the next time.
          if (/alloc/i.test(messageOf(cause))) throw cause;
          const message = `${nameOf(reference)} can't look at a picture of ${width}x${height}: ${complaint(cause)}`;
          throw new PipelineError('InvalidModel', message, { cause, figures: { role: reference.role, width, height } });
        });
        return outputs.flatMap(({ name }) => {
          const result = results[name];
          return result?.data instanceof Float32Array ? [{ name, shape: result.dims, values: result.data }] : [];
        });
      },
      close: () => session.release(),
    };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** As messages call it. */
export const nameOf = ({ role, uri }: ModelReference): string => `The model for ${role}, ${uri},`;

/** `[1, 84, 8400]`; what is left open as the model calls it. */
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`;

async function createSession(
  { InferenceSession }: typeof Runtime,
  reference: ModelReference,
  path: string,
  threads: number,
): Promise<Runtime.InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      // Nothing below fatal errors is written: what goes wrong is thrown.
      logSeverityLevel: 4,
    });
  } catch (cause) {
    throw new PipelineError('InvalidModel', `${nameOf(reference)} can't be opened: ${reasonOf(cause)}`, {
      cause,
      figures: { role: reference.role, uri: reference.uri },
    });
  }
}

function reasonOf(error: unknown): string {
  const text = messageOf(error);
  const opset = /Opset (\d+) is under development.*?till opset (\d+)/s.exec(text);
  if (opset) {
    return `it is written in opset ${opset[1] ?? ''}, and the runtime knows them up to ${opset[2] ?? ''}. Export it with opset=${opset[2] ?? ''} or less.`;
  }
  if (/protobuf parsing failed|does not have a graph|data pointer is null/i.test(text)) {
    return 'its file is no ONNX model, or only a part of one. Export the model as ONNX and give that file.';
  }
  const unknown = /No Op registered for (\S+) with domain_version of (\d+)/.exec(text);
  if (unknown) {
    return `the runtime has no operator ${unknown[1] ?? ''} in opset ${unknown[2] ?? ''}. Export it with operators of plain ONNX.`;
  }
  if (/external data/i.test(text)) {
    return `its numbers lie in another file. Export it as one file. (${complaint(error)})`;
  }
  return `${complaint(error)} Export it anew, with an opset from 7 on.`;
}

/** The runtime is native: its errors may come from another realm. */
const messageOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));

/** What the runtime says, without its own source's places and the paths of this machine. */
const complaint = (error: unknown): string => {
  const text = messageOf(error)
    .replace(/^Load model .*? failed[.:]\s*/s, '')
    .replace(/\S*onnxruntime_src\S*:\d+ [^()]*\(.*?\)\s+(?=\S)/gs, '')
    .replace(/\s+/g, ' ')
    .trim();
  return text.endsWith('.') ? text : `${text}.`;
};

const valueOf = (value: Runtime.InferenceSession.ValueMetadata): Value =>
  value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'no tensor', shape: [] };

const wanted = 'Right is one picture as float32 or uint8, [1, 3, height, width]: red, green and blue after each other';

function imageInput(reference: ModelReference, inputs: readonly Value[]): ImageInput {
  const [input] = inputs;
  const refuse = (what: string, remedy = ''): never => {
    const message = `${nameOf(reference)} takes ${what}. ${wanted}.${remedy && ` ${remedy}`}`;
    const found = inputs.map(({ name, type, shape }) => `${name} ${type} ${shapeText(shape)}`).join(', ');
    throw new PipelineError('InvalidModel', message, { figures: { role: reference.role, uri: reference.uri, found } });
  };
  if (!input || inputs.length > 1) {
    return refuse(
      `${inputs.length} inputs${inputs.length > 1 ? `: ${inputs.map(({ name }) => name).join(', ')}` : ''}`,
    );
  }
  const { name, type, shape } = input;
  const [batch, channels, height, width] = shape;
  if (type !== 'float32' && type !== 'uint8') {
    return refuse(`${type} ${shapeText(shape)}`, type === 'float16' ? 'Export it without half precision.' : '');
  }
  if (shape.length !== 4 || (typeof channels === 'number' && channels !== 3)) {
    const isLast = shape.length === 4 && width === 3;
    return refuse(`${type} ${shapeText(shape)}`, isLast ? 'Export it with the channels before height and width.' : '');
  }
  if (typeof batch === 'number' && batch !== 1) {
    return refuse(`${batch} pictures at once, ${shapeText(shape)}`, 'Export it with a batch of 1.');
  }
  const known = (size: number | string | undefined) => (typeof size === 'number' ? size : undefined);
  return { name, type, width: known(width), height: known(height) };
}
