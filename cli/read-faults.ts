import { readFile } from 'node:fs/promises';
import { type InjectedFault, countKinds } from '../local/faults/injections';
import { Faults } from '../local/faults/schema';
import { UsageError } from './usage-error';

/**
 * @param typed JSON, or @file
 * @throws UsageError naming what is wrong, by its place
 */
export async function readFaults(typed: string): Promise<Faults> {
  const text = await textOf(typed);
  const { data, error } = Faults.safeParse(documentIn(text, typed));
  if (data) return data;
  const complaints = error.issues.map(({ path, message }) => {
    const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return `--faults ${place === '' ? '(as a whole)' : place.replace(/^\./, '')}: ${message}`;
  });
  throw new UsageError(complaints.join('\n'), { cause: error });
}

async function textOf(typed: string): Promise<string> {
  if (!typed.startsWith('@')) return typed;
  return readFile(typed.slice(1), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--faults "${typed}" can't be read: ${messageOf(cause)}`, { cause });
  });
}

function documentIn(text: string, typed: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--faults "${typed}" is no JSON: ${messageOf(cause)}. Give JSON, or @file.`, { cause });
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** One line: how many of each kind. */
export function showFaults(injected: readonly InjectedFault[]): string {
  const counts = countKinds(injected).map(([kind, count]) => `${count} ${kind}`);
  return `Faults injected: ${counts.length === 0 ? 'none' : counts.join(', ')}`;
}
