import * as z from 'zod';
import { usualRegion } from './price-table';

/** What one kind of task is given. */
const FleetTask = z.strictObject({
  vcpus: z.number().min(0.25).max(16),
  memoryGib: z.number().min(0.5).max(120),
  /** Ephemeral storage. */
  storageGib: z.number().min(20).max(200),
});

/** Where a stage's tasks run and what they run on: for estimates and bills. A stage fills in its own. */
export const Fleet = z.strictObject({
  region: z.string().default(usualRegion),
  architecture: z.enum(['x86_64', 'arm64']).default('x86_64'),
  segment: FleetTask.default({ vcpus: 2, memoryGib: 4, storageGib: 21 }),
  concat: FleetTask.default({ vcpus: 1, memoryGib: 2, storageGib: 100 }),
  /** Tasks have public IPv4 addresses, which cost by the hour. */
  publicAddresses: z.boolean().default(true),
});
export type Fleet = z.infer<typeof Fleet>;
