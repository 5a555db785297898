import { useState } from 'preact/hooks';
import { ConsoleRecord, Done } from '../../pipeline/console-answers';
import { dollars, duration } from '../parts/format';
import { ask, wordsOf } from './ask';
import { ExecutionTab } from './execution-tab';
import { secondsBetween, shortName } from './format';
import { LogsTab } from './logs-tab';
import { OutputsTab } from './outputs-tab';
import { type Tab, addressOf, tabs } from './place';
import { usePolled } from './poll';
import { SegmentsTab } from './segments-tab';

const tabNames: Readonly<Record<Tab, string>> = {
  graph: 'Graph',
  segments: 'Segments',
  history: 'History',
  logs: 'Logs',
  outputs: 'Outputs',
  record: 'Record',
};

export function JobView({ jobId, tab }: { jobId: string; tab: Tab }) {
  const { value: record, error } = usePolled<ConsoleRecord>(
    (_, signal) => ask(ConsoleRecord, `jobs/${jobId}`, { signal }),
    (last) => (last === undefined || last.state === 'RUNNING' ? 700 : 3000),
    jobId,
  );
  const [said, setSaid] = useState<{ words: string; isBad: boolean }>();
  const [isActing, setIsActing] = useState(false);
  const act = (action: 'cancel' | 'redrive') => {
    setIsActing(true);
    ask(Done, `jobs/${jobId}/${action}`, { method: 'POST' })
      .then(({ message }) => setSaid({ words: message, isBad: false }))
      .catch((failure: unknown) => setSaid({ words: wordsOf(failure), isBad: true }))
      .finally(() => setIsActing(false));
  };
  if (record === undefined) {
    return (
      <section class="card">
        <p class="muted" role="status">
          {error?.includes('no job') === true
            ? `Waiting for job ${jobId.slice(0, 8)} to begin …`
            : (error ?? 'Looking …')}
        </p>
      </section>
    );
  }
  const { state, input, media, startedAt, finishedAt, bill, attempts } = record;
  const isRunning = state === 'RUNNING';
  const seconds = secondsBetween(startedAt, finishedAt, Date.now());
  return (
    <section class="stack" aria-labelledby="job-name">
      <div class="card stack">
        <div class="row spread">
          <div class="row">
            <h2 id="job-name">{shortName(input.key)}</h2>
            <span class={`badge ${state.toLowerCase()}`} data-state={state} role="status">
              {state.toLowerCase()}
            </span>
          </div>
          <div class="row">
            {isRunning && (
              <button type="button" class="danger" disabled={isActing} onClick={() => act('cancel')}>
                {isActing ? 'Cancelling …' : 'Cancel'}
              </button>
            )}
            {(state === 'FAILED' || state === 'CANCELLED') && (
              <button type="button" disabled={isActing} onClick={() => act('redrive')}>
                {isActing ? 'Taking up …' : 'Redrive'}
              </button>
            )}
          </div>
        </div>
        <p class="muted small job-facts">
          <span class="mono" title={jobId}>
            {jobId.slice(0, 12)}
          </span>
          {media?.video && (
            <span>{`${media.video.width} × ${media.video.height}, ${media.video.frameCount} frames`}</span>
          )}
          <span>{`${isRunning ? 'running for' : 'took'} ${duration(seconds)}`}</span>
          <span>{`${attempts} ${attempts === 1 ? 'task' : 'tasks'}`}</span>
          {bill && <span>{`${dollars(bill.dollars)} on AWS`}</span>}
        </p>
        {record.error && <Failure error={record.error} state={state} />}
        {said && (
          <p class={`notice ${said.isBad ? 'failed' : ''}`} role="status">
            {said.words}
          </p>
        )}
        {error !== undefined && <p class="notice failed">{error}</p>}
        <nav class="tabs" aria-label="About this job">
          {tabs.map((one) => (
            <a
              key={one}
              href={addressOf({ at: 'job', jobId, tab: one })}
              aria-current={one === tab ? 'page' : undefined}
            >
              {tabNames[one]}
            </a>
          ))}
        </nav>
      </div>
      {(tab === 'graph' || tab === 'history') && <ExecutionTab key={record.executionId} record={record} view={tab} />}
      {tab === 'segments' && <SegmentsTab record={record} />}
      {tab === 'logs' && <LogsTab record={record} />}
      {tab === 'outputs' && <OutputsTab record={record} />}
      {tab === 'record' && (
        <div class="card">
          <pre class="document" tabIndex={0} role="region" aria-label="Record of the job">
            {JSON.stringify(record, null, 2)}
          </pre>
        </div>
      )}
    </section>
  );
}

function Failure({ error, state }: Pick<Required<ConsoleRecord>, 'error' | 'state'>) {
  // Messages end with their remedy (pipeline/remedies.ts).
  const [what = '', remedy] = error.message.split(/\s*What to do: /);
  return (
    <div class={`notice ${state === 'CANCELLED' ? 'caught' : 'failed'}`} role="alert">
      <h3>{error.name}</h3>
      <p class="failure">{what}</p>
      {remedy !== undefined && (
        <p>
          <strong>What to do:</strong> {remedy}
        </p>
      )}
      {error.log !== undefined && <p class="muted small">Log: {error.log}</p>}
    </div>
  );
}
