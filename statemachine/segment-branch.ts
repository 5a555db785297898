import { type AttemptsField, attempted, noAttempts } from './attempts';
import { functionTimeouts } from './function-timeouts';
import { expiry, now } from './job-item';
import type { StateMachineSettings } from './settings';
import { countSegment, countedFrom } from './progress';
import type { Branch, FailState, Json, TaskState, Transition } from './states';
import { invoke, runTask, updateItem } from './tasks';

/** Ends the segment, and with it the Map: there the error is caught. */
const segmentGivenUp: FailState = {
  Type: 'Fail',
  Comment: 'The segment has failed for good',
  ErrorPath: '$.failure.Error',
  CausePath: '$.failure.Cause',
};

/** What one iteration of the Map is given. `$$.Map.*` is read here and nowhere else. */
export const segmentSelector = (settings: StateMachineSettings): Json => ({
  'jobId.$': '$.jobId',
  'executionId.$': '$$.Execution.Id',
  'capacity.$': 'States.ArrayGetItem($.capacities, $$.Map.Item.Value.capacity)',
  attempts: noAttempts,
  'plan.$': '$.planned.value.summary.uri',
  'mode.$': '$.planned.value.summary.mode',
  'tasks.$': '$.planned.value.summary.taskKernels',
  'inspects.$': '$.planned.value.summary.inspects',
  'timeout.$': '$.planned.value.summary.timeouts.segment',
  'expiresAt.$': '$.planned.value.summary.expiresAt',
  'index.$': '$$.Map.Item.Value.index',
  'record.$': '$$.Map.Item.Value.record',
  ...(settings.policy.progressEvents ? countedFrom : {}),
});

/** The same for one task of a segment that has several. */
const oneKernel: Json = {
  ...Object.fromEntries(
    ['jobId', 'executionId', 'capacity', 'attempts', 'plan', 'timeout', 'index'].map((field) => [
      `${field}.$`,
      `$.${field}`,
    ]),
  ),
  'kernels.$': '$$.Map.Item.Value',
};

/**
 * The work on one segment. Attempts are inside: a task that fails is tried again by itself, the other segments go on.
 * @param suffix ends the states' names: they must be unique over the whole machine, which has this branch twice
 */
export function segmentBranch(settings: StateMachineSettings, suffix: string): Branch {
  const [fusedOrSplit, fused, split, kernel] = [
    `FusedOrSplit${suffix}`,
    `ProcessSegment${suffix}`,
    `ProcessEachKernel${suffix}`,
    `ProcessKernel${suffix}`,
  ];
  const [anyPictures, inspect, record] = [
    `AnyPicturesToInspect${suffix}`,
    `InspectPictures${suffix}`,
    `RecordSegment${suffix}`,
  ];
  const attempts: AttemptsField = 'attempts';
  const segmentTask = (name: string, kernels: string, Comment: string, transition: Transition) => {
    const task = runTask(
      settings,
      {
        definition: settings.taskDefinitions.segment,
        command: `States.Array('segment', $.plan, States.Format('{}', $.index), ${kernels})`,
        capacities: '$.capacity',
        attempts,
        executionId: '$.executionId',
        timeoutPath: '$.timeout',
      },
      { Comment, ...transition },
    );
    const givesUp = `${name}GivenUp`;
    return { ...attempted(name, task, attempts, givesUp), [givesUp]: segmentGivenUp };
  };
  return {
    StartAt: fusedOrSplit,
    States: {
      [fusedOrSplit]: {
        Type: 'Choice',
        Comment: 'One task for all kernels, or one for each?',
        Choices: [{ Variable: '$.mode', StringEquals: 'split', Next: split }],
        Default: fused,
      },
      ...segmentTask(fused, 'States.ArrayGetItem($.tasks, 0)', 'Decode the segment once, for all kernels', {
        Next: anyPictures,
      }),
      [split]: {
        Type: 'Map',
        Comment: 'A task for each kernel, side by side',
        ItemsPath: '$.tasks',
        ItemSelector: oneKernel,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: kernel,
          States: segmentTask(kernel, '$.kernels', 'Decode the segment for this one', { End: true }),
        },
        ResultPath: null,
        Next: anyPictures,
      },
      [anyPictures]: {
        Type: 'Choice',
        Comment: 'Have pictures been set aside for a function?',
        Choices: [{ Variable: '$.inspects', BooleanEquals: true, Next: inspect }],
        Default: record,
      },
      [inspect]: invoke(
        settings.functions.inspectPictures,
        {
          'jobId.$': '$.jobId',
          'executionId.$': '$.executionId',
          'plan.$': '$.plan',
          'index.$': '$.index',
          'retries.$': '$$.State.RetryCount',
        },
        functionTimeouts.inspectPictures,
        { Comment: 'Run models over them', Next: record },
      ),
      ...(settings.policy.progressEvents
        ? countSegment(settings, record, suffix)
        : { [record]: noteSegment(settings) }),
    },
  };
}

const noteSegment = (settings: StateMachineSettings): TaskState =>
  updateItem(
    settings,
    {
      item: { 'S.$': '$.record' },
      expression: `SET #state = :done, #segment = :index, finishedAt = :now, ${expiry.expression}`,
      names: { '#state': 'state', '#segment': 'segment' },
      values: {
        ':done': { S: 'DONE' },
        ':index': { 'N.$': "States.Format('{}', $.index)" },
        ':now': now,
        ...expiry.value('$.expiresAt'),
      },
    },
    // Nothing is handed back: the results of 10,000 segments wouldn't fit into one state's output.
    { Comment: 'Note that the segment is done', OutputPath: null, End: true },
  );
