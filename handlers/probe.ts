import * as z from 'zod';
import { probeWindows } from '../kernels/source-windows';
import { locateFfprobe, packagePathOf } from '../media/locate';
import { probeMedia } from '../media/probe';
import { PipelineError } from '../pipeline/errors';
import { JobOptions, optionsMetadataKey, readOptions } from '../pipeline/job-options';
import { indexKey } from '../pipeline/keys';
import { Limits, checkLimits } from '../pipeline/limits';
import { MediaInfo } from '../pipeline/media-info';
import { ModelFacts } from '../pipeline/model';
import { checkKernels, modelsOf } from '../pipeline/requirements';
import { Source } from '../pipeline/source';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({
  jobId: z.string(),
  executionId: z.string(),
  source: Source,
  /** Options in place of those that came with the upload, as text. */
  options: z.string().default(''),
  defaults: JobOptions,
  // An execution that began before there were limits says nothing of them.
  limits: Limits.prefault({}),
});

/** What planning is based on. */
export const Probed = z.object({
  media: MediaInfo,
  options: JobOptions,
  /** There are models to be checked. */
  usesModels: z.boolean().default(false),
  /** What the check has found out. */
  models: z.array(ModelFacts).default([]),
});
export type Probed = z.infer<typeof Probed>;

/**
 * Finds out what was uploaded: the options that came with it, unless others were named, the stream facts, and where it can be cut, which is
 * kept in the work bucket. Whatever is no video, or too much of one, is refused here, before any task starts.
 */
export function createProbe({ store, workBucket, log, variables, signal }: HandlerDependencies): Handler<Probed> {
  return async (event) => {
    const { jobId, executionId, source, options: named, defaults, limits } = Event.parse(event);
    const own = log.with({ jobId, executionId });
    if (source.sizeBytes === 0) {
      throw new PipelineError('EmptyInput', `"${source.key}" is empty (0 bytes). Upload the whole file.`, {
        figures: { bytes: 0 },
      });
    }
    const metadata = await store.describeSource(source);
    const options = readOptions(named === '' ? metadata[optionsMetadataKey] : named, defaults);
    const ffprobe = await locateFfprobe({ variables, packagePath: packagePathOf, proven: true }, signal);
    const { media, index, indexFrom } = await store.relaySource(source, probeWindows, (input) =>
      probeMedia(ffprobe.path, input, source.key, signal, limits),
    );
    checkLimits(media, limits, source.key);
    checkKernels(options, media);
    await store.writeJson(workBucket, indexKey(jobId), index);
    own.info('probed', {
      format: media.format,
      codec: media.video.codec,
      indexFrom,
      frames: index.frameCount,
      keyFrames: index.keyFrames.length,
    });
    return { media, options, usesModels: modelsOf(options).length > 0, models: [] };
  };
}

export const handler = lambda('framefleet-probe', createProbe);
