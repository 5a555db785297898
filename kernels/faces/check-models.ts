import type { ModelFacts } from '../../pipeline/model';
import type { CheckContext } from '../kernel';
import { modelFacts } from '../models/check-model';
import { cropSize } from './align';
import { openFaceFinder } from './find-faces';
import { invalidGallery } from './gallery';
import { galleryOf, modelsOf } from './models-of';
import { openGallery } from './open-gallery';

/**
 * Opens both models, has each look at a gray picture, and reads the gallery. What lies in the tasks' image is left to them.
 * @throws PipelineError InvalidModel, InvalidGallery, ModelNotFound, ModelMismatch, RuntimeNotFound
 */
export async function checkFaceModels(context: CheckContext): Promise<ModelFacts[]> {
  const { models, threads, filesAreElsewhere } = context;
  const options = context.options.faces;
  const references = modelsOf(options);
  refuseUnseen(context);
  const opened = await openGallery(options, models);
  if (filesAreElsewhere && Object.values(references).some(({ uri }) => uri.startsWith('file:'))) return [];
  const finder = await openFaceFinder({ models, threads }, references, options);
  try {
    const { detector, embedder } = finder;
    const size = { width: detector.width, height: detector.height };
    const picture = { ...size, pixels: new Uint8Array(3 * size.width * size.height).fill(127) };
    const detecting = await modelFacts(
      finder.models.detector,
      await models.fetch(references.detector),
      size,
      threads,
      () => detector.find(picture),
    );
    let dimension = 0;
    const embedding = await modelFacts(
      finder.models.embedder,
      await models.fetch(references.embedder),
      { width: cropSize, height: cropSize },
      threads,
      async () => {
        dimension = (await embedder.embed(picture, middleOf(size))).length;
      },
    );
    opened?.checkDimension(dimension);
    return [detecting, embedding];
  } finally {
    await finder.close();
  }
}

/** A face that fills a picture, to have something to embed. */
const middleOf = ({ width, height }: { width: number; height: number }) => ({
  landmarks: [
    [0.35 * width, 0.45 * height] as const,
    [0.65 * width, 0.45 * height] as const,
    [0.5 * width, 0.65 * height] as const,
    [0.37 * width, 0.82 * height] as const,
    [0.63 * width, 0.82 * height] as const,
  ],
});

/** Names are given in a function, which can't see the tasks' image. */
function refuseUnseen({ options, filesAreElsewhere }: CheckContext): void {
  const uri = galleryOf(options.faces)?.uri;
  if (!filesAreElsewhere || uri?.startsWith('file:') !== true) return;
  throw invalidGallery(uri, 'lies in the tasks’ image, but it is read by a function; put it into S3');
}
