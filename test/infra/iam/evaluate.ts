import type { Statement } from '../policy';

export interface ApiRequest {
  action: string;
  resource: string;
  /** Condition keys. */
  context: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'denied explicitly' | 'not allowed';

/**
 * Decides on a request within one account, without permission boundaries and session policies:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(statements: readonly Statement[], request: ApiRequest): Decision {
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some(({ Effect }) => Effect === 'Deny')) return 'denied explicitly';
  return applying.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed';
}

/** Whether a statement speaks of a request, whatever it says. */
export const applies = (statement: Statement, { action, resource, context }: ApiRequest): boolean =>
  statement.Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
  (statement.Resource ?? []).some((pattern) => matches(pattern, resource)) &&
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, values, find(context, key))),
  );

/** A `*` stands for any characters, a slash included, a `?` for one. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** The names of condition keys know no case. */
const find = (context: ApiRequest['context'], key: string): string | undefined =>
  Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];

/** A key that a request doesn't carry meets no condition. */
function holds(operator: string, values: readonly string[], actual: string | undefined): boolean {
  const test = operators[operator];
  if (test === undefined) throw new Error(`The evaluation doesn't know the condition operator ${operator}`);
  return actual !== undefined && values.some((value) => test(value, actual));
}

/** ARNs are compared part by part: a wildcard stays within its part. */
const matchesArn = (pattern: string, arn: string): boolean => {
  const [patterns, parts] = [pattern, arn].map((text) => {
    const split = text.split(':');
    return [...split.slice(0, 5), split.slice(5).join(':')];
  });
  return patterns!.every((part, index) => matches(part, parts![index] ?? ''));
};

const operators: Readonly<Record<string, (value: string, actual: string) => boolean>> = {
  StringEquals: (value, actual) => value === actual,
  StringLike: matches,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: (value, actual) => value.toLowerCase() === actual.toLowerCase(),
};
