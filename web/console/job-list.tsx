import type { JobList, ListedConsoleJob } from '../../pipeline/console-answers';
import { dollars, duration } from '../parts/format';
import { ago, secondsBetween, shortName } from './format';
import { addressOf } from './place';

export function JobListView({ list, current }: { list: JobList | undefined; current: string | undefined }) {
  if (list === undefined) return <p class="muted">Looking for jobs …</p>;
  const now = Date.now();
  return (
    <>
      <h2>Jobs</h2>
      {list.jobs.length === 0 && <p class="muted">None yet.</p>}
      <ul class="job-list">
        {list.jobs.map((job) => (
          <li key={job.jobId}>
            <a
              href={addressOf({ at: 'job', jobId: job.jobId, tab: 'graph' })}
              aria-current={job.jobId === current ? 'page' : undefined}
            >
              <span class="row spread">
                <strong>{shortName(job.key)}</strong>
                <span class={`badge ${job.state.toLowerCase()}`}>{job.state.toLowerCase()}</span>
              </span>
              <JobProgress job={job} />
              <span class="muted small">
                {[ago(job.createdAt, now), took(job, now), job.dollars === undefined ? '' : dollars(job.dollars)]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              {job.error && <span class="small job-error">{job.error.name}</span>}
            </a>
          </li>
        ))}
      </ul>
      {list.more > 0 && <p class="muted small">And {list.more} older ones: framefleet ls</p>}
    </>
  );
}

const took = ({ state, startedAt, finishedAt }: ListedConsoleJob, now: number): string =>
  state === 'RUNNING'
    ? `running for ${duration(secondsBetween(startedAt, undefined, now))}`
    : finishedAt === undefined
      ? ''
      : `took ${duration(secondsBetween(startedAt, finishedAt, now))}`;

export function JobProgress({ job }: { job: Pick<ListedConsoleJob, 'state' | 'frames' | 'segments' | 'key'> }) {
  if (job.state !== 'RUNNING') return null;
  const { frames, segments } = job;
  const isKnown = frames.total > 0;
  return (
    <span class="job-progress">
      <progress
        aria-label={`Frames of ${shortName(job.key)}`}
        {...(isKnown ? { value: frames.done, max: frames.total } : {})}
      />
      <span class="small muted">
        {isKnown
          ? `${frames.done} of ${frames.total} frames, ${segments.done} of ${segments.total} segments`
          : 'planning'}
      </span>
    </span>
  );
}
