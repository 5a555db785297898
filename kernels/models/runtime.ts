import type * as Runtime from 'onnxruntime-node';
import { PipelineError } from '../../pipeline/errors';

export type { Runtime };

/**
 * ONNX Runtime, loaded when the first model is opened: most jobs run none, and not everyone has installed it.
 * @throws PipelineError RuntimeNotFound
 */
export async function loadRuntime(load: () => Promise<typeof Runtime> = loadPackage): Promise<typeof Runtime> {
  // Else it tells its makers what it is used for, and keeps a number by which they know the machine.
  // eslint-disable-next-line no-restricted-properties -- it is asked for in no other way
  process.env.ORT_DISABLE_TELEMETRY ??= '1';
  try {
    const runtime = await load();
    // What it writes comes past our log: warnings are for those who make models, and errors are thrown as well.
    runtime.env.logLevel = 'fatal';
    return runtime;
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    const message = `Models are run by onnxruntime-node, which can't be loaded here: ${why}. Install it (npm install onnxruntime-node; there are builds for x64 and arm64 of Linux with glibc, macOS on arm64, and Windows), or go without kernels that run models.`;
    throw new PipelineError('RuntimeNotFound', message, { cause });
  }
}

const loadPackage = (): Promise<typeof Runtime> => import('onnxruntime-node');
