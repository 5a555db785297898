/** A time in the video, or a stretch of time: `0:07.25`, `1:02:03`. Hundredths only where they were asked for. */
export function clock(seconds: number, hundredths = false): string {
  const unit = hundredths ? 100 : 1;
  const whole = Math.floor(Math.max(0, seconds) * unit + 1e-6);
  const [hours, minutes, rest] = [
    Math.floor(whole / unit / 3600),
    Math.floor(whole / unit / 60) % 60,
    whole % (60 * unit),
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  const first = hours === 0 ? String(minutes) : `${hours}:${two(minutes)}`;
  const fraction = hundredths ? `.${two(rest % 100)}` : '';
  return `${first}:${two(Math.floor(rest / unit))}${fraction}`;
}

/** How long something took, for people: `840 ms`, `12.3 s`, `4 min 5 s`, `2 h 3 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Two digits that count at least: what a short job costs is a fraction of a cent. */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount >= 0.1) return `$${amount.toFixed(2)}`;
  const digits = Math.min(9, 1 - Math.floor(Math.log10(amount)));
  return `$${amount.toFixed(digits)}`;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Powers of 1000, as stores and prices count. */
export function bytes(count: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** 1,234,567 */
export const count = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');

export const plural = (value: number, what: string, more = `${what}s`): string =>
  `${count(value)} ${value === 1 ? what : more}`;

/** At most four digits: quantities of a bill are tasks as well as fractions of an hour. */
export const quantity = (value: number): string =>
  Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));

/** 2026-11-22 06:23:01 UTC */
export const moment = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
