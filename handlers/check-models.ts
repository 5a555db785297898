import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { KernelProgram } from '../kernels/kernel';
import { createModelFiles } from '../kernels/models/model-files';
import { kernels } from '../kernels/registry';
import type { ModelFacts } from '../pipeline/model';
import { type Handler, type HandlerDependencies, lambda } from './handler';
import { Probed } from './probe';

const Event = z.object({ jobId: z.string(), executionId: z.string(), probed: Probed });

/**
 * Opens every model that the job will run, before anything is paid for, and measures how long a picture takes. Those that lie in the
 * image of the tasks can be seen by the tasks alone, and are checked there.
 */
export function createCheckModels(dependencies: HandlerDependencies): Handler<Probed> {
  const { store, log, modelCache, signal } = dependencies;
  return async (event) => {
    const { jobId, executionId, probed } = Event.parse(event);
    const { options } = probed;
    const folder = await mkdtemp(join(tmpdir(), 'framefleet-models-'));
    try {
      const models: ModelFacts[] = [];
      for (const name of options.kernels) {
        const { checkModels }: KernelProgram = await kernels[name].program();
        const facts = await checkModels?.({
          options,
          folder,
          log: log.with({ jobId, executionId, kernel: name }),
          threads: availableParallelism(),
          models: createModelFiles(store, modelCache ?? join(folder, 'models')),
          filesAreElsewhere: dependencies.filesAreElsewhere === true,
          signal,
        });
        models.push(...(facts ?? []));
      }
      log.with({ jobId, executionId }).info('models checked', { models });
      return { ...probed, models };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

export const handler = lambda('framefleet-check-models', createCheckModels);
