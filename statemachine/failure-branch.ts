import { functionTimeouts } from './function-timeouts';
import { expiry, jobItem, now, ownedByThisExecution, thisExecution } from './job-item';
import type { StateMachineSettings } from './settings';
import type { Catcher, State, TaskState } from './states';
import { announce, invoke, updateItem } from './tasks';

/** Every state that can fail leads to the failure branch, with the state's input kept. */
export const toFailureBranch: readonly Catcher[] = [
  { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'DescribeFailure' },
];

/** Say why, write it down, tell others, fail. Each step goes on when it fails itself: the job must not end in silence. */
export const failureBranch = (settings: StateMachineSettings): Readonly<Record<string, State>> => ({
  DescribeFailure: invoke(
    settings.functions.describeFailure,
    {
      'jobId.$': '$.jobId',
      'executionId.$': '$$.Execution.Id',
      'failure.$': '$.failure',
      recordDays: settings.policy.recordDays,
    },
    functionTimeouts.describeFailure,
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
    Parameters: { value: { error: { 'name.$': '$.failure.Error', 'message.$': '$.failure.Cause' } } },
    ResultPath: '$.described',
    Next: 'RecordQuotedFailure',
  },
  RecordFailure: recordFailure(settings, 'The job has failed', '$.described.value.expiresAt'),
  // Nobody has reckoned when the record expires: what RecordPlan has set stays. A job that wasn't planned by then has
  // nothing set, and its record stays until someone deletes it.
  RecordQuotedFailure: recordFailure(settings, 'The job has failed, and nobody could say why'),
  AnnounceFailure: announce(
    settings,
    'Job Failed',
    {
      'jobId.$': '$.jobId',
      'source.$': '$.source',
      'error.$': '$.described.value.error',
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
    ErrorPath: '$.described.value.error.name',
    CausePath: '$.described.value.error.message',
  },
});

function recordFailure(settings: StateMachineSettings, Comment: string, expiresAt?: string): TaskState {
  const set = ['#state = :failed', 'finishedAt = :now', '#error = :error'];
  if (expiresAt !== undefined) set.push(expiry.expression);
  return updateItem(
    settings,
    {
      item: jobItem,
      expression: `SET ${set.join(', ')}`,
      condition: ownedByThisExecution,
      names: { '#state': 'state', '#error': 'error' },
      values: {
        ...thisExecution,
        ':failed': { S: 'FAILED' },
        ':now': now,
        ':error': { 'S.$': 'States.JsonToString($.described.value.error)' },
        ...(expiresAt === undefined ? {} : expiry.value(expiresAt)),
      },
    },
    {
      Comment,
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unrecorded', Next: 'AnnounceFailure' }],
      Next: 'AnnounceFailure',
    },
  );
}
