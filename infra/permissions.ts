import type { Principal, ResourceNames } from '../statemachine/names';
import type { ResourceArns } from './arns';
import { functionLogGroup, taskLogGroup } from '../statemachine/log-groups';

/** One statement of a policy: nothing is denied, whatever isn't allowed is refused. */
export interface Statement {
  actions: readonly string[];
  resources: readonly string[];
  /** IAM's operator -> condition key -> value. */
  conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * Who may do what: a role for each function, for each kind of task, for the state machine and for the rule that starts it.
 * test/integration/least-privilege.test.ts holds it against the calls of whole jobs: what is missing here fails there, and
 * so does what no job has ever needed, unless it says there why it stays.
 * @param modelBuckets names of buckets that models may be read from, besides the input bucket's models/
 */
export function permissions(
  arns: ResourceArns,
  names: ResourceNames,
  modelBuckets: readonly string[],
): Record<Principal, readonly Statement[]> {
  const { inputBucket: input, workBucket: work, outputBucket: output } = arns;
  // Models, the names of what they find, the faces that they shall know.
  const readingModels = {
    actions: ['s3:GetObject'],
    resources: [`${input}/models/*`, ...modelBuckets.map((name) => `arn:aws:s3:::${name}/*`)],
  };
  return {
    probe: [
      // Reads the upload, always by its version: another upload under the same key must not mix in.
      { actions: ['s3:GetObjectVersion'], resources: [`${input}/*`] },
      // An upload that is gone is told from one that may not be read: without this S3 answers 403 to both.
      { actions: ['s3:ListBucket'], resources: [input] },
      // Keeps where the video can be cut.
      { actions: ['s3:PutObject'], resources: [`${work}/*/key-frames.json`] },
      ...functionBasics(arns, names.functions.probe),
    ],
    'check-models': [
      readingModels,
      // One that isn't there is told from one that may not be read.
      { actions: ['s3:ListBucket'], resources: [input] },
      ...functionBasics(arns, names.functions.checkModels),
    ],
    'plan-segments': [
      // Reads where the video can be cut.
      { actions: ['s3:GetObject'], resources: [`${work}/*/key-frames.json`] },
      // Keeps the plan, and the Map's items.
      { actions: ['s3:PutObject'], resources: [`${work}/*/plan.json`, `${work}/*/segments.json`] },
      ...functionBasics(arns, names.functions.planSegments),
    ],
    'resume-job': [
      // Reads the plan of the run before.
      { actions: ['s3:GetObject'], resources: [`${work}/*/plan.json`] },
      // Sees which results are there, and that there is no plan.
      { actions: ['s3:ListBucket'], resources: [work] },
      // Results of a plan that is gone are removed, lest the next one takes them for its own.
      { actions: ['s3:DeleteObject'], resources: [`${work}/*`] },
      // Leaves the Map only the segments that are missing.
      { actions: ['s3:PutObject'], resources: [`${work}/*/segments.json`] },
      ...functionBasics(arns, names.functions.resumeJob),
    ],
    'inspect-pictures': [
      // Reads the plan, and the pictures that a segment's task has set aside.
      { actions: ['s3:GetObject'], resources: [`${work}/*/plan.json`, `${work}/*/segments/*.samples`] },
      readingModels,
      // Leaves what it has found and, last, its result.
      { actions: ['s3:PutObject'], resources: [`${work}/*/segments/*.json`] },
      { actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [`${work}/*/segments/*.ndjson`] },
      // Writes down why it failed.
      { actions: ['s3:PutObject'], resources: [`${work}/*/failures/*`] },
      ...functionBasics(arns, names.functions.inspectPictures),
    ],
    'merge-results': [
      // Reads the plan, and what each segment's task has found; its pictures are copied.
      { actions: ['s3:GetObject'], resources: [`${work}/*/plan.json`, `${work}/*/segments/*`] },
      // Reads the people that faces are compared with.
      readingModels,
      leavingOutputs(arns),
      ...functionBasics(arns, names.functions.mergeResults),
    ],
    'describe-failure': [
      // Finds what the tasks have written down about their failures, and that there is no plan yet.
      { actions: ['s3:ListBucket'], resources: [work] },
      // Reads these, and the plan for the segments' time ranges.
      { actions: ['s3:GetObject'], resources: [`${work}/*/failures/*`, `${work}/*/plan.json`] },
      ...takingBackUploads(arns),
      ...functionBasics(arns, names.functions.describeFailure),
    ],
    'write-page': [
      // Reads the job's record, and what it has found.
      { actions: ['dynamodb:Query'], resources: [arns.jobTable] },
      { actions: ['s3:GetObject'], resources: [`${output}/*.json`, `${output}/*.ndjson`] },
      // Leaves the page beside it.
      { actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [`${output}/*.html`] },
      ...functionBasics(arns, names.functions.writePage),
    ],
    'clear-work': [
      // Removes what a finished job needs no more.
      { actions: ['s3:ListBucket'], resources: [work] },
      { actions: ['s3:DeleteObject'], resources: [`${work}/*`] },
      ...takingBackUploads(arns),
      ...functionBasics(arns, names.functions.clearWork),
    ],
    reconcile: [
      // Asks whether the execution that has the claim still runs.
      { actions: ['states:DescribeExecution'], resources: [arns.executions] },
      // Reads a job's record, which it corrects.
      { actions: ['dynamodb:Query'], resources: [arns.jobTable] },
      announcing(arns),
      ...takingBackUploads(arns),
      // Leaves nothing of a cancelled job.
      { actions: ['s3:ListBucket'], resources: [work, output] },
      { actions: ['s3:DeleteObject'], resources: [`${work}/*`, `${output}/*`] },
      // Lambda keeps, as the function, the news that it couldn't deal with.
      { actions: ['sqs:SendMessage'], resources: [arns.deadLetters] },
      ...functionBasics(arns, names.functions.reconcile),
    ],

    'record-run': [
      // Notes how a launch of a task has ended: what every function may do is enough.
      // Lambda keeps, as the function, the news that it couldn't deal with.
      { actions: ['sqs:SendMessage'], resources: [arns.deadLetters] },
      ...functionBasics(arns, names.functions.recordRun),
    ],

    segment: [
      ...taskBasics(arns),
      // Runs models over what it decodes.
      readingModels,
      // Leaves the segment's gray video, records and pictures and, last, its result; finds a finished result again.
      {
        actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
        resources: [`${work}/*/segments/*`],
      },
    ],
    concat: [
      ...taskBasics(arns),
      // Reads the segments.
      { actions: ['s3:GetObject'], resources: [`${work}/*/segments/*`] },
      // Leaves its own result, and finds it again when it is retried.
      { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${work}/*/concatenation.json`] },
      // Writes the gray video, clips, drawings, sheets.
      leavingOutputs(arns),
      // Illustrating: reads what was found, and where the video can be cut.
      { actions: ['s3:GetObject'], resources: [`${output}/*`] },
      { actions: ['s3:GetObject'], resources: [`${work}/*/key-frames.json`] },
      // Leaves its own result, and finds it again when it is retried.
      { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${work}/*/illustration.json`] },
    ],

    'state-machine': [
      // Calls the functions.
      { actions: ['lambda:InvokeFunction'], resources: calledFunctions(arns) },
      // Starts tasks of these two kinds, in this cluster only, and tags each with its job.
      {
        actions: ['ecs:RunTask'],
        resources: Object.values(arns.taskDefinitions),
        conditions: { ArnEquals: { 'ecs:cluster': arns.cluster } },
      },
      {
        actions: ['ecs:TagResource'],
        resources: [arns.tasks],
        conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      },
      // Waits for their end, and stops them when the execution stops (`.sync`).
      {
        actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
        resources: [arns.tasks],
        conditions: { ArnEquals: { 'ecs:cluster': arns.cluster } },
      },
      { actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], resources: [arns.taskEventsRule] },
      // Hands the tasks their roles, and no other role, and to nobody but ECS.
      {
        actions: ['iam:PassRole'],
        resources: Object.values(arns.taskRoles),
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      // Claims the job, records its plan, its segments and its end.
      { actions: ['dynamodb:UpdateItem'], resources: [arns.jobTable] },
      // Reads the items of the Distributed Map.
      { actions: ['s3:GetObject'], resources: [`${work}/*/segments.json`] },
      // Runs the Distributed Map's iterations as executions of itself, follows and stops them.
      { actions: ['states:StartExecution'], resources: [arns.stateMachine] },
      {
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [arns.executions, arns.mapExecutions],
      },
      // Goes on with those that failed when the job's own execution is redriven:
      // https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
      { actions: ['states:RedriveExecution'], resources: [arns.mapExecutions] },
      announcing(arns),
      // Log delivery has no resource of its own that could be named:
      // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
      {
        actions: [
          ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'],
          ...['PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'],
        ].map((action) => `logs:${action}`),
        resources: ['*'],
      },
      tracing(['xray:GetSamplingRules', 'xray:GetSamplingTargets']),
    ],
    // Starts the state machine.
    'upload-rule': [{ actions: ['states:StartExecution'], resources: [arns.stateMachine] }],
  };
}

/** Of the functions those that the state machine calls: launches that have ended are ECS's news. */
function calledFunctions({ functions }: ResourceArns): string[] {
  return Object.values(functions).filter((arn) => arn !== functions.recordRun);
}

/** With what ECS itself starts a task: pulls the image, opens its log. */
export function launchPermissions(arns: ResourceArns, names: ResourceNames): readonly Statement[] {
  return [
    // A token for the registry as a whole; it opens no repository.
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      resources: [arns.repository],
    },
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [arns.logStreams(taskLogGroup(names.cluster))],
    },
  ];
}

/** With what a rule tells webhooks: EventBridge reads their keys by itself. */
export const webhookPermissions = (arns: ResourceArns): readonly Statement[] => [
  { actions: ['events:InvokeApiDestination'], resources: [arns.webhooks] },
];

/** What both kinds of tasks do. */
function taskBasics(arns: ResourceArns): Statement[] {
  return [
    // Reads the upload by its version, through URLs that it signs for ffmpeg.
    { actions: ['s3:GetObjectVersion'], resources: [`${arns.inputBucket}/*`] },
    { actions: ['s3:GetObject'], resources: [`${arns.workBucket}/*/plan.json`] },
    // Asks whether its result is there already; without this S3 answers 403 when it isn't.
    { actions: ['s3:ListBucket'], resources: [arns.workBucket] },
    // Writes down why it failed, unless a later attempt has, and takes it back when one succeeds.
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [`${arns.workBucket}/*/failures/*`],
    },
    // Reports its frames.
    { actions: ['dynamodb:UpdateItem'], resources: [arns.jobTable] },
  ];
}

/** Each kernel calls its outputs as it likes. Uploads in parts are taken back when they fail. */
const leavingOutputs = ({ outputBucket }: ResourceArns): Statement => ({
  actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
  resources: [`${outputBucket}/*`],
});

/** Parts of unfinished uploads cost as much as objects, and no list of objects shows them. */
const takingBackUploads = ({ workBucket, outputBucket }: ResourceArns): Statement[] => [
  { actions: ['s3:ListBucketMultipartUploads'], resources: [workBucket, outputBucket] },
  { actions: ['s3:AbortMultipartUpload'], resources: [`${workBucket}/*`, `${outputBucket}/*`] },
];

/** Tells how a job ended, as nobody but framefleet. */
const announcing = ({ eventBus }: ResourceArns): Statement => ({
  actions: ['events:PutEvents'],
  resources: [eventBus],
  conditions: { StringEquals: { 'events:source': 'framefleet' } },
});

/** What every function needs to be heard, and to add what it has used to the job's bill. */
const functionBasics = (arns: ResourceArns, name: string): Statement[] => [
  { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [arns.logStreams(functionLogGroup(name))] },
  { actions: ['dynamodb:UpdateItem'], resources: [arns.jobTable] },
  tracing(),
];

/** X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html */
const tracing = (further: readonly string[] = []): Statement => ({
  actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', ...further],
  resources: ['*'],
});
