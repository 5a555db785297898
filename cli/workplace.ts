import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ffmpeg, type Ffprobe, type Surroundings, locateFfmpeg, locateFfprobe } from '../media/locate';
import { sweepLeftovers, workFolderPrefix } from './sweep-leftovers';

/** Finds ffmpeg and ffprobe, and says which unless it should be quiet. */
export async function locatePrograms(
  surroundings: Surroundings,
  { stderr }: { stderr: NodeJS.WriteStream },
  quiet: boolean,
  signal: AbortSignal,
): Promise<{ ffmpeg: Ffmpeg; ffprobe: Ffprobe }> {
  const ffmpeg = await locateFfmpeg(surroundings, signal);
  const ffprobe = await locateFfprobe(surroundings, signal);
  if (!quiet) {
    stderr.write(`ffmpeg ${ffmpeg.version} (${ffmpeg.foundBy}), ffprobe ${ffprobe.version} (${ffprobe.foundBy})\n`);
  }
  return { ffmpeg, ffprobe };
}

/**
 * Works in a folder that is gone afterwards; one that an earlier run has left goes, too.
 * @param parent on whose disk the folder shall lie: that of temporary files, or that of the results, which are moved there
 */
export async function inWorkFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  await sweepLeftovers(parent);
  const folder = await mkdtemp(join(parent, workFolderPrefix(process.pid)));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
