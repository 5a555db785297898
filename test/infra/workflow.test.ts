import { renderDefinition } from '../../statemachine/definition';
import { StateMachineSettings } from '../../statemachine/settings';
import type { AslGraph } from '../statemachine/asl-rules';
import { definitionOf, parseDefinition } from './definition';
import { type Property, changed, each, gone, testProperties } from './properties';
import type { Stack } from './stack';
import { synthesize } from './synthesize';

const type = 'aws_sfn_state_machine';
const has = (values: object) => (stack: Stack) => expect(stack.one(type)).toMatchObject({ values });

const edited = (what: string, edit: (definition: AslGraph) => void) =>
  each(type, what, (machine) => {
    const definition = parseDefinition(machine.text('definition'));
    edit(definition);
    machine.values.definition = JSON.stringify(definition);
  });

const properties: Property[] = [
  {
    name: 'the state machine is a standard one, whose executions can be looked at for 90 days',
    holds: has({ type: 'STANDARD' }),
    takeAway: [gone(type), changed(type, 'type', 'EXPRESS')],
  },
  {
    name: 'it works with its own role, which has its permissions from the start',
    holds: (stack) => {
      const policy = stack.one('aws_iam_role_policy', 'Workflow/Role/Policy');
      has({
        role_arn: stack.one('aws_iam_role', 'Workflow/Role/Role').reference('arn'),
        depends_on: [`aws_iam_role_policy.${policy.id}`],
      })(stack);
    },
    takeAway: [
      each(type, 'has the role of a task', ({ values }, stack) => {
        values.role_arn = stack.one('aws_iam_role', 'Fleet/segmentRole/Role').reference('arn');
      }),
      changed(type, 'depends_on', undefined),
    ],
  },
  {
    name: 'what goes wrong is logged, where the permission for it cannot outgrow its limit',
    holds: (stack) => {
      const log = stack.one('aws_cloudwatch_log_group', 'Workflow/Log');
      expect(log.text('name')).toMatch(/^\/aws\/vendedlogs\//);
      has({ logging_configuration: { level: 'ERROR', log_destination: `${log.reference('arn')}:*` } })(stack);
    },
    takeAway: [
      gone('aws_cloudwatch_log_group', ({ path }) => path === 'Workflow/Log'),
      changed('aws_cloudwatch_log_group', 'name', '/states/dev', ({ path }) => path === 'Workflow/Log'),
      changed(type, 'logging_configuration', undefined),
      changed(type, 'logging_configuration.level', 'OFF'),
      each(type, "has a log's ARN without its end", ({ values }, stack) => {
        const arn = stack.one('aws_cloudwatch_log_group', 'Workflow/Log').reference('arn');
        values.logging_configuration = { level: 'ERROR', log_destination: arn };
      }),
    ],
  },
  {
    name: 'executions can be traced',
    holds: has({ tracing_configuration: { enabled: true } }),
    takeAway: [
      changed(type, 'tracing_configuration', undefined),
      changed(type, 'tracing_configuration.enabled', false),
    ],
  },
  {
    name: 'it does what statemachine/ says, with the functions, tasks, table and bus of this stage',
    holds: (stack) => {
      const of = (type: string, path: string, attribute: string) => stack.one(type, path).reference(attribute);
      const lambda = (name: string) => of('aws_lambda_function', `Functions/${name}/Function`, 'arn');
      const task = (kind: string) => of('aws_ecs_task_definition', `Fleet/${kind}/Definition`, 'family');
      const settings = StateMachineSettings.parse({
        functions: {
          probe: lambda('probe'),
          checkModels: lambda('checkModels'),
          planSegments: lambda('planSegments'),
          resumeJob: lambda('resumeJob'),
          inspectPictures: lambda('inspectPictures'),
          mergeResults: lambda('mergeResults'),
          describeFailure: lambda('describeFailure'),
          writePage: lambda('writePage'),
          clearWork: lambda('clearWork'),
          reconcile: lambda('reconcile'),
        },
        cluster: of('aws_ecs_cluster', 'Fleet/Cluster', 'arn'),
        taskDefinitions: { segment: task('segment'), concat: task('concat') },
        containerName: 'framefleet',
        network: {
          subnets: [0, 1].map((index) => of('aws_subnet', `Fleet/Network/Subnet${index}`, 'id')),
          securityGroups: [of('aws_security_group', 'Fleet/Network/Tasks', 'id')],
          assignPublicIp: true,
        },
        policy: {},
        jobTable: of('aws_dynamodb_table', 'Storage/Jobs/Table', 'name'),
        eventBus: of('aws_cloudwatch_event_bus', 'Announcements/Bus', 'name'),
      });
      expect(definitionOf(stack)).toEqual(parseDefinition(renderDefinition(settings)));
    },
    takeAway: [
      edited('lacks a state', ({ States }) => delete States['MergeResults']),
      edited('has one state more', ({ States }) => (States['Idle'] = { Type: 'Pass' })),
      edited('calls one function for another', ({ States }) => {
        States['Probe']!.Parameters!['FunctionName'] = States['PlanSegments']!.Parameters!['FunctionName'];
      }),
      edited('never tries again', ({ States }) => (States['Concatenate']!.Retry = [])),
      gone('aws_cloudwatch_event_bus'),
    ],
  },
];

testProperties(synthesize(), properties);
