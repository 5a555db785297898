import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { clock } from './format';

export interface PictureSize {
  width: number;
  height: number;
}

interface SourceProps {
  file: File | undefined;
  url: string | undefined;
  /** What lies over the picture. */
  children: (size: PictureSize) => ComponentChildren;
}

interface Shown {
  address: string;
  name: string;
  isPicture: boolean;
}

/** Coordinates are fractions: one can draw without a picture, too. */
const unknownSize: PictureSize = { width: 1600, height: 900 };

const pictures = /\.(png|jpe?g|webp|gif|avif|bmp)$/i;

/** A frame of a video, or a picture, from the reader's disk or from an address. */
export function PictureSource({ file, url, children }: SourceProps) {
  const [shown, setShown] = useState<Shown | undefined>(() => (url === undefined ? undefined : shownAt(url)));
  const [size, setSize] = useState(unknownSize);
  const [duration, setDuration] = useState(0);
  const [time, setTime] = useState(0);
  const [cannot, setCannot] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const open = (chosen: File) => {
    setCannot(false);
    setDuration(0);
    setTime(0);
    const isPicture = chosen.type.startsWith('image/') || pictures.test(chosen.name);
    setShown({ address: URL.createObjectURL(chosen), name: chosen.name, isPicture });
  };
  useEffect(() => {
    if (file) open(file);
  }, [file]);
  useEffect(() => {
    const address = shown?.address ?? '';
    return () => {
      if (address.startsWith('blob:')) URL.revokeObjectURL(address);
    };
  }, [shown]);
  const seek = (to: number) => {
    setTime(to);
    if (video.current) video.current.currentTime = to;
  };
  return (
    <div class="picture-source stack">
      <label class="file-choice">
        <span>Video or picture to draw over</span>
        <input
          type="file"
          accept="video/*,image/*,.mkv,.avi,.ts"
          onChange={({ currentTarget: { files } }) => files?.[0] && open(files[0])}
        />
      </label>
      {cannot && (
        <p class="notice caught" role="status">
          This browser can’t show {shown?.name}. Take a picture of one of its frames and draw over that:{' '}
          <code>ffmpeg -ss 5 -i {shown?.name} -frames:v 1 frame.png</code>
        </p>
      )}
      <div
        class="picture-stage"
        style={{ aspectRatio: `${size.width} / ${size.height}`, maxWidth: `calc(70vh * ${size.width / size.height})` }}
      >
        {shown && !cannot && shown.isPicture && (
          <img
            src={shown.address}
            alt=""
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => setSize({ width, height })}
            onError={() => setCannot(true)}
          />
        )}
        {shown && !cannot && !shown.isPicture && (
          <video
            ref={video}
            src={shown.address}
            muted
            playsInline
            preload="auto"
            aria-label={`Frame of ${shown.name}`}
            onLoadedMetadata={({ currentTarget: { videoWidth: width, videoHeight: height, duration: seconds } }) => {
              if (width === 0) setCannot(true);
              else setSize({ width, height });
              setDuration(Number.isFinite(seconds) ? seconds : 0);
            }}
            onError={() => setCannot(true)}
          />
        )}
        {children(size)}
      </div>
      {duration > 0 && (
        <label class="row picture-time">
          Time
          <input
            type="range"
            min="0"
            max={duration}
            step="0.04"
            value={time}
            aria-valuetext={clock(time, true)}
            onInput={({ currentTarget }) => seek(currentTarget.valueAsNumber)}
          />
          <span class="mono small">{clock(time, true)}</span>
        </label>
      )}
    </div>
  );
}

function shownAt(url: string): Shown {
  const name = decodeURIComponent(url.split(/[?#]/)[0]?.split('/').at(-1) ?? url);
  return { address: url, name, isPicture: pictures.test(name) };
}
