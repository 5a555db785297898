import type { JsonValue } from '../json';
import { MockConfigError } from './mock-config-error';

/** What a mocked task does instead of calling its service. */
export type MockedResponse =
  | { readonly kind: 'return'; readonly value: JsonValue }
  | { readonly kind: 'throw'; readonly error: string; readonly cause: string };

interface Range {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  readonly text: string;
  readonly response: MockedResponse;
}

const rangeForm = /^(\d+)(?:-(\d+))?$/;

/** The responses of one name, by invocation: "0" for the first, "1-3" for the three after it. */
export class MockedAttempts {
  private readonly ranges: readonly Range[];

  /** @throws MockConfigError unless every invocation from 0 to the last has one response */
  constructor(
    private readonly name: string,
    private readonly fileName: string,
    responses: readonly (readonly [range: string, response: MockedResponse])[],
  ) {
    this.ranges = responses.map(([text, response]) => this.rangeOf(text, response)).sort((a, b) => a.from - b.from);
    let next = 0;
    for (const { from, to, text } of this.ranges) {
      if (from > next)
        throw this.wrong('', `nothing is said of invocation ${next}, the next is "${text}". Add "${next}"`);
      if (from < next)
        throw this.wrong(text, `invocation ${from} has a response already. Let the ranges follow each other`);
      next = to + 1;
    }
    if (next === 0) throw this.wrong('', 'it has no response. Add one for the first invocation, "0"');
  }

  /** Beyond the last one the execution fails, past every Retry and Catch: the test case didn't foresee it. */
  at(attempt: number, stateName: string): MockedResponse {
    const range = this.ranges.find(({ from, to }) => from <= attempt && attempt <= to);
    if (range) return range.response;
    const last = this.ranges.at(-1)?.to ?? 0;
    const cause = `No mocked response for invocation ${attempt} of the state '${stateName}': /MockedResponses/${this.name} in ${this.fileName} ends with ${last}. Add "${attempt}" there.`;
    return { kind: 'throw', error: 'States.Runtime', cause };
  }

  private rangeOf(text: string, response: MockedResponse): Range {
    const [, first, last] = rangeForm.exec(text) ?? [];
    if (first === undefined) {
      throw this.wrong(text, 'this is no invocation. Write a number from 0 on, "0", or a range of them, "1-3"');
    }
    const [from, to] = [Number(first), Number(last ?? first)];
    if (to < from) throw this.wrong(text, `the range ends before it begins. Write "${to}-${from}"`);
    return { from, to, text, response };
  }

  private wrong(range: string, problem: string): MockConfigError {
    return new MockConfigError(this.fileName, `/MockedResponses/${this.name}${range && `/${range}`}`, problem);
  }
}
