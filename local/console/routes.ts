import type { IncomingMessage, ServerResponse } from 'node:http';
import { ConsoleError } from './console-error';

/** Everything of the console lies below it: no bucket can be called so. */
export const consolePath = '/_framefleet';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Method, path below consolePath, and what answers. `:name` is one part of the path, `*` all that follows. */
export type Route = readonly [
  method: string,
  path: string,
  answer: (parts: readonly string[], query: URLSearchParams) => Answer,
];

/** @throws ConsoleError 404 when there is nothing, 405 when it can't be asked so, 400 when it can't be read */
export function findRoute(routes: readonly Route[], { method = 'GET', url = '/' }: IncomingMessage): Answer {
  const { pathname, searchParams } = new URL(url, 'http://console');
  const path = pathname.slice(consolePath.length);
  let refusal = new ConsoleError(404, `The console has no ${pathname}.`);
  for (const [takes, pattern, answer] of routes) {
    const parts = match(pattern, path);
    if (!parts) continue;
    if (method === takes || (method === 'HEAD' && takes === 'GET')) return answer(parts, searchParams);
    refusal = new ConsoleError(405, `${pathname} takes ${takes}, not ${method}.`);
  }
  throw refusal;
}

function match(pattern: string, path: string): string[] | undefined {
  const expression = pattern.replace(/:[a-z]+/g, '([^/]+)').replace('*', '(.+)');
  const found = new RegExp(`^${expression}$`).exec(path);
  if (!found) return undefined;
  try {
    return found.slice(1).map((part) => decodeURIComponent(part));
  } catch (cause) {
    throw new ConsoleError(400, `"${path}" isn't written as addresses are.`, { cause });
  }
}
