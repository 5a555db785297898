import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Illustrations } from '../kernels/motion/illustrate';

/**
 * Moves clips and the annotated video to where they belong, as they come.
 * @param paths what was written is added here
 */
export function placeIllustrations(
  { out, name }: { out: string; name: string },
  paths: string[],
): Pick<Illustrations, 'onClip' | 'onAnnotated'> {
  const place = async (from: string, folder: string, file: string) => {
    await mkdir(folder, { recursive: true });
    await rename(from, join(folder, file));
    paths.push(join(folder, file));
  };
  return {
    onClip: (clip) => place(clip.path, join(out, 'events'), clip.name),
    onAnnotated: (path) => place(path, out, `${name}.motion.mp4`),
  };
}
