import { useState } from 'preact/hooks';
import type { ConsoleEvent } from '../../pipeline/console-answers';
import { timeOfDay } from './format';
import { TextOf } from './state-panel';

/** Rows drawn at once: an execution may have 25,000 events. */
const page = 200;

export function HistoryTable({ executionArn, events }: { executionArn: string; events: readonly ConsoleEvent[] }) {
  const [filter, setFilter] = useState('');
  const [first, setFirst] = useState(0);
  const [open, setOpen] = useState<number>();
  const named = namesOf(events);
  const wanted = events.filter(({ id, type }) =>
    `${type} ${named.get(id) ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const start = first < wanted.length ? first : 0;
  const begin = Date.parse(events[0]?.at ?? '');
  return (
    <div class="stack">
      <div class="row spread">
        <label class="row">
          Filter
          <input
            type="search"
            value={filter}
            placeholder="state or type"
            onInput={({ currentTarget }) => setFilter(currentTarget.value)}
          />
        </label>
        <div class="row small">
          <span role="status">{`${wanted.length === 0 ? 0 : start + 1}–${Math.min(start + page, wanted.length)} of ${wanted.length}`}</span>
          <button type="button" disabled={start === 0} onClick={() => setFirst(Math.max(0, start - page))}>
            Earlier
          </button>
          <button type="button" disabled={start + page >= wanted.length} onClick={() => setFirst(start + page)}>
            Later
          </button>
        </div>
      </div>
      <div class="wide" tabIndex={0} role="region" aria-label="Events">
        <table class="history small">
          <thead>
            <tr>
              <th scope="col" class="number">
                #
              </th>
              <th scope="col" class="number">
                after
              </th>
              <th scope="col">Time</th>
              <th scope="col" class="number">
                s
              </th>
              <th scope="col">Event</th>
              <th scope="col">State</th>
              <th scope="col">Details</th>
            </tr>
          </thead>
          <tbody>
            {wanted.slice(start, start + page).map((event) => (
              <EventRow
                key={event.id}
                event={event}
                state={named.get(event.id) ?? ''}
                begin={begin}
                arn={executionArn}
                isOpen={open === event.id}
                toggle={() => setOpen(open === event.id ? undefined : event.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface RowProps {
  event: ConsoleEvent;
  state: string;
  begin: number;
  arn: string;
  isOpen: boolean;
  toggle: () => void;
}

function EventRow({ event, state, begin, arn, isOpen, toggle }: RowProps) {
  const { id, previousEventId, type, at, details } = event;
  const tone = /(Failed|TimedOut|Aborted)$/.test(type) ? 'failed' : type.endsWith('Succeeded') ? 'succeeded' : '';
  const says = [
    details.error,
    details.index === undefined ? undefined : `iteration ${details.index}`,
    details.resource,
  ];
  const hasMore = [details.input, details.output, details.cause, details.parameters].some((text) => text !== undefined);
  return (
    <>
      <tr class={tone}>
        <td class="number">{id}</td>
        <td class="number muted">{previousEventId}</td>
        <td>{timeOfDay(at)}</td>
        <td class="number">{((Date.parse(at) - begin) / 1000).toFixed(3)}</td>
        <td class="event-type">{type}</td>
        <td>{state}</td>
        <td>
          <span class="row">
            {says.filter(Boolean).join(' · ')}
            {hasMore && (
              <button
                type="button"
                class="quiet"
                aria-expanded={isOpen}
                aria-label={`Details of event ${id}`}
                onClick={toggle}
              >
                {isOpen ? 'Less' : 'More'}
              </button>
            )}
          </span>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={7}>
            {(['input', 'parameters', 'output', 'cause'] as const).map((field) => (
              <TextOf key={field} arn={arn} event={event} field={field} label={field} />
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

/** The states that events belong to, by the events' ids. */
function namesOf(events: readonly ConsoleEvent[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const { id, previousEventId, type, details } of events) {
    names.set(id, type.startsWith('Execution') ? '' : (details.name ?? names.get(previousEventId) ?? ''));
  }
  return names;
}
