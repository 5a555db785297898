import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageData } from '../../pipeline/page-data';
import { clock } from '../parts/format';

interface StripProps {
  pictures: PageData['pictures'];
  /** Where pictures can be drawn from, when there are none. */
  video: string | undefined;
  duration: number;
  seek: (time: number) => void;
}

/** Pictures drawn from the video. */
const drawn = 12;

/** Pictures along the video; each goes to its moment. */
export function Strip({ pictures, video, duration, seek }: StripProps) {
  if (pictures !== undefined && pictures.length > 0) {
    return (
      <ul class="strip">
        {pictures.map(({ time, href }) => (
          <Place key={time} {...{ time, seek, duration }}>
            <img src={href} alt="" loading="lazy" decoding="async" />
          </Place>
        ))}
      </ul>
    );
  }
  return video === undefined || duration <= 0 ? null : <DrawnStrip {...{ video, duration, seek }} />;
}

interface PlaceProps {
  time: number;
  duration: number;
  seek: (time: number) => void;
  children: ComponentChildren;
}

/** In short videos pictures are less than a second apart. */
const shortVideo = 60;

function Place({ time, duration, seek, children }: PlaceProps) {
  return (
    <li>
      <button type="button" aria-label={`go to ${clock(time, true)}`} onClick={() => seek(time)}>
        {children}
        <span class="small">{clock(time, duration < shortVideo)}</span>
      </button>
    </li>
  );
}

/** Once it is seen, a second copy of the video goes from moment to moment, and each is drawn. */
function DrawnStrip({ video, duration, seek }: { video: string; duration: number; seek: (time: number) => void }) {
  const list = useRef<HTMLUListElement>(null);
  const [failed, setFailed] = useState(false);
  const times = Array.from({ length: drawn }, (_, index) => ((index + 0.5) / drawn) * duration);
  useEffect(() => {
    setFailed(false);
    const seen = new AbortController();
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting) || seen.signal.aborted) return;
      observer.disconnect();
      const canvases = [...(list.current?.querySelectorAll('canvas') ?? [])];
      drawPictures(video, times, canvases, seen.signal).catch(() => setFailed(true));
    });
    if (list.current) observer.observe(list.current);
    return () => {
      seen.abort();
      observer.disconnect();
    };
  }, [video, duration]);
  if (failed) return null;
  return (
    <ul class="strip" ref={list}>
      {times.map((time) => (
        <Place key={time} {...{ time, seek, duration }}>
          <canvas width="160" height="90" />
        </Place>
      ))}
    </ul>
  );
}

async function drawPictures(
  src: string,
  times: readonly number[],
  canvases: readonly HTMLCanvasElement[],
  signal: AbortSignal,
): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  video.src = src;
  try {
    await happened(video, 'loadeddata');
    for (const [index, canvas] of canvases.entries()) {
      if (signal.aborted) return;
      video.currentTime = times[index] ?? 0;
      await happened(video, 'seeked');
      canvas.height = Math.round((canvas.width * video.videoHeight) / Math.max(1, video.videoWidth));
      canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    }
  } finally {
    video.removeAttribute('src');
    video.load();
  }
}

const happened = (video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> =>
  new Promise((resolve, reject) => {
    video.addEventListener(event, () => resolve(), { once: true });
    video.addEventListener('error', () => reject(new Error('the video can’t be read')), { once: true });
  });
