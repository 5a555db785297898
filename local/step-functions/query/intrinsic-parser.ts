import type { JsonValue } from '../json';
import { parsePath, type Path } from './reference-path';

export type Expression =
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly text: string };

const parsed = new Map<string, Expression>();

/**
 * Parses `States.Format('{} of {}', $.a, States.ArrayLength($.b))`, once per text. Throws SyntaxError.
 * https://states-language.net/#intrinsic-functions
 */
export function parseIntrinsic(text: string): Expression {
  const known = parsed.get(text);
  if (known) return known;
  const reader = new Reader(text);
  const expression = reader.call();
  reader.end();
  parsed.set(text, expression);
  return expression;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  call(): Expression {
    const start = this.at;
    const name = this.take(/States\.[A-Za-z0-9]+/y) ?? this.fail('a States.* function');
    this.expect('(');
    const args: Expression[] = [];
    while (!this.skip(')')) {
      if (args.length > 0) this.expect(',');
      args.push(this.argument());
    }
    return { kind: 'call', name, args, text: this.text.slice(start, this.at) };
  }

  private argument(): Expression {
    this.take(/\s*/y);
    const next = this.text[this.at];
    if (next === 'S') return this.call();
    if (next === '$') return { kind: 'path', path: parsePath(this.path()) };
    if (next === "'") return { kind: 'literal', value: this.string() };
    const word = this.take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y) ?? this.fail('an argument');
    if (word === 'null') return { kind: 'literal', value: null };
    return { kind: 'literal', value: word === 'true' || word === 'false' ? word === 'true' : Number(word) };
  }

  /** The quotes go, the escapes stay: States.Format must still tell \{ from {. */
  private string(): string {
    const quoted = this.take(/'(?:[^'\\]|\\.)*'/sy) ?? this.fail("a closing '");
    return quoted.slice(1, -1);
  }

  /** Up to the comma or bracket that belongs to the call, not to the path: filters hold both. */
  private path(): string {
    const start = this.at;
    for (let depth = 0; this.at < this.text.length; this.at++) {
      const letter = this.text[this.at] ?? '';
      if (depth === 0 && /[,)\s]/.test(letter)) break;
      if (letter === "'" || letter === '"') this.at = this.closing(letter);
      else if ('[('.includes(letter)) depth++;
      else if ('])'.includes(letter)) depth--;
    }
    return this.text.slice(start, this.at);
  }

  private closing(quote: string): number {
    const end = this.text.indexOf(quote, this.at + 1);
    return end < 0 ? this.fail(`a closing ${quote}`) : end;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    this.at += match?.length ?? 0;
    return match;
  }

  private skip(letter: string): boolean {
    this.take(/\s*/y);
    if (this.text[this.at] !== letter) return false;
    this.at++;
    return true;
  }

  private expect(letter: string): void {
    if (!this.skip(letter)) this.fail(`'${letter}'`);
  }

  end(): void {
    this.take(/\s*/y);
    if (this.at < this.text.length) this.fail('nothing more');
  }

  private fail(wanted: string): never {
    throw new SyntaxError(
      `'${this.text}' is not an intrinsic function: expected ${wanted} at character ${this.at + 1}`,
    );
  }
}
