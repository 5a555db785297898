import type { KernelName } from './job-options';

/** How far the motion kernel looks back, in seconds. */
export const motionLagSeconds = 0.3;

/** How far before a segment's first frame the given kernels need frames, in seconds. */
export const warmUpSeconds = (kernels: readonly KernelName[]): number =>
  kernels.includes('motion') ? motionLagSeconds : 0;
