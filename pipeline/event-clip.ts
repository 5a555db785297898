import { PipelineError } from './errors';
import type { Container } from './job-options';
import type { MotionEvent } from './motion';

/** More clips than this are nobody's wish: a region that never rests makes thousands. */
export const mostClips = 500;

/** @throws PipelineError LimitExceeded when there are more events than clips may be made */
export function checkClipCount({ length }: readonly MotionEvent[]): void {
  if (length <= mostClips) return;
  const message = `There are ${length} events, and at most ${mostClips} get a clip. Ask for fewer: --min-length leaves short ones out, --max-gap joins those that are close together.`;
  throw new PipelineError('LimitExceeded', message, { figures: { events: length, limit: mostClips } });
}

/** Of a region's name; file systems allow 255 bytes for the whole. */
const longestPart = 30;

/**
 * What the clip of an event is called, beside the video's other results: `yard.event-001.front-door.mp4`.
 * @param number of the event, from 1
 */
export function clipName(video: string, number: number, region: string, container: Container): string {
  return `${video}.event-${String(number).padStart(3, '0')}.${fileNamePart(region)}.${container}`;
}

/** Letters and digits of any script stay, and what no shell or file system cares for. */
function fileNamePart(text: string): string {
  let part = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}_-]+/gu, '-'); // prettier-ignore
  while (Buffer.byteLength(part) > longestPart) part = Array.from(part).slice(0, -1).join('');
  part = part.replace(/^-+|-+$/g, '');
  return part === '' ? 'region' : part;
}
