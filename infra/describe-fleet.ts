import type { Fleet } from '../pipeline/fleet';
import type { TaskSize } from './fargate-size';
import type { StageConfig } from './stage-config';

/** What a stage's tasks run on, as the planner and the bill reckon with it. */
export const describeFleet = ({ region, architecture, tasks, network }: StageConfig): Fleet => ({
  region,
  architecture,
  segment: inGib(tasks.segment),
  concat: inGib(tasks.concat),
  publicAddresses: network.kind === 'public',
});

const inGib = ({ cpu, memoryMiB, storageGiB }: TaskSize): Fleet['segment'] => ({
  vcpus: cpu / 1024,
  memoryGib: memoryMiB / 1024,
  storageGib: storageGiB,
});
