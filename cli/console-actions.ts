import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { openJobTable } from '../aws/clients';
import { clearJob } from '../aws/clear-job';
import { ObjectStore } from '../aws/object-store';
import type { ConsoleOptions } from '../local/console/console';
import type { Stack } from '../local/stack';
import { type Cancelling, cancelJob } from './cancel-job';
import { type Redriving, redriveJob } from './redrive-job';
import { StageExecutions } from './stage-executions';

type Acting = Pick<Stack, 'clients' | 'stateMachineArn' | 'workBucket' | 'outputBucket' | 'jobTable'>;

/** What the console's buttons do: the same as framefleet cancel and framefleet redrive, in words for its page. */
export function consoleActions(stack: Acting, signal: AbortSignal): Pick<ConsoleOptions, 'cancel' | 'redrive'> {
  const store = new ObjectStore(new S3Client({ ...stack.clients, forcePathStyle: true }));
  const acting: Cancelling & Redriving = {
    jobs: openJobTable(stack.jobTable, stack.clients),
    executions: new StageExecutions(new SFNClient(stack.clients), stack.stateMachineArn),
    clear: (jobId) => clearJob(store, stack, jobId, 'all'),
    pause: (ms) => pause(ms, undefined, { signal }),
    now: () => new Date(),
    say: () => undefined,
  };
  return {
    async cancel(found) {
      const { record, removed, silent } = await cancelJob(acting, found, 'the console');
      const { state } = record;
      if (state === 'RUNNING') return 'Another execution has taken the job over: cancel it once more.';
      if (state !== 'CANCELLED') return `It had ended already, as ${state}. There is nothing to cancel.`;
      const left = removed === 0 ? 'nothing was left' : `${removed} objects removed`;
      return silent.length === 0
        ? `Cancelled, ${left}.`
        : `Cancelled, ${left}. Not known to have ended: ${silent.join(', ')}.`;
    },
    async redrive(found) {
      const { how } = await redriveJob(acting, found);
      return outcomes[how];
    },
  };
}

const outcomes: Readonly<Record<Awaited<ReturnType<typeof redriveJob>>['how'], string>> = {
  done: 'The job has succeeded. There is nothing to redrive.',
  taken: 'The job runs already.',
  ending: 'The job has ended, but its execution still runs. Cancelling it once more stops that.',
  redriven: 'It goes on where it was stopped.',
  restarted: 'It goes on with what is missing, in a new execution.',
};
