import { Injections } from '../../../local/faults/injections';
import { createLambdaFaults } from '../../../local/faults/lambda-faults';
import { LambdaFaults } from '../../../local/faults/schema';
import { StatesError } from '../../../local/step-functions/server';
import { lambdaRetry } from '../../../statemachine/retry';

async function invoke(faults: object): Promise<{ errorName: string | undefined; runs: number }> {
  let runs = 0;
  const injections = new Injections(1);
  const disturbed = createLambdaFaults(
    LambdaFaults.parse(faults),
    injections,
  )(() => {
    runs += 1;
    return Promise.resolve({});
  });
  const call = { signal: new AbortController().signal, executionArn: 'arn', stateName: 'Probe' };
  const error = await disturbed({ ...call, parameters: { FunctionName: 'probe' } }).catch((thrown: unknown) => thrown);
  if (!(error instanceof StatesError)) throw new Error('It should have failed', { cause: error });
  expect(injections.injected).toMatchObject([{ what: 'probe', at: 'Probe' }]);
  return { errorName: error.errorName, runs };
}

test.each([
  ['throttle', 'Lambda.TooManyRequestsException', 0],
  ['service', 'Lambda.ServiceException', 0],
  ['lostAnswer', 'Lambda.SdkClientException', 1],
])('%s fails the state with %s, and the definition tries again', async (kind, errorName, runs) => {
  expect(await invoke({ [kind]: 1 })).toEqual({ errorName, runs });
  expect(lambdaRetry[0]?.ErrorEquals).toContain(errorName);
});
