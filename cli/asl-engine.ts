import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { startServices } from '../local/services';
import type { Mocks } from '../local/step-functions/mocks/mock-config';
import { LeapingClock } from './asl-clock';
import type { AslOptions } from './asl-options';
import { inWorkFolder } from './workplace';

/** Where the definition runs. */
export interface AslEngine {
  client: SFNClient;
  /** Whether what is created there goes with the end of this command. */
  embedded: boolean;
}

/** On AWS a synchronous execution is started at a host of its own, sync-states…; nobody else has one. */
const onAws = (endpoint: string): boolean => new URL(endpoint).hostname.endsWith('.amazonaws.com');

/** Works with the engine at --endpoint, or with one of this process, which is gone afterwards. */
export async function withEngine<T>(
  { endpoint, fast, lambdaEndpoint }: AslOptions,
  mocks: Mocks | undefined,
  work: (engine: AslEngine) => Promise<T>,
): Promise<T> {
  if (endpoint !== undefined) {
    // Region and credentials come from where the SDK looks for them.
    const client = new SFNClient({ endpoint, disableHostPrefix: !onAws(endpoint) });
    return work({ client, embedded: false }).finally(() => client.destroy());
  }
  return inWorkFolder(tmpdir(), async (root) => {
    const services = await startServices({
      root,
      program: join(__dirname, 'container.cjs'),
      ...(lambdaEndpoint === undefined ? {} : { lambdaEndpoint }),
      ...(fast ? { clock: new LeapingClock() } : {}),
      ...(mocks === undefined ? {} : { mocks }),
    });
    const client = new SFNClient({ ...services.clientsOf('user'), disableHostPrefix: true });
    try {
      return await work({ client, embedded: true });
    } finally {
      client.destroy();
      await services.stop();
    }
  });
}
