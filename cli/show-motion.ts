import { clock } from '../pipeline/clock';
import type { MotionFlag, MotionReport } from '../pipeline/motion';

const reasons: Readonly<Record<MotionFlag, string>> = {
  camera: 'camera moving, or the picture changing as a whole',
  light: 'lighting jumping',
};

/** What was found, a line per event and per stretch of which nothing can be told, in the order of their start. */
export function showMotion(name: string, { video, events, unreliable }: MotionReport): string[] {
  const widest = events.reduce((most, { region }) => Math.max(most, region.length), 0);
  const found = events.map(({ region, start, end, score }) => ({
    start,
    line: `${region.padEnd(widest)}  ${range(start, end)}  score ${score.toFixed(3)}`,
  }));
  const untold = unreliable.map(({ start, end, reason }) => ({
    start,
    line: `${reasons[reason]}  ${range(start, end)}`,
  }));
  const count = events.length === 0 ? 'no motion' : `${events.length} event${events.length === 1 ? '' : 's'} of motion`;
  return [
    `${name}: ${count} in ${video.frameCount} frames, ${clock(video.durationSeconds)}`,
    ...[...found, ...untold].toSorted((a, b) => a.start - b.start).map(({ line }) => `  ${line}`),
  ];
}

const range = (start: number, end: number): string =>
  `${clock(start)} - ${clock(end)}  ${(end - start).toFixed(3).padStart(8)} s`;
