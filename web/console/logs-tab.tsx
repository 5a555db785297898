import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type ConsoleRecord, LogFiles } from '../../pipeline/console-answers';
import { ask } from './ask';
import { timeOfDay } from './format';
import { usePolled } from './poll';

const Line = z.looseObject({
  level: z.string(),
  message: z.string(),
  timestamp: z.string(),
  service: z.string().optional(),
});

/** In each line of a job, and the same in all. */
const common: ReadonlySet<string> = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'jobId',
  'executionId',
]);

export function LogsTab({ record }: { record: ConsoleRecord }) {
  const { value, error } = usePolled<LogFiles>(
    (_, signal) => ask(LogFiles, `jobs/${record.jobId}/logs`, { signal }),
    () => (record.state === 'RUNNING' ? 1500 : 5000),
    record.jobId,
  );
  const [chosen, setChosen] = useState('');
  if (value === undefined) return <p class="muted">{error ?? 'Looking …'}</p>;
  const files = value.files.filter(({ name }) => chosen === '' || name === chosen);
  return (
    <div class="card stack">
      {error !== undefined && <p class="notice failed">{error}</p>}
      <label class="row">
        Log
        <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
          <option value="">all</option>
          {value.files.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {value.files.length === 0 && <p class="muted">Nobody has written anything yet.</p>}
      {files.map(({ name, lines, isCut }) => (
        <section key={name} class="stack">
          <h3>{name}</h3>
          {isCut && <p class="muted small">Only the last {lines.length} lines.</p>}
          <ol class="log" tabIndex={0} aria-label={`Lines of ${name}`}>
            {lines.map((line, index) => (
              <LogLine key={index} text={line} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function LogLine({ text }: { text: string }) {
  const line = read(text);
  if (!line) return <li>{text}</li>;
  const more = Object.entries(line).filter(([name]) => !common.has(name));
  return (
    <li class={line.level.toLowerCase()}>
      <span class="muted">{timeOfDay(line.timestamp)}</span> <span class="log-level">{line.level}</span>{' '}
      <strong>{line.message}</strong>{' '}
      <span class="muted">
        {line.service?.replace('framefleet-', '')}{' '}
        {more.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')}
      </span>
    </li>
  );
}

function read(text: string): z.infer<typeof Line> | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
