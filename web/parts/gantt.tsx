import type { JobRecord } from '../../pipeline/job';
import './gantt.css';
import { clock, duration, plural } from './format';
import { type Bar, type Row, ganttOf } from './gantt-rows';

const width = 1000;

const meanings: readonly { kind: Bar['kind']; means: string }[] = [
  { kind: 'wait', means: 'waits for another try' },
  { kind: 'pull', means: 'image is pulled' },
  { kind: 'spot', means: 'Spot' },
  { kind: 'on-demand', means: 'On-Demand' },
  { kind: 'told', means: 'as the task itself tells' },
  { kind: 'failed', means: 'failed' },
];

type Charted = Parameters<typeof ganttOf>[0] & Pick<JobRecord, 'plan'>;

/** Who worked when: a row for each task of each segment, a bar for each attempt. */
export function Gantt({ record, now }: { record: Charted; now: Date }) {
  const { rows, seconds } = ganttOf(record, now);
  if (rows.length === 0) return <p class="muted">No task has been launched.</p>;
  const kinds = new Set(rows.flatMap(({ bars }) => bars.map(({ kind }) => kind)));
  return (
    <div class="gantt">
      <ul class="legend small" aria-label="What the colours mean">
        {meanings
          .filter(({ kind }) => kinds.has(kind))
          .map(({ kind, means }) => (
            <li key={kind}>
              <svg width="18" height="12" aria-hidden="true">
                <rect
                  class={`bar ${kind}`}
                  x="1"
                  y={kind === 'wait' ? 5 : 1}
                  width="16"
                  height={kind === 'wait' ? 2 : 10}
                />
              </svg>
              {means}
            </li>
          ))}
      </ul>
      {/* Scrolled by the keyboard, too. */}
      <div class="gantt-rows" tabIndex={0} role="region" aria-label="Tasks over time">
        <table>
          <thead>
            <tr>
              <th scope="col">task</th>
              <th scope="col">attempts</th>
              <th scope="col">
                <span class="unseen">when</span>
                <span class="ticks" aria-hidden="true">
                  {[0, 0.25, 0.5, 0.75, 1].map((part) => (
                    <span key={part}>{tick(part * seconds, seconds)}</span>
                  ))}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <GanttRow key={row.name} row={row} seconds={seconds} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** @param seconds of the whole chart */
function tick(at: number, seconds: number): string {
  return seconds < 60 ? `${at.toFixed(seconds < 10 ? 1 : 0)} s` : clock(at);
}

function GanttRow({ row, seconds }: { row: Row; seconds: number }) {
  const { name, range, state, attempts, failed, bars, says } = row;
  const x = (time: number) => (time / seconds) * width;
  return (
    <tr class={state.toLowerCase()}>
      <th scope="row">
        {name}
        {range && (
          <span class="muted small">
            {' '}
            {clock(range.start)}–{clock(range.end)}
          </span>
        )}
      </th>
      <td>
        {attempts}
        {failed > 0 && <span class="failures"> ({plural(failed, 'failed', 'failed')})</span>}
      </td>
      <td>
        <svg
          class="bars"
          viewBox={`0 0 ${width} 20`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${state.toLowerCase()}; ${says.join('; ')}`}
        >
          <title>{says.join('\n')}</title>
          {[0.25, 0.5, 0.75].map((part) => (
            <line key={part} class="grid" x1={part * width} x2={part * width} y1="0" y2="20" />
          ))}
          {bars.map((bar, index) => (
            <rect
              key={index}
              class={`bar ${bar.kind}`}
              x={x(bar.start)}
              y={bar.kind === 'wait' ? 9 : 3}
              height={bar.kind === 'wait' ? 2 : 14}
              width={Math.max(2.5, x(bar.end) - x(bar.start))}
            >
              <title>{`${bar.kind}: ${duration(bar.end - bar.start)}`}</title>
            </rect>
          ))}
        </svg>
      </td>
    </tr>
  );
}
