import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { openStore } from '../aws/clients';
import type { ObjectStore } from '../aws/object-store';
import { type Enrolled, enrolLongerSide, enrolPerson, writeGallery } from '../kernels/faces/enrol';
import { type EmbeddedFace, type FaceFinder, openFaceFinder } from '../kernels/faces/find-faces';
import { readGallery } from '../kernels/faces/gallery';
import { roles } from '../kernels/faces/models-of';
import { preprocessingOf } from '../kernels/faces/options';
import { readPicture } from '../kernels/faces/read-picture';
import { type Surroundings, locateFfmpeg } from '../media/locate';
import { PipelineError } from '../pipeline/errors';
import type { ModelReference } from '../pipeline/model';
import { checkFile, makeFolder } from './check-paths';
import type { EnrolOptions } from './faces-options';
import { type Person, findPeople } from './find-people';
import { checksumOf, fetchGivenModel } from './given-model';
import type { Screen } from './screen';
import { exit } from './usage-error';
import { inWorkFolder } from './workplace';

/** What enrolling needs besides the folder. */
export interface Enrolling {
  surroundings: Surroundings;
  /** Opened when a model lies in S3. */
  store?: () => Pick<ObjectStore, 'download'>;
  signal: AbortSignal;
}

interface Refusal {
  path: string;
  why: string;
}

/**
 * Makes a gallery of a folder of pictures.
 * @returns the exit code
 * @throws UsageError when nothing was started; PipelineError InvalidGallery when nobody could be enrolled, and what models throw
 */
export async function enrolFaces(
  folder: string,
  options: EnrolOptions,
  { stdout, stderr }: Screen,
  { surroundings, store = openStore, signal }: Enrolling,
): Promise<number> {
  const say = (text: string) => {
    if (!options.json) stderr.write(`${text}\n`);
  };
  const { people, ignored } = await findPeople(folder);
  for (const path of ignored) say(`${path}: left out, it is no jpg, png or webp`);
  await makeFolder(dirname(options.out));
  const ffmpeg = await locateFfmpeg(surroundings, signal);

  const { faces, refused, embedder } = await inWorkFolder(tmpdir(), async (work) => {
    const fetch = (role: string, given: EnrolOptions['detector']) =>
      fetchGivenModel(role, given, { store, folder: work });
    const [detector, embedder] = [
      await fetch(roles.detector, options.detector),
      await fetch(roles.embedder, options.embedder),
    ];
    const paths = new Map([detector, embedder].map(({ reference, path }) => [reference.role, path]));
    const models = { fetch: ({ role }: ModelReference) => Promise.resolve(paths.get(role) ?? '') };
    const references = { detector: detector.reference, embedder: embedder.reference };
    const finder = await openFaceFinder({ models, threads: availableParallelism() }, references, options.faces);
    try {
      const read = (path: string) => readPicture(ffmpeg, path, enrolLongerSide, signal);
      return { ...(await lookAt(people, read, finder, say, signal)), embedder: embedder.reference.sha256 };
    } finally {
      await finder.close();
    }
  });
  if (faces.length === 0) {
    const message = `Nobody could be enrolled: in none of the pictures of "${folder}" there is one clear face. Take pictures in which a face looks into the camera, or a lower --threshold than ${options.faces.threshold}.`;
    throw new PipelineError('InvalidGallery', message, { figures: { folder, refused: refused.length } });
  }

  const content = writeGallery(embedder, preprocessingOf(options.faces), faces);
  await replaceFile(options.out, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const told = faces.map(({ name, faces }) => ({ name, faces: faces.length }));
  if (options.json) stdout.write(`${JSON.stringify({ path: options.out, sha256, people: told, refused })}\n`);
  else stdout.write(`${told.map(lineOf).join('')}${options.out}\nsha256 ${sha256}\n`);
  return exit.succeeded;
}

const lineOf = ({ name, faces }: { name: string; faces: number }): string =>
  `${name}: ${faces} ${faces === 1 ? 'face' : 'faces'}\n`;

async function lookAt(
  people: readonly Person[],
  read: Parameters<typeof enrolPerson>[1],
  finder: FaceFinder,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<{ faces: { name: string; faces: EmbeddedFace[] }[]; refused: Refusal[] }> {
  const refused: Refusal[] = [];
  const faces: { name: string; faces: EmbeddedFace[] }[] = [];
  for (const { name, pictures } of people) {
    signal.throwIfAborted();
    const looked = await enrolPerson(pictures, read, (picture) => finder.find(picture));
    for (const { path, enrolled } of looked) {
      const words = describe(enrolled);
      if (words !== undefined) say(`${path}: ${words}`);
      if ('refused' in enrolled) refused.push({ path, why: enrolled.refused });
    }
    const own = looked.flatMap(({ enrolled }) => ('face' in enrolled ? [enrolled.face] : []));
    if (own.length > 0) faces.push({ name, faces: own });
    else say(`${name}: not enrolled, since none of the pictures shows one clear face`);
  }
  return { faces, refused };
}

function describe(enrolled: Enrolled): string | undefined {
  if ('refused' in enrolled) return `left out, ${enrolled.refused}`;
  if (enrolled.others > 0) return `the largest of ${enrolled.others + 1} faces was taken`;
  return undefined;
}

/** Whoever reads the file finds the old content or the new one. */
async function replaceFile(path: string, content: string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    // Faces are nobody else's business.
    await writeFile(part, content, { mode: 0o600 });
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
}

/**
 * Says who is in a gallery.
 * @returns the exit code
 * @throws UsageError when there is no such file; PipelineError InvalidGallery when it is none
 */
export async function listFaces(path: string, { json }: { json: boolean }, { stdout }: Screen): Promise<number> {
  await checkFile(path);
  const { embedder, people } = await readGallery(path, path);
  const sha256 = await checksumOf(path);
  const told = people.map(({ name, embeddings }) => ({ name, faces: embeddings.length }));
  if (json) stdout.write(`${JSON.stringify({ sha256, embedder, people: told })}\n`);
  else stdout.write(`${told.map(lineOf).join('')}embedder ${embedder}\nsha256 ${sha256}\n`);
  return exit.succeeded;
}
