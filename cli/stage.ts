import { type SFNClient, SFNServiceException, paginateListStateMachines } from '@aws-sdk/client-sfn';
import { type ClientOptions, openJobTable } from '../aws/clients';
import { type Cleared, clearJob } from '../aws/clear-job';
import type { JobTable } from '../aws/job-table';
import { ObjectStore } from '../aws/object-store';
import { knownCredentials, region as localRegion } from '../local/identity';
import type { Surroundings } from '../media/locate';
import { type ResourceNames, resourceNames } from '../statemachine/names';
import { StageClients } from './stage-clients';
import { StageExecutions } from './stage-executions';
import type { StageOptions } from './stage-options';
import { UsageError } from './usage-error';

/** A deployed stage, or a `framefleet up` that runs: what the commands about its jobs call. */
export interface Stage {
  /** For people: `stage dev`, or the address of what runs on one machine. */
  title: string;
  names: ResourceNames;
  region: string;
  stateMachineArn: string;
  jobs: JobTable;
  store: ObjectStore;
  stepFunctions: SFNClient;
  executions: StageExecutions;
  /** Of everything else. */
  clients: StageClients;
  /** Removes everything that a job has left in the buckets. */
  clear: (jobId: string) => Promise<Cleared>;
}

export interface Place {
  stage: string;
  title: string;
  clients: ClientOptions;
}

/** What `framefleet up` calls its stage. */
const localStage = 'local';

/**
 * Which stage is meant, and how it is reached.
 * @throws UsageError when nothing says so
 */
export function placeOf(
  { stage, endpoint: typed }: StageOptions,
  { variables }: Pick<Surroundings, 'variables'>,
): Place {
  const endpoint = typed ?? variables.AWS_ENDPOINT_URL;
  if (stage === undefined && endpoint === undefined) {
    throw new UsageError(
      'Which jobs? Name a deployed stage with --stage, or start framefleet up and paste the exports that it prints (or give its address with --endpoint).',
    );
  }
  const named = stage ?? localStage;
  if (endpoint === undefined) return { stage: named, title: `stage ${named}`, clients: {} };
  // What runs on one machine takes the keys that it prints; who has others has them from somebody else.
  const stranger = variables.AWS_ACCESS_KEY_ID !== undefined || variables.AWS_PROFILE !== undefined;
  const region = variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? localRegion;
  const clients = { endpoint, region, ...(stranger ? {} : { credentials: knownCredentials }) };
  return { stage: named, title: `stage ${named} at ${endpoint}`, clients };
}

/**
 * Opens a stage for as long as `use` runs.
 * @throws UsageError when there is no such stage, nobody answers, or nobody says who asks
 */
export async function withStage<T>(place: Place, use: (stage: Stage) => Promise<T>): Promise<T> {
  const clients = new StageClients(place.clients);
  const { stepFunctions, s3 } = clients;
  try {
    const stateMachineArn = await findMachine(stepFunctions, place);
    const [, , , , account = ''] = stateMachineArn.split(':');
    const names = resourceNames(place.stage, account);
    const store = new ObjectStore(s3);
    return await use({
      title: place.title,
      names,
      region: await stepFunctions.config.region(),
      stateMachineArn,
      jobs: openJobTable(names.jobTable, place.clients),
      store,
      stepFunctions,
      executions: new StageExecutions(stepFunctions, stateMachineArn),
      clients,
      clear: (jobId) => clearJob(store, names, jobId, 'all'),
    });
  } finally {
    clients.destroy();
  }
}

/** Its ARN says which account the stage is in: the buckets are named after that. */
async function findMachine(client: SFNClient, { stage, title, clients }: Place): Promise<string> {
  const { stateMachine } = resourceNames(stage, '');
  try {
    for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
      const found = stateMachines.find(({ name }) => name === stateMachine);
      if (found?.stateMachineArn !== undefined) return found.stateMachineArn;
    }
  } catch (cause) {
    throw new UsageError(`${title} can't be asked: ${whyUnreachable(cause, clients.endpoint)}`, { cause });
  }
  const region = await client.config.region();
  throw new UsageError(
    `${title} has no state machine ${stateMachine} in ${region}: deploy it (npm run deploy), or name another stage or AWS_REGION.`,
  );
}

function whyUnreachable(cause: unknown, endpoint: string | undefined): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'CredentialsProviderError') {
    return `nobody says who asks (${cause.message}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  }
  if (cause.message === 'Region is missing') return 'in which region? Set AWS_REGION.';
  if (endpoint !== undefined && !(cause instanceof SFNServiceException)) {
    const why = cause.message.replace(/^AWS SDK error wrapper for \w+: /, '');
    return `nobody answers there (${why}). Start framefleet up, or give its address with --endpoint.`;
  }
  return `${cause.name}: ${cause.message}`;
}
