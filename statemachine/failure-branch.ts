import { functionTimeouts } from './function-timeouts';
import { expiry, jobItem, now, ownedAnd, thisExecution } from './job-item';
import type { StateMachineSettings } from './settings';
import type { Catcher, State, TaskState } from './states';
import { announce, invoke, updateItem } from './tasks';
import { writePage } from './write-page';

/** Every state that can fail leads to the failure branch, with the state's input kept. */
export const toFailureBranch: readonly Catcher[] = [
  { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'DescribeFailure' },
];

/** A record that is no longer this run's to write: another one has the job, or it was cancelled. Nobody is told of it. */
export const toClaimLost: Catcher = {
  ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'],
  ResultPath: '$.lost',
  Next: 'ClaimLost',
};

/** Say why, write it down, tell others, fail. Each step goes on when it fails itself: the job must not end in silence. */
export const failureBranch = (settings: StateMachineSettings): Readonly<Record<string, State>> => ({
  DescribeFailure: invoke(
    settings.functions.describeFailure,
    {
      'jobId.$': '$.jobId',
      'executionId.$': '$$.Execution.Id',
      'source.$': '$.source',
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
    Parameters: { value: { error: { 'name.$': '$.failure.Error', 'message.$': '$.failure.Cause' }, retryable: true } },
    ResultPath: '$.described',
    Next: 'RecordQuotedFailure',
  },
  RecordFailure: recordFailure(settings, 'The job has failed', '$.described.value.expiresAt'),
  // Nobody has reckoned when the record expires: what RecordPlan has set stays. A job that wasn't planned by then has
  // nothing set, and its record stays until someone deletes it.
  RecordQuotedFailure: recordFailure(settings, 'The job has failed, and nobody could say why'),
  WriteFailurePage: writePage(settings, 'Why it failed, on one page, for people', 'AnnounceFailure'),
  AnnounceFailure: announce(
    settings,
    'Job Failed',
    { 'error.$': '$.described.value.error' },
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
  ClaimLost: {
    Type: 'Fail',
    Comment: 'The record is another run’s now',
    Error: 'ClaimLost',
    Cause:
      'Another execution has this job now, or it was cancelled: its record is not for this one to write. Nothing is lost; the record says which execution has it.',
  },
});

function recordFailure(settings: StateMachineSettings, Comment: string, expiresAt?: string): TaskState {
  const set = ['#state = :failed', 'finishedAt = :now', '#error = :error', 'claimable = :claimable'];
  if (expiresAt !== undefined) set.push(expiry.expression);
  return updateItem(
    settings,
    {
      item: jobItem,
      expression: `SET ${set.join(', ')}`,
      condition: ownedAnd(':failed'),
      names: { '#state': 'state', '#error': 'error' },
      values: {
        ...thisExecution,
        ':failed': { S: 'FAILED' },
        ':now': now,
        ':error': { 'S.$': 'States.JsonToString($.described.value.error)' },
        // What was refused for good isn't tried again because the event comes once more.
        ':claimable': { 'BOOL.$': '$.described.value.retryable' },
        ...(expiresAt === undefined ? {} : expiry.value(expiresAt)),
      },
    },
    {
      Comment,
      Catch: [toClaimLost, { ErrorEquals: ['States.ALL'], ResultPath: '$.unrecorded', Next: 'AnnounceFailure' }],
      Next: 'WriteFailurePage',
    },
  );
}
