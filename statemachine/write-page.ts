import { functionTimeouts } from './function-timeouts';
import type { StateMachineSettings } from './settings';
import type { TaskState } from './states';
import { invoke } from './tasks';

/** Writes the page of a job whose end is recorded. That there is none doesn't undo the job. */
export const writePage = (settings: StateMachineSettings, Comment: string, Next: string): TaskState =>
  invoke(
    settings.functions.writePage,
    { 'jobId.$': '$.jobId', 'executionId.$': '$$.Execution.Id' },
    functionTimeouts.writePage,
    { Comment, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unwritten', Next }], Next },
  );
