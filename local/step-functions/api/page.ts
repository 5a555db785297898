import { ApiError } from './api-error';

/** One page of a list, and the token of the next: the place where it begins. */
export function page<T>(
  items: readonly T[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  defaultSize = 100,
): { items: T[]; nextToken?: string } {
  const start = nextToken === undefined ? 0 : placeOf(nextToken);
  // Zero asks for the default.
  const end = start + (maxResults || defaultSize);
  const taken = items.slice(start, end);
  return end < items.length
    ? { items: taken, nextToken: Buffer.from(String(end)).toString('base64url') }
    : { items: taken };
}

function placeOf(token: string): number {
  const place = Buffer.from(token, 'base64url').toString();
  if (!/^\d+$/.test(place)) throw new ApiError('InvalidToken', `Invalid Token: '${token}'`);
  return Number(place);
}
