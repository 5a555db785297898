import * as z from 'zod';
import { StatesError } from '../../local/step-functions/server';
import { jobId } from '../../pipeline/keys';
import { type Call, type JobToRun, uploaded } from './run-job';

/** What the tests of whole executions expect: states in their order, and what a state was called with. */

export const start = [
  'IdentifyUpload',
  'IdentifyByVersion',
  'NameJob',
  'ClaimJob',
  'AnyEarlierRun',
  'Probe',
  'AnyModelsToCheck',
  'PlanSegments',
  'RecordPlan',
  'FanOut',
];
export const success = ['RecordSuccess', 'WritePage', 'AnnounceSuccess', 'ClearWork', 'JobSucceeded'];
export const failure = ['DescribeFailure', 'RecordFailure', 'WriteFailurePage', 'AnnounceFailure', 'JobFailed'];
export const quoted = ['QuoteFailure', 'RecordQuotedFailure', 'WriteFailurePage', 'AnnounceFailure', 'JobFailed'];

export const fail = (
  stateName: string,
  error: string,
  cause = 'for the test',
  attempts = Infinity,
): JobToRun['fails'] =>
  function failing(call) {
    return call.stateName === stateName && call.attempt <= attempts ? new StatesError(error, cause) : undefined;
  };

export const RunTask = z.object({
  TaskDefinition: z.string(),
  CapacityProviderStrategy: z.tuple([z.object({ CapacityProvider: z.string(), Weight: z.number() })]),
  Tags: z.tuple([z.object({ Key: z.string(), Value: z.string() })]),
  Overrides: z.object({
    ContainerOverrides: z.tuple([
      z.object({
        Name: z.string(),
        Command: z.array(z.string()),
        Environment: z.array(z.object({ Name: z.string(), Value: z.string() })),
      }),
    ]),
  }),
});
export const taskOf = ({ parameters }: Call): z.infer<typeof RunTask> => RunTask.parse(parameters);
export const commandOf = (call: Call): string[] => taskOf(call).Overrides.ContainerOverrides[0].Command;
export const capacityOf = (call: Call): string => taskOf(call).CapacityProviderStrategy[0].CapacityProvider;

const PutEvents = z.object({
  Entries: z.tuple([
    z.object({ Source: z.string(), DetailType: z.string(), EventBusName: z.string(), Detail: z.unknown() }),
  ]),
});
export const announced = ({ parameters }: Call) => PutEvents.parse(parameters).Entries[0];

export const { bucket, object } = uploaded.detail;
export const job = jobId(bucket.name, object.key, object['version-id']);
