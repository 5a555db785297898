import { toFailureBranch } from './failure-branch';
import { functionTimeouts } from './function-timeouts';
import { jobItem, now, thisExecution } from './job-item';
import { startOf } from './progress';
import type { StateMachineSettings } from './settings';
import type { State } from './states';
import { invoke, updateItem } from './tasks';

/**
 * One run at a time, and one in all unless it fails. Events come at least once, perhaps at the same moment: the first to
 * write the record has the job. One whose run has died, or failed with what may go well another time, can be had again.
 */
export const claim = (settings: StateMachineSettings): Readonly<Record<string, State>> => ({
  ClaimJob: updateItem(
    settings,
    {
      item: jobItem,
      expression: `SET ${taken.join(', ')} REMOVE ${left.join(', ')} ADD executions :executions`,
      condition: `attribute_not_exists(jobId) OR (${ownedAlready}) OR (${givenUp})`,
      names: { '#state': 'state', '#source': 'source', '#options': 'options', '#error': 'error' },
      values: {
        ...thisExecution,
        ':executions': { 'SS.$': 'States.Array($$.Execution.Id)' },
        ':source': { 'S.$': 'States.JsonToString($.source)' },
        ':options': { 'S.$': '$.options' },
        ':now': now,
        ':failed': { S: 'FAILED' },
        ':yes': { BOOL: true },
      },
      returns: 'ALL_OLD',
    },
    {
      Comment: 'Events may come twice: the first to write the record has the job',
      ResultPath: '$.claimed',
      Catch: [
        {
          ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'],
          ResultPath: '$.conflict',
          Next: 'LookAtHolder',
        },
        ...toFailureBranch,
      ],
      Next: 'AnyEarlierRun',
    },
  ),

  LookAtHolder: invoke(
    settings.functions.reconcile,
    { 'jobId.$': '$.jobId', 'executionId.$': '$$.Execution.Id' },
    functionTimeouts.reconcile,
    {
      Comment: 'Is the run that has the job still alive?',
      ResultPath: '$.holder',
      // Nobody knows: then it is left to whoever has it.
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unknown', Next: 'AlreadyClaimed' }],
      Next: 'HolderIsGone',
    },
  ),
  HolderIsGone: {
    Type: 'Choice',
    Comment: 'Did it die without a word?',
    Choices: [{ Variable: '$.holder.value.claimable', BooleanEquals: true, Next: 'ClaimJob' }],
    Default: 'AlreadyClaimed',
  },
  AlreadyClaimed: { Type: 'Succeed', Comment: 'Another execution has this job, or has done it' },

  AnyEarlierRun: {
    Type: 'Choice',
    Comment: 'Has an earlier run come as far as a plan?',
    Choices: [{ Variable: '$.claimed.Attributes.plan.S', IsPresent: true, Next: 'ResumeJob' }],
    Default: 'Probe',
  },
  ResumeJob: invoke(
    settings.functions.resumeJob,
    {
      'jobId.$': '$.jobId',
      'executionId.$': '$$.Execution.Id',
      'summary.$': 'States.StringToJson($.claimed.Attributes.plan.S)',
      spotShare: settings.policy.spotShare,
    },
    functionTimeouts.resumeJob,
    {
      Comment: 'Keep its plan, and find which segments are still missing',
      ResultPath: '$.planned',
      Catch: [{ ErrorEquals: ['NothingToResume'], ResultPath: '$.gone', Next: 'Probe' }, ...toFailureBranch],
      Next: startOf(settings, 'segments'),
    },
  ),
});

const taken = [
  '#state = :running',
  'executionId = :execution',
  '#source = :source',
  '#options = :options',
  'createdAt = if_not_exists(createdAt, :now)',
  'startedAt = :now',
];
const left = ['finishedAt', '#error', 'outputs', 'claimable'];
/** Once more for the same execution: the answer to a first try may have been lost. */
const ownedAlready = 'executionId = :execution AND #state = :running';
const givenUp = '#state = :failed AND claimable = :yes';
