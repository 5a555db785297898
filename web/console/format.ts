import { duration } from '../parts/format';

/** Seconds between two instants in ISO; until now without a second one. */
export const secondsBetween = (from: string, to: string | undefined, now: number): number =>
  Math.max(0, ((to === undefined ? now : Date.parse(to)) - Date.parse(from)) / 1000);

/** In whole units: it changes under the reader's eyes. */
export function ago(at: string, now: number): string {
  const seconds = Math.floor(secondsBetween(at, undefined, now));
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  return seconds < 172_800 ? `${duration(seconds)} ago` : `${Math.floor(seconds / 86_400)} days ago`;
}

/** The last part of a key. */
export const shortName = (key: string): string => key.split('/').filter(Boolean).at(-1) ?? key;

/** JSON with line breaks; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Of an instant in ISO, where the reader is: 14:03:07.250 */
export const timeOfDay = (at: string): string =>
  `${new Date(at).toLocaleTimeString('en-GB')}.${at.slice(20, 23).padEnd(3, '0')}`;
