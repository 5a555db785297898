import type { Architecture, PriceTable } from './price-table';

/** What a task runs on. */
export interface FargateSize {
  vcpus: number;
  memoryGib: number;
  /** 20 where nothing is said, which is free. */
  storageGib?: number;
  architecture: Architecture;
}

/** What Fargate bills for a run: rounded up to a second, and a minute at least. */
export const billedSeconds = (seconds: number, { fargate }: PriceTable): number =>
  Math.max(fargate.minimumSeconds, Math.ceil(seconds));

/**
 * @param seconds from the image's pull to the task's stop
 * @param spotShare from 0 to 1: whether it ran on Spot, or how likely that is
 */
export function fargateDollars(size: FargateSize, seconds: number, spotShare: number, table: PriceTable): number {
  const { vcpuHour, gibHour, storageGibHour, freeStorageGib, spotDiscount } = table.fargate;
  const { vcpus, memoryGib, storageGib = freeStorageGib, architecture } = size;
  const hours = billedSeconds(seconds, table) / 3600;
  const compute = vcpus * vcpuHour[architecture] + memoryGib * gibHour[architecture];
  const storage = Math.max(0, storageGib - freeStorageGib) * storageGibHour;
  return hours * (compute * (1 - spotShare * spotDiscount) + storage);
}

/** @param seconds of one call, rounded up to a millisecond */
export function lambdaDollars(
  memoryMib: number,
  seconds: number,
  architecture: Architecture,
  { lambda: { gibSecond, request } }: PriceTable,
): number {
  return (Math.ceil(seconds * 1000) / 1000) * (memoryMib / 1024) * gibSecond[architecture] + request;
}

/** @param transitions of a standard workflow */
export const transitionDollars = (transitions: number, { stepFunctions }: PriceTable): number =>
  transitions * stepFunctions.transition;

/** @param seconds that a task had a public address */
export const addressDollars = (seconds: number, { publicAddressHour }: PriceTable): number =>
  (seconds / 3600) * publicAddressHour;

export function requestDollars({ reads, writes }: { reads: number; writes: number }, { s3 }: PriceTable): number {
  return reads * s3.readRequest + writes * s3.writeRequest;
}
