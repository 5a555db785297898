import type * as z from 'zod';
import { Refusal } from '../../pipeline/console-answers';

/** A refusal in the console's words. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Nobody answers. */
export class Silence extends Error {
  override readonly name = 'Silence';
}

/**
 * Asks the console's server.
 * @param path below api/
 * @throws Refused, Silence, or ZodError when server and page are of different versions
 */
export async function ask<S extends z.ZodType>(schema: S, path: string, init: RequestInit = {}): Promise<z.infer<S>> {
  const response = await fetch(`api/${path}`, { cache: 'no-store', ...init }).catch((cause: unknown) => {
    if (init.signal?.aborted) throw cause;
    throw new Silence('The stack doesn’t answer. Does framefleet up still run?', { cause });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return schema.parse(answer);
  throw new Refused(
    response.status,
    Refusal.safeParse(answer).data?.error ?? `${response.status} ${response.statusText}`,
  );
}

export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
