import * as z from 'zod';
import { type PlacedState, statesOf } from '../statemachine/asl-rules';
import { definitionOf } from './definition';
import { type Property, added, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const type = 'aws_lambda_function';
const logs = 'aws_cloudwatch_log_group';
const names = [
  ...['probe', 'checkModels', 'planSegments', 'resumeJob', 'inspectPictures', 'mergeResults'],
  ...['describeFailure', 'writePage', 'clearWork', 'reconcile', 'recordRun'],
];
const isTold = ({ path }: Pick<Resource, 'path'>) => path.startsWith('Functions/recordRun/');
const layers = 'aws_lambda_layer_version';
const runModels = ({ path }: Pick<Resource, 'path'>) => /checkModels|inspectPictures/.test(path);

const ownRole = (stack: Stack, lambda: Resource) =>
  stack.one('aws_iam_role', lambda.path.replace(/Function$/, 'Role/Role')).reference('arn');

const everyFunctionHas = (values: (lambda: Resource, stack: Stack) => object) => (stack: Stack) => {
  const lambdas = stack.all(type);
  expect(lambdas.map(({ path }) => path)).toEqual(names.map((name) => `Functions/${name}/Function`));
  for (const lambda of lambdas) expect(lambda).toMatchObject({ path: lambda.path, values: values(lambda, stack) });
};

/** The states that wait for a function. */
const callers = (stack: Stack, lambda: Resource): PlacedState[] =>
  [...statesOf(definitionOf(stack))].filter(
    ({ state }) => state.Parameters?.['FunctionName'] === lambda.reference('arn'),
  );

const Seconds = z.number();

const properties: Property[] = [
  {
    name: 'each function has a role of its own',
    holds: everyFunctionHas((lambda, stack) => ({ role: ownRole(stack, lambda) })),
    takeAway: [
      each(type, 'has the role of another', (lambda, stack) => {
        lambda.values.role = stack.all(type).find(({ path }) => path !== lambda.path)?.values.role;
      }),
      each(type, 'has the role of the state machine', ({ values }, stack) => {
        values.role = stack.one('aws_iam_role', 'Workflow/Role/Role').reference('arn');
      }),
      gone(type),
    ],
  },
  {
    name: "each function's log is ours, made before it, and doesn't stay for ever",
    holds: everyFunctionHas((lambda, stack) => {
      const log = stack.one(logs, lambda.path.replace(/Function$/, 'Log'));
      expect(log.values).toMatchObject({ name: `/aws/lambda/${lambda.text('function_name')}`, retention_in_days: 30 });
      return { depends_on: expect.arrayContaining([`${logs}.${log.id}`]) as unknown };
    }),
    takeAway: [
      gone(logs, ({ path }) => path.startsWith('Functions/')),
      changed(logs, 'retention_in_days', undefined, ({ path }) => path.startsWith('Functions/')),
      changed(logs, 'name', '/aws/lambda/other', ({ path }) => path.startsWith('Functions/')),
      changed(type, 'depends_on', []),
    ],
  },
  {
    name: 'no log stays for ever',
    holds: (stack) => {
      const groups = stack.all(logs);
      expect(groups).toMatchObject(groups.map(({ path }) => ({ path, values: { retention_in_days: 30 } })));
    },
    takeAway: [changed(logs, 'retention_in_days', undefined), changed(logs, 'retention_in_days', 0)],
  },
  {
    name: 'a function ends before the state that waits for it gives up, and within what Lambda allows',
    holds: (stack) => {
      for (const lambda of stack.all(type)) {
        const timeout = Seconds.parse(lambda.values.timeout);
        const waiting = callers(stack, lambda).map(({ state }) => Seconds.parse(state.TimeoutSeconds));
        // Nothing waits for the one that is told of stopped tasks.
        expect(waiting.length > 0).toBe(!isTold(lambda));
        expect({ of: lambda.path, timeout, tooShort: waiting.filter((seconds) => seconds < timeout) }).toEqual({
          of: lambda.path,
          timeout,
          tooShort: [],
        });
        expect(timeout).toBeLessThanOrEqual(900);
      }
    },
    takeAway: [
      changed(type, 'timeout', 901),
      each(
        type,
        'runs longer than its state waits',
        (lambda) => (lambda.values.timeout = 900),
        (lambda) => lambda.values.timeout !== 900 && !isTold(lambda),
      ),
      each('aws_sfn_state_machine', 'waits for a minute', (machine) => {
        machine.values.definition = machine.text('definition').replace(/"TimeoutSeconds": 900/, '"TimeoutSeconds": 60');
      }),
    ],
  },
  {
    name: 'the way of a job through the functions can be traced',
    holds: everyFunctionHas(() => ({ tracing_config: { mode: 'Active' } })),
    takeAway: [changed(type, 'tracing_config', undefined), changed(type, 'tracing_config.mode', 'PassThrough')],
  },
  {
    name: 'a function has no address, and nobody but the state machine calls it, and rules of ours those that hear of ends',
    holds: (stack) => {
      const doors = ['aws_lambda_function_url', 'aws_lambda_event_source_mapping'];
      expect(stack.all('aws_lambda_permission').map(({ values }) => values)).toMatchObject([
        {
          action: 'lambda:InvokeFunction',
          function_name: stack.one(type, 'Functions/reconcile/Function').reference('arn'),
          principal: 'events.amazonaws.com',
          source_arn: stack.one('aws_cloudwatch_event_rule', 'Ends/Rule').reference('arn'),
        },
        {
          action: 'lambda:InvokeFunction',
          function_name: stack.one(type, 'Functions/recordRun/Function').reference('arn'),
          principal: 'events.amazonaws.com',
          source_arn: stack.one('aws_cloudwatch_event_rule', 'TaskEnds/Rule').reference('arn'),
        },
      ]);
      expect(stack.types().filter((type) => doors.includes(type))).toEqual([]);
      expect(stack.types().filter((type) => /^aws_(api_gateway|apigateway|lb|cloudfront)/.test(type))).toEqual([]);
    },
    takeAway: [
      added('aws_lambda_function_url', { authorization_type: 'NONE' }),
      added('aws_lambda_permission', { action: 'lambda:InvokeFunction', principal: '*' }),
      gone('aws_lambda_permission'),
      changed('aws_lambda_permission', 'principal', '*'),
      changed('aws_lambda_permission', 'source_arn', undefined),
      changed('aws_lambda_permission', 'function_name', 'another'),
      added('aws_lambda_event_source_mapping', {}),
      added('aws_apigatewayv2_api', {}),
      added('aws_lb', {}),
    ],
  },
  {
    name: 'a function runs our code as it is now',
    holds: everyFunctionHas(({ path }) => {
      const name = path.split('/')[1] ?? '';
      const filename: unknown = expect.stringMatching(new RegExp(`^assets/.*/${name}\\.zip$`));
      return { source_code_hash: `checksum of ${name}`, filename, handler: 'index.handler' };
    }),
    takeAway: [changed(type, 'source_code_hash', undefined), changed(type, 'filename', 'other.zip')],
  },
  {
    name: "ffprobe comes with Probe's layer, which is of the same architecture",
    holds: (stack) => {
      const layer = stack.one(layers, 'Functions/Ffprobe');
      expect(stack.one(type, 'Functions/probe/Function').values).toMatchObject({
        layers: [layer.reference('arn')],
        environment: { variables: { FFPROBE_PATH: '/opt/bin/ffprobe' } },
        architectures: layer.values.compatible_architectures,
      });
    },
    takeAway: [
      gone(layers, ({ path }) => path.endsWith('Ffprobe')),
      changed(layers, 'compatible_architectures', ['arm64'], ({ path }) => path.endsWith('Ffprobe')),
      changed(type, 'layers', [], ({ path }) => path.includes('probe')),
      changed(type, 'environment.variables.FFPROBE_PATH', undefined, ({ path }) => path.includes('probe')),
    ],
  },
  {
    name: 'ONNX Runtime comes with a layer of the same architecture to the functions that run models, and to no other',
    holds: (stack) => {
      const layer = stack.one(layers, 'Functions/Runtime');
      for (const { path, values } of stack.all(type)) {
        const has = JSON.stringify(values.layers ?? []).includes(layer.reference('arn'));
        expect({ path, has }).toEqual({ path, has: runModels({ path }) });
        if (has) expect(values.architectures).toEqual(layer.values.compatible_architectures);
      }
      expect(layer.values.source_code_hash).toBe('checksum of onnxruntime');
    },
    takeAway: [
      gone(layers, ({ path }) => path.endsWith('Runtime')),
      changed(layers, 'compatible_architectures', ['arm64'], ({ path }) => path.endsWith('Runtime')),
      changed(layers, 'source_code_hash', undefined, ({ path }) => path.endsWith('Runtime')),
      changed(type, 'layers', undefined, runModels),
      each(
        type,
        'has ONNX Runtime, too',
        ({ values }, stack) => (values.layers = [stack.one(layers, 'Functions/Runtime').reference('arn')]),
        (lambda) => !runModels(lambda),
      ),
    ],
  },
  {
    name: 'who runs models has room for them and for pictures, keeps them, knows that the image is elsewhere, and tells nobody',
    holds: (stack) => {
      for (const { path, values } of stack.all(type).filter(runModels)) {
        expect({ path, ...values }).toMatchObject({
          path,
          memory_size: 3008,
          ephemeral_storage: { size: 2048 },
          environment: {
            variables: {
              FRAMEFLEET_MODEL_CACHE: '/tmp/models',
              FRAMEFLEET_FILES: 'elsewhere',
              ORT_DISABLE_TELEMETRY: '1',
            },
          },
        });
      }
    },
    takeAway: [
      changed(type, 'memory_size', 512, runModels),
      changed(type, 'ephemeral_storage', undefined, runModels),
      changed(type, 'environment.variables.FRAMEFLEET_MODEL_CACHE', '/opt/models', runModels),
      changed(type, 'environment.variables.FRAMEFLEET_FILES', undefined, runModels),
      changed(type, 'environment.variables.ORT_DISABLE_TELEMETRY', undefined, runModels),
    ],
  },
];

testProperties(synthesize(), properties);

test('a stage decides on the architecture and on how long logs stay', () => {
  const own = synthesize({ architecture: 'arm64', retention: { logDays: 7 } });
  for (const { values } of own.all(type)) expect(values.architectures).toEqual(['arm64']);
  for (const { values } of own.all(layers)) expect(values.compatible_architectures).toEqual(['arm64']);
  for (const { values } of own.all(logs)) expect(values.retention_in_days).toBe(7);
});
