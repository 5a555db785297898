import type { ClientOptions } from '../aws/clients';
import type { BusEvent } from './event-bus';
import type { InjectedFault } from './faults/injections';
import { type Pipeline, type PipelineOptions, deployPipeline } from './pipeline';
import { type RunningServices, type ServicesOptions, startServices } from './services';

export type StackOptions = ServicesOptions & PipelineOptions;

export interface Stack extends Omit<Pipeline, 'interrupt' | 'close'> {
  /** What an AWS SDK needs to reach it. */
  clients: Required<ClientOptions>;
  /** Log files: handlers.log, and one per segment, for the concatenation and for illustrating (`illustrate`). */
  logFolder: string;
  /** Calls back for every event on the default bus. */
  onEvent(listen: (event: BusEvent) => void): void;
  /** Lets something else answer at the endpoint, below a path. */
  mount: RunningServices['mount'];
  /** Where the stack was started with faults: those that have happened so far. */
  faults?: { readonly injected: readonly InjectedFault[] };
  /** Ends executions, tasks and services, in this order; nothing of the stack runs afterwards. */
  stop(): Promise<void>;
}

/**
 * The whole pipeline on this machine: the definition, the handlers and the container program that are deployed, behind
 * the endpoints that the AWS SDK expects.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const services = await startServices(options);
  const deploying = deployPipeline(services, options);
  const { interrupt, close, ...pipeline } = await deploying.catch(async (error: unknown) => {
    await services.stop();
    throw error;
  });
  return {
    ...pipeline,
    clients: services.clientsOf('user'),
    logFolder: services.logFolder,
    onEvent: (listen) => services.bus.watch(listen),
    mount: (path, handle) => services.mount(path, handle),
    ...(services.faults ? { faults: services.faults } : {}),
    async stop() {
      interrupt();
      await services.stop();
      await close();
    },
  };
}
