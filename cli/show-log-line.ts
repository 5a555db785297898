import type { LogLine } from './log-lines';

/** What stands elsewhere in the line, is the same in all of them, or is AWS's own. */
const told = new Set([
  ...['level', 'message', 'service', 'timestamp', 'task', 'segment', 'attempt', 'jobId', 'executionId'],
  ...['sampling_rate', 'xray_trace_id', 'function_name', 'function_arn', 'function_memory_size', 'function_request_id'],
  'cold_start',
]);

/** `12:03:04.250 INFO  segment 3 fused #1: segment finished {"frames":250}` */
export function showLogLine({ at, fields }: LogLine): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const { level, message } = fields;
  const figures = Object.fromEntries(Object.entries(fields).filter(([name]) => !told.has(name)));
  const more = Object.keys(figures).length === 0 ? '' : ` ${JSON.stringify(figures)}`;
  return `${time} ${level.padEnd(5)} ${writer(fields)}: ${message}${more}`;
}

function writer({ service, task, segment, attempt }: LogLine['fields']): string {
  const name = task ?? service.replace(/^framefleet-/, '');
  return [
    ...(segment === undefined ? [] : [`segment ${segment}`]),
    name,
    ...(attempt === undefined ? [] : [`#${attempt}`]),
  ].join(' ');
}
