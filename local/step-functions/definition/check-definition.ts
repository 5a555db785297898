import type * as z from 'zod';
import { checkGraph, findDuplicates } from './check-graph';
import { Definition } from './definition';
import { diagnostic, schemaFailure, type Diagnostic } from './diagnostic';
import { parseJson, type JsonValue } from '../json';
import type { Mocks } from '../mocks/mock-config';
import type { Integration } from '../states/state-run';

type Checked = { definition: Definition; diagnostics: [] } | { definition?: undefined; diagnostics: Diagnostic[] };

/** The definition, or everything that is wrong with it: what it may not hold as well as what the engine doesn't run. */
export function checkDefinition(
  text: string,
  integrations: Readonly<Record<string, Integration>>,
  mocks?: Mocks,
): Checked {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch (error) {
    return { diagnostics: [diagnostic('INVALID_JSON_DESCRIPTION', String(error), '/')] };
  }
  const parsed = Definition.safeParse(json);
  if (!parsed.success) return { diagnostics: parsed.error.issues.map(fromIssue) };
  const diagnostics = [
    ...checkGraph(parsed.data, '', { integrations, mocks, language: parsed.data.QueryLanguage ?? 'JSONPath' }),
    ...findDuplicates(parsed.data),
  ];
  return diagnostics.length > 0 ? { diagnostics } : { definition: parsed.data, diagnostics: [] };
}

/** A union's issue says only that nothing fitted: its last branch, the plainest one, says what. */
function fromIssue(issue: z.core.$ZodIssue): Diagnostic {
  const inner = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : undefined;
  const location = [...issue.path, ...(inner?.path ?? [])].map((step) => `/${String(step)}`).join('');
  return schemaFailure((inner ?? issue).message, location || '/');
}
