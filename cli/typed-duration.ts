import * as z from 'zod';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 };

/** `90s`, `30m`, `12h`, `7d`, `2w`, as seconds. */
export const TypedDuration = z
  .string()
  .regex(/^\d{1,6}(s|m|min|h|d|w)$/, 'write a whole number and s, m, h, d or w, such as 12h or 7d')
  .transform((typed) => {
    const [, number = '', unit = ''] = /^(\d+)(\D+)$/.exec(typed) ?? [];
    return Number(number) * (unitSeconds[unit] ?? 0);
  });
