/** Of tasks and functions. */
export type Architecture = 'x86_64' | 'arm64';

/**
 * AWS's list prices in us-east-1, in US dollars, without free tiers and discounts, as they stood in March 2026:
 * https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/step-functions/pricing/.
 * Other regions cost up to a third more, in about the same proportions. What is estimated and what is billed is computed from these alone.
 */
export const prices = {
  fargate: {
    vcpuHour: { x86_64: 0.04048, arm64: 0.03238 },
    /** Of memory. */
    gibHour: { x86_64: 0.004445, arm64: 0.00356 },
    /** Of ephemeral storage beyond what is free. */
    storageGibHour: 0.000111,
    freeStorageGib: 20,
    /** From the image's pull to the task's stop, rounded up to a second. */
    minimumSeconds: 60,
    /** An estimate: what Spot costs changes with demand, AWS says "up to 70 %" off. Storage has no discount. */
    spotDiscount: 0.65,
  },
  lambda: {
    gibSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
    request: 0.2 / 1e6,
    /** With so much memory comes one whole vCPU, with other sizes in proportion. */
    mibPerVcpu: 1769,
  },
  /** Of a standard workflow: each state that is entered, retries included. */
  stepFunctions: { transition: 0.025 / 1000 },
} as const;

/** What a task runs on. */
export interface FargateSize {
  vcpus: number;
  memoryGib: number;
  /** 20 where nothing is said, which is free. */
  storageGib?: number;
  architecture: Architecture;
}

/**
 * @param seconds from the image's pull to the task's stop
 * @param spotShare from 0 to 1: whether it ran on Spot, or how likely that is
 */
export function fargateDollars(size: FargateSize, seconds: number, spotShare: number): number {
  const { vcpuHour, gibHour, storageGibHour, freeStorageGib, minimumSeconds, spotDiscount } = prices.fargate;
  const { vcpus, memoryGib, storageGib = freeStorageGib, architecture } = size;
  const hours = Math.max(minimumSeconds, Math.ceil(seconds)) / 3600;
  const compute = vcpus * vcpuHour[architecture] + memoryGib * gibHour[architecture];
  const storage = Math.max(0, storageGib - freeStorageGib) * storageGibHour;
  return hours * (compute * (1 - spotShare * spotDiscount) + storage);
}

/** @param seconds of one call, rounded up to a millisecond */
export function lambdaDollars(memoryMib: number, seconds: number, architecture: Architecture): number {
  const { gibSecond, request } = prices.lambda;
  return (Math.ceil(seconds * 1000) / 1000) * (memoryMib / 1024) * gibSecond[architecture] + request;
}

/** @param transitions of a standard workflow */
export const transitionDollars = (transitions: number): number => transitions * prices.stepFunctions.transition;
