/** Quantities as people read them. */

export { inDollars as sayDollars } from '../pipeline/dollars';

const second = 1;
const units: readonly [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', second],
];

/** `42 s`, `12 min`, `3 h 20 min`, `5 d 2 h`. */
export function sayDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = units.findIndex(([, size]) => whole >= size);
  const [name, size] = units[first] ?? ['s', second];
  const said = `${Math.floor(whole / size)} ${name}`;
  const [nextName, nextSize] = units[first + 1] ?? ['', 0];
  // Seconds matter only where there is nothing larger.
  const rest = nextSize >= 60 ? Math.floor((whole % size) / nextSize) : 0;
  return rest === 0 ? said : `${said} ${rest} ${nextName}`;
}

/** In units of 1000. */
export function sayBytes(bytes: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${names[power] ?? ''}`;
}

export const sayCount = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
