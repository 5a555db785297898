import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Playback } from './playback';

/** The playback with what of it is drawn; drawn anew while it plays, and whenever a video has moved. */
export function usePlayback(length: number) {
  const kept = useRef<Playback | undefined>(undefined);
  const playback = (kept.current ??= new Playback(length));
  const [, setDrawn] = useState(0);
  const draw = useCallback(() => setDrawn((times) => times + 1), []);
  const { playing } = playback;
  useEffect(() => {
    if (!playing) return undefined;
    let frame = 0;
    const step = () => {
      playback.keepInStep();
      draw();
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [playing, playback, draw]);
  return { playback, draw };
}
