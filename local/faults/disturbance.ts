import type { Callers } from '../callers';
import type { TaskWatch } from '../ecs';
import type { Services } from '../endpoint';
import type { Deliver } from '../event-bus';
import { type Clock, wallClock } from '../step-functions/states/clock';
import { type Integration, lambdaFunction, lambdaInvoke } from '../step-functions/states/state-run';
import { jumpingClock } from './clock-faults';
import { createDynamoDbFaults } from './dynamodb-faults';
import { createEventFaults } from './event-faults';
import { type InjectedFault, Injections } from './injections';
import { createLambdaFaults } from './lambda-faults';
import { type Disturb, Requesters } from './requesters';
import { createRunTaskFaults } from './run-task-faults';
import { createS3Faults } from './s3-faults';
import { Faults, type GivenFaults } from './schema';
import { TaskFaults } from './task-faults';

type Integrations = Readonly<Record<string, Integration>>;

/** What stands between a stack's parts, to go wrong as it does on AWS. */
export interface Disturbance {
  /** Services as the endpoint shall have them. */
  services: (services: Services) => Services;
  /** Integrations as the states shall have them. */
  integrations: (integrations: Integrations) => Integrations;
  clock: (clock: Clock | undefined) => Clock | undefined;
  /** Of events to the targets of rules. */
  deliver?: Deliver;
  tasks?: TaskWatch;
  /** So far. */
  injected: readonly InjectedFault[];
  /** Nothing is disturbed any more. */
  end: () => void;
}

/** Of a stack that nothing is wrong with. */
const none: Disturbance = {
  services: (services) => services,
  integrations: (integrations) => integrations,
  clock: (clock) => clock,
  injected: [],
  end: () => undefined,
};

/**
 * Faults by seed, for the pipeline's own principals alone: whoever started the stack is served as ever.
 * @throws ZodError when the faults aren't what the schema says
 */
export function createDisturbance(given: GivenFaults | undefined, callers: Callers): Disturbance {
  if (given === undefined) return none;
  const faults = Faults.parse(given);
  const injections = new Injections(faults.seed);
  const tasks = new TaskFaults(faults.tasks, injections);
  const requesters = new Requesters(callers, (id) => tasks.nameOf(id));
  const { s3, dynamodb, runTask, lambda, events, clock } = faults;

  const disturbed =
    (handle: Services['s3'], disturb?: Disturb): Services['s3'] =>
    (request, response) => {
      const requester = requesters.of(request);
      if (requester && !tasks.pass(requester)) request.socket.destroy();
      else if (requester && disturb && !injections.over) {
        disturb(requester, request, response, () => handle(request, response));
      } else handle(request, response);
    };
  const disturbTasks = runTask && createRunTaskFaults(runTask, injections);
  const disturbFunctions = lambda && createLambdaFaults(lambda, injections);

  return {
    services: (services) => ({
      ...services,
      stepFunctions: disturbed(services.stepFunctions),
      s3: disturbed(services.s3, s3 && createS3Faults(s3, injections)),
      dynamodb: disturbed(services.dynamodb, dynamodb && createDynamoDbFaults(dynamodb, injections)),
    }),
    integrations: (integrations) =>
      Object.fromEntries(
        Object.entries(integrations).map(([resource, integration]) => {
          if (disturbTasks && resource.includes(':ecs:runTask')) return [resource, disturbTasks(integration, resource)];
          const isFunction = resource === lambdaInvoke || resource === lambdaFunction;
          if (disturbFunctions && isFunction) return [resource, disturbFunctions(integration)];
          return [resource, integration];
        }),
      ),
    clock: (inner) => (clock ? jumpingClock(inner ?? wallClock, clock, injections) : inner),
    ...(events ? { deliver: createEventFaults(events, injections) } : {}),
    tasks,
    injected: injections.injected,
    end: () => injections.end(),
  };
}
