import type { JobRecord, JobState } from '../pipeline/job';
import { type Board, openBoard, printable, rowsOf } from './board';
import type { CommandContext } from './command';
import { type ShownJob, jobRows } from './job-rows';
import { sayDollars, sayDuration } from './measures';
import { countProgress } from './show-progress';

/** What a line of JSON says of a job whenever it has changed. */
export interface JobChange {
  jobId: string;
  name: string;
  state: JobState;
  phase: string;
  frames: { done: number; total: number };
  segments: { done: number; running: number; failed: number; total: number };
  error?: { name: string; message: string };
}

/** Shows how jobs stand, on whatever the terminal is, and says of each how it ended. */
export class JobBoard {
  readonly #jobs = new Map<string, ShownJob>();
  readonly #told = new Map<string, string>();
  readonly #board: Board;

  /** @param changes what to print of each change, in place of anything else: JSON lines */
  constructor(
    private readonly terminal: Pick<CommandContext['terminal'], 'stdout' | 'stderr'>,
    private readonly output: 'words' | 'changes' | 'nothing',
  ) {
    this.#board = openBoard(terminal.stderr, output !== 'words');
  }

  add(jobId: string, key: string): void {
    const name = key.split('/').at(-1) ?? key;
    const isTaken = [...this.#jobs.values()].some((job) => job.name === name);
    this.#jobs.set(jobId, { name: isTaken ? `${name} ${shortId(jobId)}` : name, record: undefined });
    this.#show();
  }

  look(record: JobRecord): void {
    const job = this.#jobs.get(record.jobId);
    if (!job) return;
    job.record = record;
    this.#tellChange(job.name, record);
    this.#show();
  }

  /** How it ended. */
  end(record: JobRecord): void {
    this.look(record);
    const job = this.#jobs.get(record.jobId);
    this.#jobs.delete(record.jobId);
    this.#show();
    if (this.output === 'words') this.#result(howItEnded(job?.name ?? record.input.key, record));
  }

  /** That it can't be followed any further. */
  lose(jobId: string, why: string): void {
    const name = this.#jobs.get(jobId)?.name ?? jobId;
    this.#jobs.delete(jobId);
    this.#show();
    const line = `${printable(name)} (${shortId(jobId)}): ${why}`;
    if (this.output !== 'words' || !this.#board.say(line)) this.terminal.stderr.write(`${line}\n`);
  }

  close(): void {
    this.#board.end();
  }

  #show(): void {
    this.#board.show(jobRows([...this.#jobs.values()], rowsOf(this.terminal.stderr)));
  }

  /** Results belong on standard output; where that is the screen of the bars, they go above these. */
  #result(line: string): void {
    if (this.terminal.stdout.isTTY && this.#board.say(line)) return;
    this.terminal.stdout.write(`${line}\n`);
  }

  #tellChange(name: string, record: JobRecord): void {
    if (this.output !== 'changes') return;
    const line = JSON.stringify(changeOf(name, record));
    if (this.#told.get(record.jobId) === line) return;
    this.#told.set(record.jobId, line);
    this.terminal.stdout.write(`${line}\n`);
  }
}

const shortId = (jobId: string): string => jobId.slice(0, 8);

export function changeOf(name: string, record: JobRecord): JobChange {
  const { jobId, state, segments, plan, error } = record;
  const { done, total, phase } = countProgress(record);
  const inState = (wanted: string) => segments.filter((segment) => segment.state === wanted).length;
  return {
    ...{ jobId, name, state, phase: state === 'RUNNING' ? phase : 'ended', frames: { done, total } },
    segments: {
      ...{ done: inState('DONE'), running: inState('RUNNING'), failed: inState('FAILED') },
      total: plan?.segmentCount ?? 0,
    },
    ...(error ? { error: { name: error.name, message: error.message } } : {}),
  };
}

function howItEnded(name: string, record: JobRecord): string {
  const { jobId, state, timings, error, bill } = record;
  const who = `${state}: ${printable(name)} (${shortId(jobId)})`;
  if (state !== 'SUCCEEDED') return `${who}${error ? `: ${error.name}: ${error.message}` : ''}`;
  const { done } = countProgress(record);
  const cost = bill ? `, ${sayDollars(bill.dollars)}` : '';
  return `${who}, ${done} frames in ${sayDuration(timings?.elapsedSeconds ?? 0)}${cost}`;
}
