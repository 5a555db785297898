import type { ModelReference, PinnedFile } from '../../pipeline/model';
import { PipelineError } from '../../pipeline/errors';

interface Files {
  detector?: PinnedFile | undefined;
  embedder?: PinnedFile | undefined;
  gallery?: PinnedFile | undefined;
}

/** What the models are called: in plans, and in messages. */
export const roles = { detector: 'faces detector', embedder: 'faces embedder', gallery: 'faces gallery' } as const;

/** @throws PipelineError InvalidOptions when one isn't named */
export function modelsOf({ detector, embedder }: Files): { detector: ModelReference; embedder: ModelReference } {
  const missing = [...(detector ? [] : ['detector']), ...(embedder ? [] : ['embedder'])];
  if (!detector || !embedder) {
    const message = `The kernel faces needs a detector and an embedder; faces.${missing.join(' and faces.')} ${missing.length === 1 ? "isn't" : "aren't"} given. No model comes with the program: give the URI of each, s3://… or file:///…, and its SHA-256.`;
    throw new PipelineError('InvalidOptions', message, { figures: { missing: missing.join(', ') } });
  }
  return { detector: { ...detector, role: roles.detector }, embedder: { ...embedder, role: roles.embedder } };
}

export const galleryOf = ({ gallery }: Files): ModelReference | undefined =>
  gallery && { ...gallery, role: roles.gallery };
