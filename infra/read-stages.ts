import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { Stages } from './stage-config';

/** The stages' file isn't what it has to be; the message has a line per mistake: key, value, what is allowed. */
export class InvalidStages extends Error {
  override name = 'InvalidStages';
}

/**
 * Reads and checks the configuration of all stages.
 * @throws InvalidStages naming each key that is wrong, its value and what it may be
 */
export function readStages(path: string): Stages {
  return parseStages(path, readJson(path));
}

/** The same for a document that is there already. @param name stands in front of each message */
export function parseStages(name: string, document: unknown): Stages {
  const result = Stages.safeParse(document);
  if (result.success) return result.data;
  const mistakes = result.error.issues
    .flatMap((issue) => describe(issue, document))
    .map((mistake) => `${name}: ${mistake}`);
  throw new InvalidStages(mistakes.join('\n'), { cause: result.error });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidStages(
      `${path}: can't be read (${why}). It holds the stages as JSON, for instance {"dev": {"region": "us-east-1"}}.`,
      { cause },
    );
  }
}

type Issue = z.core.$ZodIssue;

/** `dev.tasks.segment.cpu is 300; allowed: 256, 512, 1024` */
function describe(issue: Issue, document: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => [...issue.path, key].join('.'));
    return keys.map((key) => `${key} ${unknown(key)}`);
  }
  const key = issue.path.join('.') || 'the whole document';
  const value = issue.path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    document,
  );
  const given = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
  return [`${key} ${given}; ${allowed(issue)}`];
}

/** A value of such a key isn't repeated: messages get into logs. */
function unknown(key: string): string {
  return /\b(\w*(secret|password|token|api_?key)|key|value)$/i.test(key)
    ? 'looks like a secret, which must not stand in this file: remove it, and name where it is with secretName (a secret in Secrets Manager) or keyVariable (set as TF_VAR_<name> where it is deployed)'
    : 'is no key that is known here; remove it or mend its spelling';
}

function allowed(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `allowed: ${issue.values.join(', ')}`;
    case 'too_small':
      return `allowed: at least ${issue.minimum}`;
    case 'too_big':
      return `allowed: at most ${issue.maximum}`;
    case 'invalid_type':
      return `allowed: ${issue.expected}`;
    case 'invalid_key':
      return issue.issues.map(({ message }) => message).join('; ');
    default:
      return issue.message;
  }
}
