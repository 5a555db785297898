import { clock } from './clock';
import type { MotionEvent } from './motion';

const columns = [
  ...['number', 'region', 'start', 'end', 'startTime', 'endTime', 'duration', 'startFrame', 'endFrame', 'peak'],
  ...['score', 'left', 'top', 'right', 'bottom'],
];

/** `<name>.motion.csv`: a row per event, for a spreadsheet, after RFC 4180. Times are in seconds and as hh:mm:ss.mmm. */
export function motionCsv(events: readonly MotionEvent[]): string {
  const rows = events.map(({ region, start, end, startFrame, endFrame, peak, score, box }, index) => [
    ...[index + 1, harmless(region), start, end, clock(start), clock(end), Number((end - start).toFixed(6))],
    ...[startFrame, endFrame, peak, score, ...box],
  ]);
  return [columns, ...rows].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('');
}

/** Spreadsheets take text that begins like this for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const harmless = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

function quote(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
