import * as z from 'zod';
import {
  DescribingEnvironment,
  HandlerEnvironment,
  ReconcilingEnvironment,
  TaskEnvironment,
} from '../../pipeline/environment';
import type { Resource } from './stack';
import { synthesize } from './synthesize';

const Container = z.object({ environment: z.array(z.object({ name: z.string(), value: z.string() })) });
const Variables = z.record(z.string(), z.string());
const Function = z.object({ variables: Variables });

const stack = synthesize();
/** Both sides write the account as Terraform's token. */
const nameOf = (type: string, path: string, argument: string) => stack.one(type, path).text(argument);
const buckets = {
  FRAMEFLEET_WORK_BUCKET: nameOf('aws_s3_bucket', 'Storage/Work/Bucket', 'bucket'),
  FRAMEFLEET_OUTPUT_BUCKET: nameOf('aws_s3_bucket', 'Storage/Output/Bucket', 'bucket'),
};
const jobTable = nameOf('aws_dynamodb_table', 'Storage/Jobs/Table', 'name');

const variablesOf = (task: Resource) =>
  z
    .array(Container)
    .parse(task.json('container_definitions'))
    .flatMap(({ environment }) => environment.map(({ name, value }) => [name, value] as const));

test.each(['Fleet/segment/Definition', 'Fleet/concat/Definition'])('%s: the program finds what it needs', (path) => {
  const given = Object.fromEntries(variablesOf(stack.one('aws_ecs_task_definition', path)));
  // The state machine adds these at each start.
  const started = { ...given, FRAMEFLEET_EXECUTION: 'arn', FRAMEFLEET_RETRY: '0' };
  expect(TaskEnvironment.parse(started)).toMatchObject({ ...buckets, FRAMEFLEET_JOB_TABLE: jobTable });
  expect(given).toMatchObject({ AWS_REGION: 'us-east-1', TMPDIR: '/scratch' });
});

test.each(stack.all('aws_lambda_function').map((resource) => [resource.path, resource] as const))(
  '%s: the handler finds what it needs',
  (path, { values }) => {
    const { variables } = Function.parse(values.environment);
    const reads = ['checkModels', 'inspectPictures', 'mergeResults'].some((name) => path.includes(name));
    const models = reads ? { FRAMEFLEET_MODEL_CACHE: '/tmp/models', FRAMEFLEET_FILES: 'elsewhere' } : {};
    expect(HandlerEnvironment.parse(variables)).toEqual({ FRAMEFLEET_FILES: 'here', ...buckets, ...models });
  },
);

const variablesOfFunction = (name: string): unknown =>
  Function.parse(stack.one('aws_lambda_function', `Functions/${name}/Function`).values.environment).variables;

test('who reconciles finds the job table and the bus, and knows how long records are kept', () => {
  expect(ReconcilingEnvironment.parse(variablesOfFunction('reconcile'))).toEqual({
    FRAMEFLEET_JOB_TABLE: jobTable,
    FRAMEFLEET_EVENT_BUS: nameOf('aws_cloudwatch_event_bus', 'Announcements/Bus', 'name'),
    FRAMEFLEET_RECORD_DAYS: 365,
  });
});

test('who describes failures knows the log of the tasks', () => {
  expect(DescribingEnvironment.parse(variablesOfFunction('describeFailure'))).toEqual({
    FRAMEFLEET_TASK_LOGS: nameOf('aws_cloudwatch_log_group', 'Fleet/Log', 'name'),
  });
});
