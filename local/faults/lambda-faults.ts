import * as z from 'zod';
import { lambdaFailure } from '../integrations/lambda-failure';
import type { Integration } from '../step-functions/states/state-run';
import { StatesError } from '../step-functions/states/states-error';
import type { Injections } from './injections';
import type { LambdaFaults } from './schema';

const Asked = z.object({ FunctionName: z.string() });

/** Refuses to invoke functions, or loses what they answer. */
export function createLambdaFaults(faults: LambdaFaults, injections: Injections): (invoke: Integration) => Integration {
  const throttle = injections.lot('lambda.throttle', faults.throttle, faults.most);
  const service = injections.lot('lambda.service', faults.service, faults.most);
  const lostAnswer = injections.lot('lambda.lostAnswer', faults.lostAnswer, faults.most);
  return (invoke) => async (call) => {
    const what = Asked.safeParse(call.parameters).data?.FunctionName ?? '';
    const at = call.stateName;
    if (throttle.drawn(at) && throttle.inject(what, at)) {
      throw lambdaFailure({ code: 'TooManyRequestsException', message: 'Rate Exceeded.', status: 429, modelled: true });
    }
    if (service.drawn(at) && service.inject(what, at)) {
      throw lambdaFailure({ code: 'ServiceException', message: 'Service exception', status: 500, modelled: true });
    }
    const answer = await invoke(call);
    if (lostAnswer.drawn(at) && lostAnswer.inject(what, at)) {
      throw new StatesError('Lambda.SdkClientException', 'Unable to execute HTTP request: Connection reset');
    }
    return answer;
  };
}
