import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A log group of CloudWatch, as files in a folder. */
export interface LogGroup {
  /** Files that belong to it; each is a stream, named after the file without its ending. */
  files: RegExp;
  /** Of lines that are JSON, only those of this service: several groups share a file. */
  service?: string;
}

export interface LogEvent {
  stream: string;
  /** Milliseconds since 1970: the line's own time, or that of the line before. */
  timestamp: number;
  message: string;
  /** The same at every look. */
  id: string;
  /** What the line holds, when it is a JSON object. */
  fields: Readonly<Record<string, unknown>> | undefined;
}

/** @returns names of a group's streams, sorted */
export async function streamsOf(folder: string, { files }: LogGroup): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => files.test(name))
    .map((name) => name.replace(/\.log$/, ''))
    .toSorted();
}

/** The whole lines of a stream, in their order; one that is being written isn't there yet. */
export async function readStream(folder: string, { service }: LogGroup, stream: string): Promise<LogEvent[]> {
  const text = await readFile(join(folder, `${stream}.log`), 'utf8');
  const events: LogEvent[] = [];
  let timestamp = 0;
  // What follows the last line break isn't a whole line.
  for (const [number, message] of text.split('\n').slice(0, -1).entries()) {
    const fields = fieldsOf(message);
    timestamp = timeOf(fields) ?? timestamp;
    if (message === '' || (service !== undefined && fields?.service !== service)) continue;
    events.push({ stream, timestamp, message, id: `${stream}:${String(number).padStart(9, '0')}`, fields });
  }
  return events;
}

function fieldsOf(message: string): Record<string, unknown> | undefined {
  if (!message.startsWith('{')) return undefined;
  try {
    const document: unknown = JSON.parse(message);
    return typeof document === 'object' && document !== null ? { ...document } : undefined;
  } catch {
    return undefined;
  }
}

function timeOf(fields: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const time = typeof fields?.timestamp === 'string' ? Date.parse(fields.timestamp) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
