import * as z from 'zod';
import { type GivenOptions, layOver } from '../pipeline/lay-over';
import { TypedKernels, readKernels } from './kernel-options';
import { TypedMotion, TypedNumber, readMotion } from './typed-options';

/** What commander hands over of the options of a job: texts as typed. */
export const TypedJob = {
  segmentSeconds: TypedNumber.optional(),
  maxConcurrency: TypedNumber.optional(),
  mode: z.string().optional(),
  inspect: z.string().optional(),
  kernels: z.string().optional(),
  crf: TypedNumber.optional(),
  container: z.string().optional(),
  maxCostUsd: TypedNumber.optional(),
  ...TypedMotion,
  ...TypedKernels,
};
type TypedJob = z.infer<z.ZodObject<typeof TypedJob>>;

/**
 * The options of a job that were typed, and no others; not checked yet.
 * @throws UsageError for a region, a file or JSON that can't be read
 */
export function readGivenJob(typed: TypedJob): GivenOptions {
  const { mode, inspect, crf, container, segmentSeconds, maxConcurrency, maxCostUsd, kernels } = typed;
  const said = {
    ...{ mode, inspect, crf, container, segmentSeconds, maxConcurrency, maxCostUsd },
    kernels: kernels?.split(',').map((name) => name.trim()),
    ...readMotion(typed),
  };
  return layOver(readKernels(typed), said);
}
