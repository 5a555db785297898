import { readFile } from 'node:fs/promises';
import { type Readable, addAbortSignal } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { parseJson } from '../local/step-functions/json';
import { UsageError } from './usage-error';

/**
 * @param typed JSON, @file, or - for standard input
 * @returns the JSON text
 * @throws UsageError when there is none
 */
export async function readInput(typed: string, stdin: Readable, signal: AbortSignal): Promise<string> {
  const input = await textOf(typed, stdin, signal);
  try {
    parseJson(input);
    return input;
  } catch (cause) {
    throw new UsageError(`--input "${typed}" is no JSON: ${messageOf(cause)}. Give JSON, @file, or - for standard input.`, { cause }); // prettier-ignore
  }
}

async function textOf(typed: string, stdin: Readable, signal: AbortSignal): Promise<string> {
  if (typed === '-') return readText(addAbortSignal(signal, stdin));
  if (!typed.startsWith('@')) return typed;
  return readFile(typed.slice(1), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--input "${typed}" can't be read: ${messageOf(cause)}`, { cause });
  });
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
