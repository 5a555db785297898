import * as z from 'zod';
import { withMetadata } from '../integrations/response-metadata';
import { optimizedFailure } from '../integrations/service-failure';
import type { Integration } from '../step-functions/states/state-run';
import { StatesError } from '../step-functions/states/states-error';
import type { Injections } from './injections';
import type { RunTaskFaults } from './schema';

const failure = optimizedFailure('ECS', 'AmazonECS', 'AmazonECSException');

const Asked = z.object({
  CapacityProviderStrategy: z.array(z.object({ CapacityProvider: z.string() })).default([]),
  Overrides: z.object({ ContainerOverrides: z.array(z.object({ Command: z.array(z.string()) })) }).optional(),
});

/** As RunTask answers, with status 200: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
const withoutCapacity = {
  Failures: [
    {
      Reason: 'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    },
  ],
  Tasks: [],
};

/** Refuses to launch tasks. */
export function createRunTaskFaults(
  { throttle, noCapacity }: RunTaskFaults,
  injections: Injections,
): (runTask: Integration, resource: string) => Integration {
  const throttled = injections.lot('runTask.throttle', throttle?.rate ?? 0, throttle?.most);
  const refused = injections.lot('runTask.noCapacity', noCapacity?.rate ?? 0, noCapacity?.most);
  return (runTask, resource) => async (call) => {
    const { data } = Asked.safeParse(call.parameters);
    const provider = data?.CapacityProviderStrategy[0]?.CapacityProvider ?? 'FARGATE';
    const what = `${provider}: ${data?.Overrides?.ContainerOverrides[0]?.Command.join(' ') ?? ''}`;
    if (throttled.drawn(call.stateName) && throttled.inject(what, call.stateName)) {
      throw failure({ code: 'ThrottlingException', message: 'Rate exceeded', status: 400, modelled: false });
    }
    const short = noCapacity?.only !== 'spot' || provider === 'FARGATE_SPOT';
    if (short && refused.drawn(call.stateName) && refused.inject(what, call.stateName)) {
      const answer = withMetadata(withoutCapacity, 'application/x-amz-json-1.1');
      // Without .sync the answer is the state's: https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
      if (!resource.endsWith('.sync')) return answer;
      throw new StatesError('AmazonECS.Unknown', JSON.stringify(answer));
    }
    return runTask(call);
  };
}
