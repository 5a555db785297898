import { type AttemptsField, attempted, noAttempts } from './attempts';
import { expiry, now } from './job-item';
import type { StateMachineSettings } from './settings';
import type { Branch, FailState, Json, Transition } from './states';
import { runTask, updateItem } from './tasks';

/** Ends the segment, and with it the Map: there the error is caught. */
const segmentGivenUp: FailState = {
  Type: 'Fail',
  Comment: 'The segment has failed for good',
  ErrorPath: '$.failure.Error',
  CausePath: '$.failure.Cause',
};

/** What one iteration of the Map is given. `$$.Map.*` is read here and nowhere else. */
export const segmentSelector: Json = {
  'jobId.$': '$.jobId',
  'executionId.$': '$$.Execution.Id',
  'capacity.$': 'States.ArrayGetItem($.capacities, $$.Map.Item.Value.capacity)',
  attempts: noAttempts,
  'plan.$': '$.planned.value.summary.uri',
  'mode.$': '$.planned.value.summary.mode',
  'kernels.$': '$.planned.value.summary.kernels',
  'timeout.$': '$.planned.value.summary.timeouts.segment',
  'expiresAt.$': '$.planned.value.summary.expiresAt',
  'index.$': '$$.Map.Item.Value.index',
  'record.$': '$$.Map.Item.Value.record',
};

/**
 * The work on one segment. Attempts are inside: a task that fails is tried again by itself, the other segments go on.
 * @param suffix ends the states' names: they must be unique over the whole machine, which has this branch twice
 */
export function segmentBranch(settings: StateMachineSettings, suffix: string): Branch {
  const [fusedOrSplit, fused, split, record] = [
    `FusedOrSplit${suffix}`,
    `ProcessSegment${suffix}`,
    `GrayscaleAndMotion${suffix}`,
    `RecordSegment${suffix}`,
  ];
  const [grayscale, motion] = [`GrayscaleSegment${suffix}`, `DetectMotion${suffix}`];
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
      ...segmentTask(fused, '$.kernels', 'Decode the segment once, for all kernels', { Next: record }),
      [split]: {
        Type: 'Parallel',
        Comment: 'Decode the segment twice, side by side',
        Branches: [
          {
            StartAt: grayscale,
            States: segmentTask(grayscale, "'grayscale'", "Take the segment's colour out", { End: true }),
          },
          {
            StartAt: motion,
            States: segmentTask(motion, "'motion'", 'Find what moves in the segment', { End: true }),
          },
        ],
        ResultPath: null,
        Next: record,
      },
      [record]: updateItem(
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
      ),
    },
  };
}
