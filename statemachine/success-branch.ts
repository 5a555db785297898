import { toClaimLost, toFailureBranch } from './failure-branch';
import { functionTimeouts } from './function-timeouts';
import { jobItem, now, ownedAnd, thisExecution } from './job-item';
import type { StateMachineSettings } from './settings';
import type { State } from './states';
import { announce, invoke, updateItem } from './tasks';
import { writePage } from './write-page';

/** Record it, show it on a page, tell others, tidy up. @param keepWork what lay between source and results stays until it expires */
export const successBranch = (settings: StateMachineSettings, keepWork: boolean): Readonly<Record<string, State>> => ({
  RecordSuccess: updateItem(
    settings,
    {
      item: jobItem,
      expression: 'SET #state = :succeeded, finishedAt = :now, outputs = :outputs REMOVE #error',
      condition: ownedAnd(':succeeded'),
      names: { '#state': 'state', '#error': 'error' },
      values: {
        ...thisExecution,
        ':succeeded': { S: 'SUCCEEDED' },
        ':now': now,
        ':outputs': { 'S.$': 'States.JsonToString($.planned.value.summary.outputs)' },
      },
    },
    { Comment: 'The job is done', Catch: [toClaimLost, ...toFailureBranch], Next: 'WritePage' },
  ),
  WritePage: writePage(settings, 'All about the job on one page, for people', 'AnnounceSuccess'),
  AnnounceSuccess: announce(
    settings,
    'Job Succeeded',
    { 'outputs.$': '$.planned.value.summary.outputs' },
    {
      Comment: 'Let others know',
      // The job is done and recorded; that nobody could be told doesn't undo it.
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unannounced', Next: 'ClearWork' }],
      Next: 'ClearWork',
    },
  ),
  ClearWork: invoke(
    settings.functions.clearWork,
    { 'jobId.$': '$.jobId', 'executionId.$': '$$.Execution.Id', keepWork },
    functionTimeouts.clearWork,
    {
      Comment: 'Remove what lay between source and results',
      // What stays expires.
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.uncleared', Next: 'JobSucceeded' }],
      Next: 'JobSucceeded',
    },
  ),
  JobSucceeded: { Type: 'Succeed', Comment: 'All frames are there, each once' },
});
