import type { JobRecord, SegmentRecord } from '../pipeline/job';
import type { Row } from './board';
import { countProgress } from './show-progress';

/** A job that is shown, under the name that people know it by. */
export interface ShownJob {
  name: string;
  /** Absent before an execution has taken it. */
  record: JobRecord | undefined;
}

/** A row for each job, and below it one for each segment that runs; where they don't fit a last one counts what is left out. */
export function jobRows(jobs: readonly ShownJob[], height: number): Row[] {
  const running = jobs.flatMap(({ record }) => (record ? runningSegments(record) : []));
  const fits = jobs.length + running.length <= height;
  const room = fits ? running.length : Math.max(0, height - jobs.length - 1);
  const shown = new Set(running.slice(0, room));
  const rows = jobs.flatMap(({ name, record }): Row[] => {
    if (!record) return [{ name, done: 0, total: 0, amount: '', note: 'waiting for its execution' }];
    const { done, total, phase } = countProgress(record);
    const segments = runningSegments(record).filter((segment) => shown.has(segment));
    return [
      { name, done, total, amount: `${done}/${total} frames`, note: phase },
      ...segments.map((segment) => segmentRow(segment, record)),
    ];
  });
  if (fits) return rows;
  const cut = rows.slice(0, height - 1);
  const left = [
    ...(running.length > room ? [`${running.length - room} more segments run`] : []),
    ...(rows.length > cut.length ? [`${rows.length - cut.length} more jobs`] : []),
  ];
  return [...cut, { name: '…', done: 0, total: 0, amount: '', note: left.join(', '), isPart: true }];
}

const runningSegments = ({ segments, state }: JobRecord): SegmentRecord[] =>
  state === 'RUNNING' ? segments.filter((segment) => segment.state === 'RUNNING') : [];

/** Its frames are its share of the video's: nobody has counted them yet. */
function segmentRow({ index, timeRange, tasks, attempts }: SegmentRecord, { media, plan }: JobRecord): Row {
  const share = (timeRange.end - timeRange.start) / Math.max(media?.durationSeconds ?? 0, 0.001);
  const perTask = Math.max(1, Math.round((media?.video.frameCount ?? 0) * Math.min(1, share)));
  const total = perTask * (plan?.tasks.length ?? 1);
  const done = Math.min(
    total,
    tasks.reduce((sum, { frames }) => sum + frames, 0),
  );
  const busy = tasks.filter(({ state }) => state === 'RUNNING').map(({ task }) => task);
  const note = `${busy.join(', ') || 'next task'}${attempts > 1 ? `, attempt ${attempts}` : ''}`;
  return { name: `segment ${index}`, done, total, amount: `${done}/${total} frames`, note, isPart: true };
}
