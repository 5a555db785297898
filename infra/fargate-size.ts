import * as z from 'zod';

const steps = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/**
 * Memory in MiB that Fargate offers for each CPU size (1024 units are one vCPU):
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
export const fargateMemory: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16_384, 1024)],
  [4096, steps(8192, 30_720, 1024)],
  [8192, steps(16_384, 61_440, 4096)],
  [16_384, steps(32_768, 122_880, 8192)],
]);

export interface TaskSize {
  /** CPU units: 1024 are one vCPU. */
  cpu: number;
  memoryMiB: number;
  /** Ephemeral storage; Fargate gives 20 GiB for nothing and takes 21 to 200 as a figure. */
  storageGiB: number;
}

/** The size of one kind of task; refuses what Fargate would refuse, when it starts a task, only much later. */
export const taskSize = (standard: Omit<TaskSize, 'memoryMiB'>) =>
  z
    .strictObject({
      cpu: z.literal([...fargateMemory.keys()]).default(standard.cpu),
      /** Two GiB for each vCPU where nothing is said: Fargate offers it with every size. */
      memoryMiB: z.number().int().optional(),
      storageGiB: z.number().int().min(21).max(200).default(standard.storageGiB),
    })
    .prefault({})
    .transform(({ memoryMiB, ...size }): TaskSize => ({ ...size, memoryMiB: memoryMiB ?? 2 * size.cpu }))
    .superRefine(({ cpu, memoryMiB }, context) => {
      const allowed = fargateMemory.get(cpu) ?? [];
      if (allowed.includes(memoryMiB)) return;
      const message = `allowed with cpu ${cpu}: ${allowed.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['memoryMiB'], message });
    });
