import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { PipelineError } from '../../pipeline/errors';
import { type Embedding, PackedEmbedding, dot, unit } from './embedding';
import { Preprocessing } from './presets';

/** A file larger than this is no gallery. */
const mostBytes = 256 * 1024 * 1024;

/** What `framefleet faces enrol` writes: people, and what their faces are to one embedder, asked in one way. */
export const Gallery = z.object({
  version: z.literal(1, 'This version can be read: 1'),
  /** SHA-256 of the embedder's file: another one's numbers mean nothing. */
  embedder: z.string(),
  preprocessing: Preprocessing,
  people: z.array(z.object({ name: z.string().min(1), embeddings: z.array(PackedEmbedding).min(1) })),
});
export type Gallery = z.infer<typeof Gallery>;

/** What a gallery must fit. */
export interface Matched {
  embedder: string;
  preprocessing: Preprocessing;
  /** How many numbers the embedder gives; undefined: not known yet. */
  dimension: number | undefined;
}

export const howToEnrol =
  'Make one with: framefleet faces enrol <folder of pictures> --detector … --embedder … --out gallery.json';

export const invalidGallery = (uri: string, why: string, cause?: unknown): PipelineError =>
  new PipelineError('InvalidGallery', `The gallery ${uri} ${why}. ${howToEnrol}`, { cause, figures: { gallery: uri } });

/**
 * @param uri how the gallery is called in messages
 * @throws PipelineError InvalidGallery when it is no gallery, empty, or of another embedder
 */
export async function readGallery(path: string, uri: string): Promise<Gallery> {
  const bytes = await readFile(path);
  if (bytes.length > mostBytes) throw invalidGallery(uri, `has ${bytes.length} bytes; ${mostBytes} are the most`);
  const { data, error } = Gallery.safeParse(parseJson(bytes.toString('utf8'), uri));
  if (!data) {
    const [issue] = error.issues;
    throw invalidGallery(uri, `isn't one: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, error);
  }
  if (data.people.length === 0) throw invalidGallery(uri, 'is empty, so that nobody could be recognised');
  const dimension = dimensionOf(data);
  // By their numbers: messages go into logs and records, where no names belong.
  const odd = data.people.findIndex(({ embeddings }) => embeddings.some(({ length }) => length !== dimension));
  if (odd >= 0)
    throw invalidGallery(uri, `has embeddings of different lengths: ${dimension} numbers, and others in people.${odd}`);
  const names = data.people.map(({ name }) => name);
  const again = names.findIndex((name, index) => names.indexOf(name) < index);
  if (again >= 0) {
    throw invalidGallery(
      uri,
      `has two people of one name: people.${names.indexOf(names[again] ?? '')} and people.${again}`,
    );
  }
  return { ...data, people: data.people.map(({ name, embeddings }) => ({ name, embeddings: embeddings.map(unit) })) };
}

const dimensionOf = ({ people }: Gallery): number => people[0]?.embeddings[0]?.length ?? 0;

/** @throws PipelineError InvalidGallery when its numbers can't be compared with those of the job */
export function checkGallery(gallery: Gallery, uri: string, { embedder, preprocessing, dimension }: Matched): void {
  if (gallery.embedder !== embedder) {
    throw invalidGallery(
      uri,
      `was made with another embedder (SHA-256 ${gallery.embedder}) than this job's (${embedder})`,
    );
  }
  const [made, asked] = [gallery.preprocessing, preprocessing].map(
    ({ channels, mean, std }) => `${channels}, mean ${mean}, std ${std}`,
  );
  if (made !== asked)
    throw invalidGallery(uri, `was made with pictures as ${made ?? ''}; this job's are ${asked ?? ''}`);
  const own = dimensionOf(gallery);
  if (dimension !== undefined && own !== dimension) {
    throw invalidGallery(uri, `has embeddings of ${own} numbers; this job's embedder gives ${dimension}`);
  }
}

function parseJson(text: string, uri: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidGallery(uri, 'is no JSON', cause);
  }
}

/** Cosine to the nearest of one person's faces. */
export const nearness = (embeddings: readonly Embedding[], face: Embedding): number =>
  embeddings.reduce((nearest, embedding) => Math.max(nearest, dot(embedding, face)), -Infinity);

/**
 * @param similarity least cosine
 * @returns number of the person whose face is nearest, of equals the one who stands first in the gallery; undefined: nobody
 */
export function nearestPerson({ people }: Gallery, face: Embedding, similarity: number): number | undefined {
  let [nearest, person]: [number, number | undefined] = [-Infinity, undefined];
  for (const [number, { embeddings }] of people.entries()) {
    const cosine = nearness(embeddings, face);
    if (cosine >= similarity && cosine > nearest) [nearest, person] = [cosine, number];
  }
  return person;
}
