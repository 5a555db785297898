import type { ModelFiles } from '../kernel';
import { type Gallery, checkGallery, readGallery } from './gallery';
import { galleryOf, modelsOf } from './models-of';
import { type FacesOptions, preprocessingOf } from './options';

/** A gallery that belongs to a job's embedder. */
export interface OpenGallery {
  gallery: Gallery;
  /** @throws PipelineError InvalidGallery when the embedder gives another number of numbers */
  checkDimension(dimension: number): void;
}

/**
 * @returns undefined for a job that has none
 * @throws PipelineError InvalidGallery, ModelNotFound, ModelMismatch
 */
export async function openGallery(options: FacesOptions, models: ModelFiles): Promise<OpenGallery | undefined> {
  const reference = galleryOf(options);
  if (!reference) return undefined;
  const { uri } = reference;
  const gallery = await readGallery(await models.fetch(reference), uri);
  const { embedder } = modelsOf(options);
  const check = (dimension: number | undefined) =>
    checkGallery(gallery, uri, { embedder: embedder.sha256, preprocessing: preprocessingOf(options), dimension });
  check(undefined);
  return { gallery, checkDimension: check };
}
