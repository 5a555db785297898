import { z } from 'zod';
import type { ObjectStore } from '../aws/object-store';
import { locateFfprobe, packagePathOf } from '../media/locate';
import { probeMedia } from '../media/probe';
import { PipelineError } from '../pipeline/errors';
import { JobOptions, optionsMetadataKey, readOptions } from '../pipeline/job-options';
import { indexKey } from '../pipeline/keys';
import { type KeyFrameIndex, MediaInfo } from '../pipeline/media-info';
import { Source } from '../pipeline/source';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({ jobId: z.string(), executionId: z.string(), source: Source, defaults: JobOptions });

export const Probed = z.object({ media: MediaInfo, options: JobOptions });
export type Probed = z.infer<typeof Probed>;

/**
 * Finds out what was uploaded: the options that came with it, the stream facts, and where it can be cut, which is
 * kept in the work bucket. Whatever is no video is refused here, before any task starts.
 */
export function createProbe({ store, workBucket, log, variables, signal }: HandlerDependencies): Handler<Probed> {
  return async (event) => {
    const { jobId, executionId, source, defaults } = Event.parse(event);
    const own = log.with({ jobId, executionId });
    if (source.sizeBytes === 0) {
      throw new PipelineError('EmptyInput', `"${source.key}" is empty (0 bytes). Upload the whole file.`, {
        figures: { bytes: 0 },
      });
    }
    const options = readOptions((await store.describeSource(source))[optionsMetadataKey], defaults);
    const ffprobe = await locateFfprobe({ variables, packagePath: packagePathOf, proven: true }, signal);
    const { media, index } = await probeSource(store, source, ffprobe.path, signal);
    await store.writeJson(workBucket, indexKey(jobId), index);
    own.info('probed', {
      format: media.format,
      codec: media.video.codec,
      frames: index.frameCount,
      keyFrames: index.keyFrames.length,
    });
    return { media, options };
  };
}

/** Through a relay: the static ffprobe of the Lambda layer can't resolve host names. */
async function probeSource(
  store: ObjectStore,
  source: Source,
  ffprobe: string,
  signal: AbortSignal | undefined,
): Promise<{ media: MediaInfo; index: KeyFrameIndex }> {
  const relay = await store.relaySource(source);
  const [probed] = await Promise.allSettled([probeMedia(ffprobe, { url: relay.url }, source.key, signal)]);
  await relay.close();
  // What S3 said comes first: to ffprobe a source that can't be read on is a broken one, or even a short one, with exit
  // code 0 (version 5.1 with Matroska).
  if (relay.failure) throw relay.failure;
  if (probed.status === 'rejected') throw probed.reason;
  return probed.value;
}

export const handler = lambda('framefleet-probe', createProbe);
