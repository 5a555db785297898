import { ZodError } from 'zod';
import type { ObjectStore } from '../aws/object-store';
import { PipelineError } from '../pipeline/errors';
import { parseS3Uri } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';

/** @throws PipelineError InvalidPlan when there is none, or it isn't one; what the object store says of itself */
export async function readPlan(store: Pick<ObjectStore, 'readJson'>, uri: string): Promise<Plan> {
  const { bucket, key } = parseS3Uri(uri);
  try {
    return await store.readJson(bucket, key, Plan);
  } catch (cause) {
    const isGone = cause instanceof Error && cause.name === 'NoSuchKey';
    if (!isGone && !(cause instanceof ZodError) && !(cause instanceof SyntaxError)) throw cause;
    const what = isGone ? "isn't there any more: the job's work was removed" : `is no plan (${cause.message})`;
    throw new PipelineError('InvalidPlan', `The plan ${uri} ${what}. Start the job anew.`, { cause });
  }
}
