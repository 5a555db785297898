import type { LogEvent } from './log-files';

/** One comparison of a pattern: `$.name = "text"` or `$.name = 3`. */
const comparison = /^\s*\(?\s*\$\.([A-Za-z]\w*)\s*=\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)\s*\)?\s*$/;

/**
 * What a filter pattern lets through, as far as it is known here: nothing, `"words"`, and comparisons of a JSON line's own fields
 * that are joined by &&: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @returns undefined for any other pattern
 */
export function readPattern(pattern: string): ((event: Pick<LogEvent, 'message' | 'fields'>) => boolean) | undefined {
  const text = pattern.trim();
  if (text === '') return () => true;
  const [, words] = /^"([^"\\]*)"$/.exec(text) ?? [];
  if (words !== undefined) return ({ message }) => message.includes(words);
  const [, inner] = /^\{(.*)\}$/s.exec(text) ?? [];
  const comparisons = inner?.split('&&').map((part) => comparison.exec(part));
  if (!comparisons) return undefined;
  const wanted: [name: string, value: unknown][] = [];
  for (const match of comparisons) {
    if (!match) return undefined;
    const [, name = '', value = ''] = match;
    wanted.push([name, JSON.parse(value)]);
  }
  return ({ fields }) => fields !== undefined && wanted.every(([name, value]) => fields[name] === value);
}
