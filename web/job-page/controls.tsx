import { clock } from '../parts/format';
import type { Playback } from './playback';
import type { Action } from './shortcuts';

interface ControlsProps {
  playback: Playback;
  act: (action: Action) => void;
  seek: (time: number) => void;
  draw: () => void;
  isMuted: boolean;
  setMuted: (muted: boolean) => void;
  drawsRegions: boolean;
  onRegions: (draws: boolean) => void;
  hasEvents: boolean;
  hasRegions: boolean;
  hasSound: boolean;
  /** Seconds of one. */
  frame: number;
}

const rates = [0.25, 0.5, 1, 2, 4];

/** One set of controls for both videos. */
export function Controls(props: ControlsProps) {
  const { playback, act, seek, draw, frame } = props;
  const { time, duration, playing, canPlay } = playback;
  return (
    <div class="controls">
      <input
        class="position"
        type="range"
        min="0"
        max={duration}
        step="any"
        value={time}
        aria-label="Position"
        aria-valuetext={`${clock(time, true)} of ${clock(duration, true)}`}
        onInput={({ currentTarget }) => seek(Number(currentTarget.value))}
      />
      <div class="row">
        {props.hasEvents && (
          <Icon says="Event before" act={() => act('previous')} shape="M3 3h2.5v12H3zM15 3v12L6.5 9z" />
        )}
        <Icon says="A frame back" act={() => act('frameBack')} shape="M12.5 3v12L5 9z" />
        <Icon
          says={playing ? 'Pause' : 'Play'}
          act={() => act('toggle')}
          shape={playing ? 'M4 3h3.5v12H4zM10.5 3H14v12h-3.5z' : 'M4.5 2.5 15 9 4.5 15.5z'}
          disabled={!canPlay}
          primary
        />
        <Icon says="A frame on" act={() => act('frameForward')} shape="M5.5 3v12L13 9z" />
        {props.hasEvents && (
          <Icon says="Next event" act={() => act('next')} shape="M12.5 3H15v12h-2.5zM3 3v12l8.5-6z" />
        )}
        <span class="time mono">
          {clock(time, true)} <span class="muted">/ {clock(duration, true)}</span>{' '}
          <span class="muted small">frame {Math.floor(time / frame + 0.01)}</span>
        </span>
        <label class="small">
          speed{' '}
          <select
            value={playback.rate}
            onChange={({ currentTarget }) => {
              playback.setRate(Number(currentTarget.value));
              draw();
            }}
          >
            {rates.map((rate) => (
              <option key={rate} value={rate}>
                {rate}×
              </option>
            ))}
          </select>
        </label>
        {props.hasSound && <Toggle says="sound" on={!props.isMuted} change={(on) => props.setMuted(!on)} />}
        {props.hasRegions && <Toggle says="regions" on={props.drawsRegions} change={props.onRegions} />}
      </div>
    </div>
  );
}

function Icon(props: { says: string; shape: string; act: () => void; disabled?: boolean; primary?: boolean }) {
  return (
    <button
      type="button"
      class={props.primary ? 'icon primary' : 'icon'}
      aria-label={props.says}
      title={props.says}
      disabled={props.disabled}
      onClick={props.act}
    >
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" fill="currentColor">
        <path d={props.shape} />
      </svg>
    </button>
  );
}

function Toggle({ says, on, change }: { says: string; on: boolean; change: (on: boolean) => void }) {
  return (
    <label class="small toggle">
      <input type="checkbox" checked={on} onChange={({ currentTarget }) => change(currentTarget.checked)} /> {says}
    </label>
  );
}
