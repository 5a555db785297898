const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since the epoch of an RFC 3339 text with a capital T and Z or an offset; undefined for anything else.
 * https://states-language.net/#timestamps
 */
export function instantOf(text: string): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const milliseconds = `.${fraction.slice(1, 4).padEnd(3, '0')}`;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${milliseconds}${zone}`);
  // Date.parse takes the 30th of February for the 1st of March.
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number.isNaN(instant) || Number(day) > lastDay ? undefined : instant;
}
