import type { ClientOptions } from '../aws/clients';
import { openStore } from '../aws/clients';
import { type Log, createLog } from '../aws/log';
import { asUnavailable } from '../aws/unavailable';
import type { ObjectStore } from '../aws/object-store';
import { HandlerEnvironment, MeteringEnvironment, readEnvironment } from '../pipeline/environment';
import { metered, openMeter } from './meter';

/** What every handler is given. */
export interface HandlerDependencies {
  store: ObjectStore;
  workBucket: string;
  outputBucket: string;
  log: Log;
  now: () => Date;
  /** Folder in which models are kept from one call to the next. */
  modelCache?: string | undefined;
  /** Models by `file://` lie in the tasks' image, and can't be seen from here. */
  filesAreElsewhere?: boolean;
  /** The environment's variables, for locating ffprobe. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Ends what the handler has started when the embedded stack stops; Lambda ends everything by itself. */
  signal?: AbortSignal;
}

export type Handler<Result> = (event: unknown) => Promise<Result>;

/** Reads the environment and opens the clients; on one machine the embedded stack says where its services are. */
export function openDependencies(
  service: string,
  variables: Readonly<Record<string, string | undefined>>,
  overrides: { clients?: ClientOptions; log?: Log; now?: () => Date } = {},
): HandlerDependencies {
  const environment = readEnvironment(HandlerEnvironment, variables);
  return {
    store: openStore(overrides.clients),
    workBucket: environment.FRAMEFLEET_WORK_BUCKET,
    outputBucket: environment.FRAMEFLEET_OUTPUT_BUCKET,
    log: overrides.log ?? createLog(service),
    now: overrides.now ?? (() => new Date()),
    modelCache: environment.FRAMEFLEET_MODEL_CACHE,
    filesAreElsewhere: environment.FRAMEFLEET_FILES === 'elsewhere',
    variables,
  };
}

/**
 * What a handler fails with when a service didn't answer gets a name that the state machine tries again: here, because every call
 * of a handler passes.
 */
export const named =
  <Result>(handler: Handler<Result>): Handler<Result> =>
  (event) =>
    handler(event).catch((error: unknown) => {
      throw asUnavailable(error) ?? error;
    });

function host<Result>(
  create: (dependencies: HandlerDependencies) => Handler<Result>,
  dependencies: HandlerDependencies,
): Handler<Result> {
  const { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory } = readEnvironment(MeteringEnvironment, dependencies.variables);
  const meter = openMeter(dependencies, memory);
  return metered(named(create(dependencies)), meter);
}

/** A Lambda entry point: its dependencies are opened at the first call and kept for the next. */
export function lambda<Result>(
  service: string,
  create: (dependencies: HandlerDependencies) => Handler<Result>,
): Handler<Result> {
  let handler: Handler<Result> | undefined;
  return (event) => {
    // eslint-disable-next-line no-restricted-properties -- the one place where the handlers read their environment
    handler ??= host(create, openDependencies(service, process.env));
    return handler(event);
  };
}
