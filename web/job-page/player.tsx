import { useEffect, useState } from 'preact/hooks';
import type { PageData } from '../../pipeline/page-data';
import { clock } from '../parts/format';
import { Controls } from './controls';
import { EventList } from './event-list';
import { eventsAt, neighbour } from './moments';
import { Overlay } from './overlay';
import { type Action, actionOf } from './shortcuts';
import { Strip } from './strip';
import { Timeline } from './timeline';
import { usePlayback } from './use-playback';
import { Video } from './video';

/** Seconds of a frame; a twenty-fifth where nobody says so. */
function frameSeconds({ record: { media } }: PageData): number {
  const rate = media?.video.frameRate;
  if (rate && rate.numerator > 0) return rate.denominator / rate.numerator;
  return media && media.durationSeconds > 0 ? media.durationSeconds / media.video.frameCount : 0.04;
}

/** Width to height, as the picture is shown. */
function aspectOf({ record: { media } }: PageData): string {
  if (!media) return '16 / 9';
  const { width, height, sampleAspectRatio: pixel } = media.video;
  return `${width * (pixel ? pixel.numerator / pixel.denominator : 1)} / ${height}`;
}

/** Gray and source side by side, in step; the time line of what moves, and pictures along the video. */
export function Player({ data, onHelp }: { data: PageData; onHelp: () => void }) {
  const { motion, gray, record } = data;
  const { playback, draw } = usePlayback(record.media?.durationSeconds ?? 0);
  const [source, setSource] = useState(data.source);
  const [drawsRegions, setDrawsRegions] = useState(true);
  const [isMuted, setMuted] = useState(false);
  const events = motion?.events ?? [];
  const { time, duration } = playback;
  const seek = (to: number) => {
    playback.seek(to);
    draw();
  };
  const act = (action: Action) => {
    const frame = frameSeconds(data);
    const goTo = (direction: 'next' | 'previous') => {
      const event = neighbour(events, playback.time, direction);
      if (event) seek(event.start);
    };
    // To the middle of a frame, where rounding can't lead to another one.
    const byFrames = (frames: number) => {
      playback.pause();
      seek((Math.floor(playback.time / frame + 0.01) + frames + 0.5) * frame);
    };
    const actions: Record<Action, () => void> = {
      toggle: () => playback.toggle(),
      back: () => seek(playback.time - 1),
      forward: () => seek(playback.time + 1),
      backFar: () => seek(playback.time - 10),
      forwardFar: () => seek(playback.time + 10),
      frameBack: () => byFrames(-1),
      frameForward: () => byFrames(1),
      previous: () => goTo('previous'),
      next: () => goTo('next'),
      start: () => seek(0),
      end: () => seek(playback.duration),
      regions: () => setDrawsRegions((draws) => !draws),
      help: onHelp,
    };
    actions[action]();
    draw();
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]')) return;
      const on = event.target instanceof Element ? event.target : document.body;
      const kind = on instanceof HTMLInputElement ? on.type : '';
      const action = actionOf({ ...keyOf(event), on: on.tagName, kind });
      if (!action) return;
      event.preventDefault();
      act(action);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  const choose = (file: File | undefined) => {
    if (!file) return;
    if (source?.startsWith('blob:')) URL.revokeObjectURL(source);
    setSource(URL.createObjectURL(file));
  };
  const current = eventsAt(events, time);
  const overlay = motion && drawsRegions && <Overlay motion={motion} time={time} current={current} />;
  const shared = { playback, draw, aspectRatio: aspectOf(data) };
  return (
    <section class="card stack player" aria-label="Video">
      <div class={gray === undefined ? 'videos one' : 'videos'}>
        {gray !== undefined && (
          <Video {...shared} title="Gray" name="gray" src={gray} leads muted={isMuted}>
            {overlay}
          </Video>
        )}
        {source === undefined ? (
          <MissingSource aspectRatio={shared.aspectRatio} name={record.input.key} choose={choose} />
        ) : (
          <Video
            {...{ ...shared, title: 'Source', name: 'source', src: source }}
            leads={gray === undefined}
            muted={isMuted || gray !== undefined}
            choose={<ChooseFile says="Choose another file" choose={choose} />}
          >
            {overlay}
          </Video>
        )}
      </div>
      <Controls
        {...{ playback, act, seek, setMuted, isMuted, drawsRegions, draw }}
        hasEvents={events.length > 0}
        hasRegions={motion !== undefined}
        hasSound={(record.media?.audio.length ?? 0) > 0}
        onRegions={setDrawsRegions}
        frame={frameSeconds(data)}
      />
      {motion && duration > 0 && <Timeline {...{ motion, time, duration, seek }} />}
      <Strip
        pictures={data.pictures}
        video={gray ?? source}
        duration={record.media?.durationSeconds ?? duration}
        seek={seek}
      />
      {motion && (
        <details open={events.length <= 200}>
          <summary>
            {events.length === 1 ? '1 motion event' : `${events.length} motion events`}
            {current.length > 0 && ` – now: ${[...new Set(current.map(({ region }) => region))].join(', ')}`}
          </summary>
          <EventList {...{ events, current, seek }} />
        </details>
      )}
      <p class="unseen" role="status">
        {playback.playing ? '' : `${clock(time, true)}${current.map(({ region }) => `, motion in ${region}`).join('')}`}
      </p>
    </section>
  );
}

const keyOf = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) => ({ key, ctrlKey, metaKey, altKey });

function ChooseFile({ says, choose }: { says: string; choose: (file: File | undefined) => void }) {
  return (
    <label class="button small choose unprinted">
      {says}
      <input
        class="unseen"
        type="file"
        accept="video/*,.mkv,.ts,.mts,.avi,.mxf"
        onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
      />
    </label>
  );
}

/** The source lies elsewhere: whoever looks at the page may have it. */
function MissingSource({
  aspectRatio,
  name,
  choose,
}: {
  aspectRatio: string;
  name: string;
  choose: (file: File | undefined) => void;
}) {
  return (
    <figure class="video unprinted">
      <div
        class="picture drop"
        style={{ aspectRatio }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          choose(event.dataTransfer?.files[0]);
        }}
      >
        <div class="stack">
          <p>
            The source isn’t beside this page. Choose <strong>{name.split('/').at(-1)}</strong> or drop it here to see
            it in step; it stays on this machine.
          </p>
          <ChooseFile says="Choose the file" choose={choose} />
        </div>
      </div>
      <figcaption>Source</figcaption>
    </figure>
  );
}
