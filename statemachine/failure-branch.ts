import { jobItem, now, ownedByThisExecution, thisExecution } from './job-item';
import type { StateMachineSettings } from './settings';
import type { Catcher, State } from './states';
import { announce, invoke, updateItem } from './tasks';

/** Every state that can fail leads to the failure branch, with the state's input kept. */
export const toFailureBranch: readonly Catcher[] = [
  { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'DescribeFailure' },
];

/** Say why, write it down, tell others, fail. Each step goes on when it fails itself: the job must not end in silence. */
export const failureBranch = (settings: StateMachineSettings): Readonly<Record<string, State>> => ({
  DescribeFailure: invoke(
    settings.functions.describeFailure,
    { 'jobId.$': '$.jobId', 'executionId.$': '$$.Execution.Id', 'failure.$': '$.failure' },
    60,
    {
      Comment: 'Which segment, which time range, what ffmpeg said, what to do',
      ResultPath: '$.described',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.undescribed', Next: 'QuoteFailure' }],
      Next: 'RecordFailure',
    },
  ),
  QuoteFailure: {
    Type: 'Pass',
    Comment: 'No description to be had: quote what was caught',
    Parameters: { value: { 'name.$': '$.failure.Error', 'message.$': '$.failure.Cause' } },
    ResultPath: '$.described',
    Next: 'RecordFailure',
  },
  RecordFailure: updateItem(
    settings,
    {
      item: jobItem,
      expression: 'SET #state = :failed, finishedAt = :now, #error = :error',
      condition: ownedByThisExecution,
      names: { '#state': 'state', '#error': 'error' },
      values: {
        ...thisExecution,
        ':failed': { S: 'FAILED' },
        ':now': now,
        ':error': { 'S.$': 'States.JsonToString($.described.value)' },
      },
    },
    {
      Comment: 'The job has failed',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unrecorded', Next: 'AnnounceFailure' }],
      Next: 'AnnounceFailure',
    },
  ),
  AnnounceFailure: announce(
    settings,
    'Job Failed',
    {
      'jobId.$': '$.jobId',
      'source.$': '$.source',
      'error.$': '$.described.value',
      'executionId.$': '$$.Execution.Id',
    },
    {
      Comment: 'Let others know why',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unannounced', Next: 'JobFailed' }],
      Next: 'JobFailed',
    },
  ),
  JobFailed: {
    Type: 'Fail',
    Comment: 'The record says why',
    ErrorPath: '$.described.value.name',
    CausePath: '$.described.value.message',
  },
});
