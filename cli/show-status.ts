import type { JobRecord, TaskRecord } from '../pipeline/job';
import { clock } from '../pipeline/clock';
import { s3Uri } from '../pipeline/keys';
import { sayCost } from './say-cost';
import { countProgress } from './show-progress';

/** How a job stands, to be read: a line for each thing, the first one alone says what it comes to. */
export function showStatus(record: JobRecord, now: Date): string[] {
  const { jobId, state, input, error, executions } = record;
  const rows: [string, string][] = [
    ['source', `${s3Uri(input.bucket, input.key)} (version ${input.version})`],
    ...(record.inputOptions === '' ? [] : [['options', record.inputOptions] as [string, string]]),
    ['started', started(record)],
    ['segments', segments(record)],
    ...(record.plan ? [['chosen', record.plan.modeReason] as [string, string]] : []),
    ['frames', frames(record)],
    ['attempts', `${count(record.attempts, 'task')} launched in ${count(executions.length, 'execution')}`],
    ...(record.bill ? [['cost', sayCost(record.bill, record.plan?.estimate)] as [string, string]] : []),
    ['execution', record.executionId],
    ...troubled(record),
    ...(error ? [['error', indented(`${error.name}: ${error.message}`)] as [string, string]] : []),
    ...(error?.log === undefined ? [] : [['log', error.log] as [string, string]]),
    ...(error?.link === undefined ? [] : [['link', error.link] as [string, string]]),
    ...Object.values(record.outputs).map((uri): [string, string] => ['output', uri]),
  ];
  return [
    `${state}: ${jobId}, ${lasted(record, now)}`,
    ...rows.map(([name, said]) => `  ${name.padEnd(width)}${said}`),
  ];
}

const width = 11;

function lasted({ startedAt, finishedAt }: JobRecord, now: Date): string {
  const end = finishedAt === undefined ? now.getTime() : Date.parse(finishedAt);
  const seconds = Math.max(0, end - Date.parse(startedAt)) / 1000;
  const time = seconds < 60 ? `${seconds.toFixed(1)} s` : clock(seconds).replace(/\.\d+$/, '');
  return finishedAt === undefined ? `for ${time}` : `after ${time}`;
}

const started = ({ createdAt, startedAt, finishedAt }: JobRecord): string =>
  [
    createdAt,
    ...(startedAt === createdAt ? [] : [`taken up again ${startedAt}`]),
    ...(finishedAt === undefined ? [] : [`ended ${finishedAt}`]),
  ].join(', ');

function segments({ plan, segments }: JobRecord): string {
  if (!plan) return 'not planned yet';
  const parts = (['DONE', 'RUNNING', 'FAILED'] as const).flatMap((state) => {
    const number = segments.filter((segment) => segment.state === state).length;
    return number === 0 && state !== 'DONE' ? [] : [`${number} ${state.toLowerCase()}`];
  });
  const waiting = plan.segmentCount - segments.length;
  return `${parts.join(', ')}${waiting > 0 ? `, ${waiting} waiting` : ''} of ${plan.segmentCount} (${plan.mode})`;
}

function frames(record: JobRecord): string {
  const { done, total, phase } = countProgress(record);
  return `${done}/${total}${record.state === 'RUNNING' ? ` (${phase})` : ''}`;
}

/** A line for each task that failed or needed another try. */
const troubled = ({ segments, concatenation, illustration }: JobRecord): [string, string][] =>
  [...segments.flatMap(({ tasks }) => tasks), concatenation, illustration]
    .filter((task) => task !== undefined)
    .filter(({ state, attempts }) => state === 'FAILED' || attempts > 1)
    .map((task) => [
      task.segment === null ? task.task : `segment ${task.segment}`,
      `${place(task)}${task.state.toLowerCase()}, ${count(task.attempts, 'attempt')}`,
    ]);

const place = ({ segment, task, timeRange }: TaskRecord): string =>
  segment === null ? '' : `${clock(timeRange.start)} to ${clock(timeRange.end)}, ${task}: `;

const indented = (text: string): string => text.replaceAll('\n', `\n  ${' '.repeat(width)}`);

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
