import type { MotionEvent } from '../../pipeline/motion';
import { clock, duration, plural } from '../parts/format';

interface EventListProps {
  events: readonly MotionEvent[];
  current: readonly MotionEvent[];
  seek: (time: number) => void;
}

/** All events, each a button that goes there. */
export function EventList({ events, current, seek }: EventListProps) {
  if (events.length === 0) return <p class="muted">Nothing moved.</p>;
  return (
    <div class="event-list" tabIndex={0} role="region" aria-label={plural(events.length, 'motion event')}>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">from</th>
            <th scope="col">region</th>
            <th scope="col" class="number">
              lasts
            </th>
            <th scope="col" class="number">
              at most
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={`${event.region} ${event.start}`} class={current.includes(event) ? 'current' : ''}>
              <td>
                <button type="button" class="jump" onClick={() => seek(event.start)}>
                  {clock(event.start, true)}
                </button>
              </td>
              <td>{event.region}</td>
              <td class="number">{duration(event.end - event.start)}</td>
              <td class="number">{(event.score * 100).toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
