import { attempted, noAttempts } from './attempts';
import { claim } from './claim';
import { failureBranch, toClaimLost, toFailureBranch } from './failure-branch';
import { functionTimeouts } from './function-timeouts';
import { expiry, jobItem, ownedAnd, thisExecution } from './job-item';
import { phaseAnnouncements, startOf } from './progress';
import { segmentBranch, segmentSelector } from './segment-branch';
import type { StateMachineSettings } from './settings';
import type { Json, MapState, PassState, StateMachine } from './states';
import { successBranch } from './success-branch';
import { capacitiesByLaunch, invoke, runTask, updateItem } from './tasks';

/** Longest life of one execution in seconds: a day. */
const longestExecution = 86_400;

/** The whole workflow, top to bottom, as the console draws it. */
export function defineStateMachine(settings: StateMachineSettings): StateMachine {
  const { defaults, limits, keepWork, progressEvents, ...planningPolicy } = settings.policy;
  return {
    Comment: 'framefleet: a colour video in, its grayscale version, its motion report and a job record out',
    StartAt: 'IdentifyUpload',
    TimeoutSeconds: longestExecution,
    States: {
      // What was uploaded, and is it ours to do?
      IdentifyUpload: {
        Type: 'Choice',
        Comment: 'Does the bucket keep versions?',
        Choices: [
          { Variable: '$.detail.object.version-id', IsPresent: true, Next: 'IdentifyByVersion' },
          { Variable: '$.detail.object.sequencer', IsPresent: true, Next: 'IdentifyBySequencer' },
        ],
        Default: 'NotAnUpload',
      },
      IdentifyByVersion: identify('The version id names the upload', {
        'version.$': '$.detail.object.version-id',
        'versionId.$': '$.detail.object.version-id',
      }),
      IdentifyBySequencer: identify('The sequencer names the upload', { 'version.$': '$.detail.object.sequencer' }),
      NotAnUpload: {
        Type: 'Fail',
        Comment: 'The event is no S3 upload',
        Error: 'NotAnUpload',
        Cause: 'The input is no "Object Created" event of S3: detail.object has neither a version-id nor a sequencer.',
      },
      NameJob: {
        Type: 'Pass',
        Comment: 'One job per version of an object, and options',
        Parameters: {
          'source.$': '$.source',
          'options.$': '$.given.options',
          // The same as jobId() in pipeline/keys.ts.
          'jobId.$':
            "States.Hash(States.Format('{}/{}/{}{}', $.source.bucket, $.source.key, $.source.version, $.given.options), 'SHA-256')",
          capacities: capacitiesByLaunch,
          concatAttempts: noAttempts,
          illustrateAttempts: noAttempts,
        },
        Next: 'ClaimJob',
      },
      ...claim(settings),

      // Understand it and decide how to do it.
      Probe: invoke(
        settings.functions.probe,
        {
          'jobId.$': '$.jobId',
          'executionId.$': '$$.Execution.Id',
          'source.$': '$.source',
          'options.$': '$.options',
          defaults,
          limits,
        },
        functionTimeouts.probe,
        {
          Comment: 'What kind of video is it, and where can it be cut?',
          ResultPath: '$.probed',
          Catch: toFailureBranch,
          Next: 'AnyModelsToCheck',
        },
      ),
      AnyModelsToCheck: {
        Type: 'Choice',
        Comment: 'Are models to be run over its pictures?',
        Choices: [{ Variable: '$.probed.value.usesModels', BooleanEquals: true, Next: 'CheckModels' }],
        Default: 'PlanSegments',
      },
      CheckModels: invoke(
        settings.functions.checkModels,
        { 'jobId.$': '$.jobId', 'executionId.$': '$$.Execution.Id', 'probed.$': '$.probed.value' },
        functionTimeouts.checkModels,
        {
          Comment: 'Are they what they should be, and how long do they take?',
          ResultPath: '$.probed',
          Catch: toFailureBranch,
          Next: 'PlanSegments',
        },
      ),
      PlanSegments: invoke(
        settings.functions.planSegments,
        {
          'jobId.$': '$.jobId',
          'executionId.$': '$$.Execution.Id',
          'source.$': '$.source',
          'probed.$': '$.probed.value',
          policy: planningPolicy,
        },
        functionTimeouts.planSegments,
        {
          Comment: 'Cut it at key frames, on paper',
          ResultPath: '$.planned',
          Catch: toFailureBranch,
          Next: 'RecordPlan',
        },
      ),
      RecordPlan: updateItem(
        settings,
        {
          item: jobItem,
          expression: `SET media = :media, #plan = :plan, ${expiry.expression}`,
          condition: ownedAnd(),
          names: { '#state': 'state', '#plan': 'plan' },
          values: {
            ...thisExecution,
            ':media': { 'S.$': 'States.JsonToString($.probed.value.media)' },
            ':plan': { 'S.$': 'States.JsonToString($.planned.value.summary)' },
            ...expiry.value('$.planned.value.summary.expiresAt'),
          },
        },
        {
          Comment: 'Let people see what is planned',
          Catch: [toClaimLost, ...toFailureBranch],
          Next: startOf(settings, 'segments'),
        },
      ),

      // Tell how far it is, if that is wanted.
      ...(progressEvents ? phaseAnnouncements(settings) : {}),

      // Do it, side by side.
      FanOut: {
        Type: 'Choice',
        Comment: 'Few segments fit into this execution, many get executions of their own',
        Choices: [
          { Variable: '$.planned.value.summary.fanOut', StringEquals: 'distributed', Next: 'ProcessManySegments' },
        ],
        Default: 'ProcessSegments',
      },
      ProcessSegments: eachSegment(settings, 'Work on all segments side by side', 'INLINE'),
      ProcessManySegments: eachSegment(settings, 'Work on hundreds of segments side by side', 'DISTRIBUTED'),

      // Put it together.
      AnySegmentsToJoin: {
        Type: 'Choice',
        Comment: 'Are there gray segments?',
        Choices: [
          {
            Variable: '$.planned.value.summary.encodes',
            BooleanEquals: true,
            Next: startOf(settings, 'concatenation'),
          },
        ],
        Default: 'AnyResultsToMerge',
      },
      ...attempted(
        'Concatenate',
        runTask(
          settings,
          {
            definition: settings.taskDefinitions.concat,
            command: "States.Array('concat', $.planned.value.summary.uri)",
            capacities: 'States.ArrayGetItem($.capacities, $.planned.value.summary.concatCapacity)',
            attempts: 'concatAttempts',
            executionId: '$$.Execution.Id',
            timeoutPath: '$.planned.value.summary.timeouts.concat',
          },
          { Comment: 'Join the segments in order, with the sound of the source', Next: 'AnyResultsToMerge' },
        ),
        'concatAttempts',
        'DescribeFailure',
      ),
      AnyResultsToMerge: {
        Type: 'Choice',
        Comment: 'Have the segments left anything else?',
        Choices: [
          { Variable: '$.planned.value.summary.merges', BooleanEquals: true, Next: startOf(settings, 'merging') },
        ],
        Default: 'RecordSuccess',
      },
      MergeResults: invoke(
        settings.functions.mergeResults,
        { 'jobId.$': '$.jobId', 'executionId.$': '$$.Execution.Id', 'plan.$': '$.planned.value.summary.uri' },
        functionTimeouts.mergeResults,
        {
          Comment: 'What was found in the segments is put together: frames become events',
          Catch: toFailureBranch,
          Next: 'AnythingToIllustrate',
        },
      ),
      AnythingToIllustrate: {
        Type: 'Choice',
        Comment: 'Are clips, drawings or sheets of pictures wanted?',
        Choices: [
          {
            Variable: '$.planned.value.summary.illustrates',
            BooleanEquals: true,
            Next: startOf(settings, 'illustrating'),
          },
        ],
        Default: 'RecordSuccess',
      },
      ...attempted(
        'Illustrate',
        runTask(
          settings,
          {
            // It writes where the concatenation writes, and needs as much room.
            definition: settings.taskDefinitions.concat,
            command: "States.Array('illustrate', $.planned.value.summary.uri)",
            capacities: 'States.ArrayGetItem($.capacities, $.planned.value.summary.concatCapacity)',
            attempts: 'illustrateAttempts',
            executionId: '$$.Execution.Id',
            timeoutPath: '$.planned.value.summary.timeouts.illustrate',
          },
          { Comment: 'Cut clips, draw what was found, lay out pictures', Next: 'RecordSuccess' },
        ),
        'illustrateAttempts',
        'DescribeFailure',
      ),

      // Tell how it went.
      ...successBranch(settings, keepWork),

      // Tell why it didn't go.
      ...failureBranch(settings),
    },
  };
}

/** The definition as Step Functions takes it. */
export const renderDefinition = (settings: StateMachineSettings): string =>
  JSON.stringify(defineStateMachine(settings), null, 2);

function identify(Comment: string, version: { readonly [key: string]: Json }): PassState {
  return {
    Type: 'Pass',
    Comment,
    Parameters: {
      // Whoever starts an execution by hand may put options beside the event.
      'given.$': String.raw`States.JsonMerge(States.StringToJson('\{"options":""\}'), $$.Execution.Input, false)`,
      source: {
        'bucket.$': '$.detail.bucket.name',
        'key.$': '$.detail.object.key',
        'etag.$': '$.detail.object.etag',
        'sizeBytes.$': '$.detail.object.size',
        ...version,
      },
    },
    Next: 'NameJob',
  };
}

function eachSegment(settings: StateMachineSettings, Comment: string, Mode: 'INLINE' | 'DISTRIBUTED'): MapState {
  const items =
    Mode === 'INLINE'
      ? { ItemsPath: '$.planned.value.items' }
      : {
          Label: 'Segments',
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSON' },
            Parameters: { 'Bucket.$': '$.planned.value.itemsBucket', 'Key.$': '$.planned.value.itemsKey' },
          },
        };
  return {
    Type: 'Map',
    Comment,
    ...items,
    ItemSelector: segmentSelector(settings),
    ItemProcessor: {
      ProcessorConfig: Mode === 'INLINE' ? { Mode } : { Mode, ExecutionType: 'STANDARD' },
      ...segmentBranch(settings, Mode === 'INLINE' ? '' : 'OfMany'),
    },
    MaxConcurrencyPath: '$.planned.value.summary.maxConcurrency',
    ResultPath: null,
    Catch: toFailureBranch,
    Next: 'AnySegmentsToJoin',
  };
}
