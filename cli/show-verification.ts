import type { Verification } from '../pipeline/verification';

/** What the concatenation has found out about the gray video, in a line; and a line for each thing that it has not. */
export function showVerification({ frames, duration, audio, leftOut, ...verified }: Verification): string[] {
  const { written, announced } = frames;
  const error = Math.max(verified.greatestTimeErrorSeconds, ...audio.map(({ errorSeconds }) => errorSeconds));
  const sound = audio.length === 0 ? [] : [`${count(audio.length, 'sound track')} where it was`];
  const parts = [`${count(written, 'frame')} at their times`, `${duration.seconds.toFixed(3)} s long`, ...sound];
  const missing = announced !== null && announced <= written ? duration.sourceSeconds - duration.seconds : 0;
  return [
    `verified: ${parts.join(', ')}; greatest error ${(error * 1000).toFixed(1)} ms`,
    ...(announced !== null && announced > written
      ? [`damaged: the source announces ${announced} frames, ${announced - written} more than can be decoded`]
      : []),
    ...(missing > 0.1 ? [`shorter: the last frame is shown ${missing.toFixed(1)} s less long than in the source`] : []),
    ...leftOut.map(({ kind, stream, codec, reason }) => `left out: ${kind} of stream ${stream} (${codec}): ${reason}`),
  ];
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
