import type { IntegrationCall } from '../../../local/step-functions/states/state-run';

/** A call as the engine makes it. */
export const call = (
  parameters: IntegrationCall['parameters'],
  further: Partial<IntegrationCall> = {},
): IntegrationCall => ({
  parameters,
  signal: new AbortController().signal,
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:one',
  stateName: 'State',
  ...further,
});
