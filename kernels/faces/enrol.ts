import { packEmbedding } from './embedding';
import type { EmbeddedFace } from './find-faces';
import type { Gallery } from './gallery';
import type { Picture } from './picture';
import type { Preprocessing } from './presets';
import type * as z from 'zod';

/** A face among several is who the picture is of when it is at least this many times as large as the next. */
const clearly = 2;

/** What became of one picture. */
export type Enrolled = { face: EmbeddedFace; others: number } | { refused: string };

/** Whose face a picture shows: the largest one's, where it is clear which that is. */
export function chooseFace(faces: readonly EmbeddedFace[]): Enrolled {
  const [largest, next] = [...faces].sort((one, other) => areaOf(other) - areaOf(one));
  if (!largest) return { refused: 'no face was found in it' };
  if (next && areaOf(largest) < clearly * areaOf(next)) {
    return {
      refused: `${faces.length} faces were found in it, and none is ${clearly} times as large as the others; cut the right one out`,
    };
  }
  return { face: largest, others: faces.length - 1 };
}

const areaOf = ({ box: [left, top, right, bottom] }: EmbeddedFace): number => (right - left) * (bottom - top);

/** Enough of a picture for every detector: those of cameras have many more pixels. */
export const enrolLongerSide = 1280;

/** Looks at the pictures of one person after the other. */
export async function enrolPerson(
  pictures: readonly string[],
  read: (path: string) => Promise<Picture | undefined>,
  find: (picture: Picture) => Promise<EmbeddedFace[]>,
): Promise<{ path: string; enrolled: Enrolled }[]> {
  const results: { path: string; enrolled: Enrolled }[] = [];
  for (const path of pictures) {
    const picture = await read(path);
    const enrolled = picture ? chooseFace(await find(picture)) : { refused: 'ffmpeg can’t read it as a picture' };
    results.push({ path, enrolled });
  }
  return results;
}

/** The content of a gallery's file: the same people and faces always give the same one. */
export function writeGallery(
  embedder: string,
  preprocessing: Preprocessing,
  people: readonly { name: string; faces: readonly EmbeddedFace[] }[],
): string {
  const gallery: z.input<typeof Gallery> = {
    version: 1,
    embedder,
    preprocessing,
    people: people.map(({ name, faces }) => ({
      name,
      embeddings: faces.map(({ embedding }) => packEmbedding(embedding)),
    })),
  };
  return `${JSON.stringify(gallery, null, 2)}\n`;
}
