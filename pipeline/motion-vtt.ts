import { clock } from './clock';
import type { MotionFlag, MotionReport, UnreliableSpan } from './motion';

const reasons: Record<MotionFlag, string> = {
  camera: 'the camera moves, or the picture changes as a whole',
  light: 'the lighting jumps',
};

/** `<name>.motion.vtt`: WebVTT chapters, a cue per event, which players show beside the video: https://www.w3.org/TR/webvtt1/ */
export function motionChapters({ events, unreliable }: Pick<MotionReport, 'events' | 'unreliable'>): string {
  const cues = events.map(
    ({ region, start, end, score }, index) =>
      `${index + 1}\n${clock(start)} --> ${clock(end)}\n${escape(region)}, score ${score.toFixed(3)}\n`,
  );
  return ['WEBVTT\n', ...unreliable.map(note), ...cues].join('\n');
}

const note = ({ start, end, reason }: UnreliableSpan): string =>
  `NOTE Motion can't be told from ${clock(start)} to ${clock(end)}: ${reasons[reason]}.\n`;

/** A cue's text is one line, in which `&`, `<` and `-->` would mean something. */
const escape = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
