import { outputPrefix, workPrefix } from '../pipeline/keys';
import type { ObjectStore } from './object-store';

/** What is removed of a job: its unfinished uploads alone, its work objects too, or its outputs as well. */
export type Clearing = 'uploads' | 'work' | 'all';

/** What was there. */
export interface Cleared {
  uploads: number;
  objects: number;
}

/** Removes what a job has left behind in the buckets; what isn't there any more is no error. Uploads go first: they become objects. */
export async function clearJob(
  store: ObjectStore,
  { workBucket, outputBucket }: { workBucket: string; outputBucket: string },
  jobId: string,
  what: Clearing,
): Promise<Cleared> {
  const work = workPrefix(jobId);
  const output = outputPrefix(jobId);
  const uploads = (await store.abortUploads(workBucket, work)) + (await store.abortUploads(outputBucket, output));
  let objects = 0;
  if (what !== 'uploads') objects += await store.clear(workBucket, work);
  if (what === 'all') objects += await store.clear(outputBucket, output);
  return { uploads, objects };
}
