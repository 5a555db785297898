import type { ModelReference } from '../../pipeline/model';
import type { ModelFiles } from '../kernel';
import { type ImageModel, openModel } from '../models/session';
import { type Detector, createDetector } from './detector';
import { type Embedder, createEmbedder } from './embedder';
import type { Embedding } from './embedding';
import { type FacesOptions, preprocessingOf } from './options';
import type { FoundFace, Picture } from './picture';

export type FinderOptions = Pick<
  FacesOptions,
  'preset' | 'channels' | 'mean' | 'std' | 'size' | 'threshold' | 'overlap' | 'minSize' | 'most'
>;

export type EmbeddedFace = FoundFace & { embedding: Embedding };

/** A detector and an embedder at work on pictures of any size. */
export interface FaceFinder {
  detector: Detector;
  embedder: Embedder;
  /** What they run. */
  models: { detector: ImageModel; embedder: ImageModel };
  /** @returns the faces that are large enough, those with the highest scores first */
  find(picture: Picture): Promise<EmbeddedFace[]>;
  close(): Promise<void>;
}

/** @throws PipelineError ModelNotFound, ModelMismatch, InvalidModel, RuntimeNotFound */
export async function openFaceFinder(
  context: { models: ModelFiles; threads: number },
  references: { detector: ModelReference; embedder: ModelReference },
  options: FinderOptions,
): Promise<FaceFinder> {
  const open = async (reference: ModelReference) =>
    openModel(reference, await context.models.fetch(reference), context.threads);
  const finding = await open(references.detector);
  const telling = await open(references.embedder).catch(async (error: unknown) => {
    await finding.close();
    throw error;
  });
  const close = async () => {
    await finding.close();
    await telling.close();
  };
  try {
    const detector = createDetector(finding, options);
    const embedder = createEmbedder(telling, preprocessingOf(options));
    return {
      detector,
      embedder,
      models: { detector: finding, embedder: telling },
      async find(picture) {
        const found = (await detector.find(picture)).filter(
          ({ box: [, top, , bottom] }) => bottom - top >= options.minSize * picture.height,
        );
        const faces: EmbeddedFace[] = [];
        for (const face of found.slice(0, options.most)) {
          faces.push({ ...face, embedding: await embedder.embed(picture, face) });
        }
        return faces;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
