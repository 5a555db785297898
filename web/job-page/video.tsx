import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Playback } from './playback';

interface VideoProps {
  /** What it is, for the caption: `Gray`. */
  title: string;
  name: string;
  src: string;
  playback: Playback;
  draw: () => void;
  leads: boolean;
  muted: boolean;
  aspectRatio: string;
  /** What is drawn over the picture. */
  children: ComponentChildren;
  /** Beside the caption. */
  choose?: ComponentChildren;
}

/** One of the videos that play in step. */
export function Video({ title, name, src, playback, draw, leads, muted, aspectRatio, children, choose }: VideoProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    setFailed(false);
    return () => playback.detach(name);
  }, [playback, name, src]);
  useEffect(() => {
    if (element.current) element.current.muted = muted;
  }, [muted]);
  const ready = () => {
    if (element.current) playback.attach(name, element.current, leads);
    draw();
  };
  const broken = () => {
    playback.detach(name);
    setFailed(true);
    draw();
  };
  const moved = () => {
    if (!playback.playing) playback.keepInStep();
    draw();
  };
  return (
    <figure class="video">
      <div class="picture" style={{ aspectRatio }}>
        <video
          ref={element}
          src={src}
          muted={muted}
          playsInline
          preload="auto"
          tabIndex={-1}
          aria-label={`${title} video`}
          onLoadedMetadata={ready}
          onError={broken}
          onSeeked={moved}
          onTimeUpdate={moved}
          onEnded={moved}
          onClick={() => {
            playback.toggle();
            draw();
          }}
        />
        {children}
        {failed && (
          <p class="cannot">
            This browser can’t play it here: the file isn’t beside the page, or is of a kind that browsers don’t know.
          </p>
        )}
      </div>
      <figcaption class="row spread">
        <span>{title}</span>
        {choose}
      </figcaption>
    </figure>
  );
}
