import { useRef } from 'preact/hooks';
import type { PageMotion } from '../../pipeline/page-data';
import { clock, plural } from '../parts/format';
import { levelPath } from './moments';

interface TimelineProps {
  motion: PageMotion;
  time: number;
  duration: number;
  seek: (time: number) => void;
}

/** A lane for each region: how much moves, and the events. The list of events says the same in words. */
export function Timeline({ motion, time, duration, seek }: TimelineProps) {
  const most = Math.max(1, ...motion.levels.flatMap(({ levels }) => levels));
  return (
    <div class="timeline">
      {motion.regions.map(({ name }) => {
        const levels = motion.levels.find(({ region }) => region === name)?.levels ?? [];
        const events = motion.events.filter(({ region }) => region === name);
        return (
          <div key={name} class="lane">
            <div class="row spread small">
              <span>{name}</span>
              <span class="muted">
                {plural(events.length, 'event')}, at most {(Math.max(0, ...levels) / 10).toFixed(1)} % moves
              </span>
            </div>
            <Lane {...{ motion, levels, events, most, time, duration, seek }} />
          </div>
        );
      })}
    </div>
  );
}

interface LaneProps extends TimelineProps {
  levels: readonly number[];
  events: PageMotion['events'];
  most: number;
}

function Lane({ motion, levels, events, most, time, duration, seek }: LaneProps) {
  const lane = useRef<HTMLDivElement>(null);
  const left = (seconds: number) => `${Math.min(100, (seconds / duration) * 100).toFixed(3)}%`;
  const follow = ({ clientX }: PointerEvent) => {
    const box = lane.current?.getBoundingClientRect();
    if (box) seek(((clientX - box.left) / box.width) * duration);
  };
  return (
    <div
      ref={lane}
      class="track"
      aria-hidden="true"
      onPointerDown={(event) => {
        lane.current?.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) follow(event);
      }}
    >
      {motion.unreliable.map(({ start, end, reason }) => (
        <span
          key={start}
          class="unreliable"
          title={reason === 'camera' ? 'the camera moves: nothing can be told' : 'the light jumps: nothing can be told'}
          style={{ left: left(start), width: left(end - start) }}
        />
      ))}
      <svg viewBox={`0 0 ${Math.max(1, levels.length)} 1000`} preserveAspectRatio="none">
        <path d={levelPath(levels, most)} />
      </svg>
      {events.map(({ start, end, score }) => (
        <span
          key={start}
          class={time >= start && time < end ? 'event current' : 'event'}
          data-start={start}
          title={`${clock(start, true)}–${clock(end, true)}, ${(score * 100).toFixed(1)} %`}
          style={{ left: left(start), width: left(end - start) }}
        />
      ))}
      <span class="playhead" style={{ left: left(time) }} />
    </div>
  );
}
