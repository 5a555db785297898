import type { Kernel } from '../kernels/kernel';
import { kernels as registered } from '../kernels/registry';
import type { JobOptions } from './job-options';
import type { MediaInfo } from './media-info';
import type { ModelReference } from './model';

/** The kernels of a job, as what they are. */
export const kernelsOf = ({ kernels }: Pick<JobOptions, 'kernels'>): Kernel[] =>
  kernels.map((name) => registered[name]);

/** All models that a job runs. */
export const modelsOf = (options: JobOptions): ModelReference[] =>
  kernelsOf(options).flatMap(({ models }) => models?.(options) ?? []);

/**
 * Asks each kernel whether the job makes sense to it.
 * @throws PipelineError InvalidOptions or LimitExceeded, with the value, the limit and the remedy
 */
export function checkKernels(options: JobOptions, media: MediaInfo): void {
  for (const { check } of kernelsOf(options)) check?.({ options, media });
}
