import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { Caller } from '../../../local/api-call';
import type { FaultKind } from '../../../local/faults/injections';
import type { GivenFaults } from '../../../local/faults/schema';
import { type RunningServices, type ServicesOptions, startServices } from '../../../local/services';
import { temporaryFolder } from '../../tools';

export interface DisturbedServices {
  services: RunningServices;
  /** With a bucket named things. Clients try once, unless told otherwise, so that every fault is seen. */
  s3: (caller?: Caller, maxAttempts?: number) => S3Client;
  dynamodb: (caller?: Caller, maxAttempts?: number) => DynamoDBClient;
  /** Kinds of the faults so far. */
  kinds: () => FaultKind[];
}

/** Services for the tests of the describe block it is called in, anew for each test, ended after it. */
export function useDisturbedServices(): (
  faults: GivenFaults,
  options?: Partial<ServicesOptions>,
) => Promise<DisturbedServices> {
  const folder = temporaryFolder();
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return async (faults, options = {}) => {
    const services = await startServices({ root: folder(), program: '/nowhere/container.cjs', ...options, faults });
    ends.push(() => services.stop());
    const opened = <T extends { destroy: () => void }>(client: T): T => {
      ends.push(() => client.destroy());
      return client;
    };
    const s3: DisturbedServices['s3'] = (caller = 'segment', maxAttempts = 1) =>
      opened(new S3Client({ ...services.clientsOf(caller), maxAttempts }));
    await s3('user').send(new CreateBucketCommand({ Bucket: 'things' }));
    return {
      services,
      s3,
      dynamodb: (caller = 'segment', maxAttempts = 1) =>
        opened(new DynamoDBClient({ ...services.clientsOf(caller), maxAttempts })),
      kinds: () => services.faults?.injected.map(({ kind }) => kind) ?? [],
    };
  };
}
