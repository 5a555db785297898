import * as z from 'zod';
import { parseJson, type JsonValue } from '../json';
import { MockConfigError } from './mock-config-error';
import { MockedAttempts, type MockedResponse } from './mocked-attempts';

export type { MockedResponse } from './mocked-attempts';

/** What the engine asks of mocked service integrations. A test case is chosen by starting `stateMachineArn#testCase`. */
export interface Mocks {
  hasCase(machineName: string, testCase: string): boolean;
  /** Whether any test case names the state: its task may then be of a service that isn't here. */
  mocksState(stateName: string): boolean;
  /**
   * @param attempt how often the execution has invoked the state before, retries and the iterations of a Map included
   * @returns undefined when the state isn't mocked: its task calls the real integration
   */
  responseOf(machineName: string, testCase: string, stateName: string, attempt: number): MockedResponse | undefined;
}

/** A mock configuration file that was read. */
export interface MockConfig extends Mocks {
  /** Names of a machine's test cases. */
  casesOf(machineName: string): string[];
  /** Names of the machines that have test cases. */
  machineNames(): string[];
}

const anyJson = z.custom<JsonValue>((value) => value !== undefined, 'Return needs a value: what the task answers');
const Response = z.union([
  z.strictObject({ Return: anyJson }),
  z.strictObject({ Throw: z.strictObject({ Error: z.string(), Cause: z.string() }) }),
]);
const Responses = z.record(z.string(), Response);
/** https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html */
const MockConfigFile = z.object({
  StateMachines: z.record(z.string(), z.object({ TestCases: z.record(z.string(), z.record(z.string(), z.string())) })),
  MockedResponses: z.record(z.string(), Responses),
});
type MockConfigFile = z.infer<typeof MockConfigFile>;
type TestCase = ReadonlyMap<string, MockedAttempts>;

/**
 * Reads a mock configuration file as AWS's Step Functions Local does, and refuses what could only fail in the middle of a test.
 * @throws MockConfigError
 */
export function parseMockConfig(text: string, fileName: string): MockConfig {
  const file = readFile(text, fileName);
  const responses = new Map(
    Object.entries(file.MockedResponses).map(([name, attempts]) => [name, attemptsOf(name, attempts, fileName)]),
  );
  const machines = new Map(
    Object.entries(file.StateMachines).map(([machine, { TestCases }]) => [
      machine,
      new Map(
        Object.entries(TestCases).map(([name, states]): [string, TestCase] => [
          name,
          testCaseOf(`/StateMachines/${machine}/TestCases/${name}`, states, responses, fileName),
        ]),
      ),
    ]),
  );
  return {
    machineNames: () => [...machines.keys()],
    casesOf: (machineName) => [...(machines.get(machineName)?.keys() ?? [])],
    mocksState: (stateName) =>
      [...machines.values()].some((cases) => [...cases.values()].some((states) => states.has(stateName))),
    hasCase: (machineName, testCase) => machines.get(machineName)?.has(testCase) ?? false,
    responseOf: (machineName, testCase, stateName, attempt) =>
      machines.get(machineName)?.get(testCase)?.get(stateName)?.at(attempt, stateName),
  };
}

function readFile(text: string, fileName: string): MockConfigFile {
  let json: JsonValue;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new MockConfigError(fileName, '/', `it is no JSON (${String(error)}). Write a JSON object with StateMachines and MockedResponses`); // prettier-ignore
  }
  const parsed = MockConfigFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = `/${(issue?.path ?? []).map(String).join('/')}`;
  if (issue?.code !== 'invalid_union') throw new MockConfigError(fileName, place, issue?.message ?? 'not understood');
  throw new MockConfigError(
    fileName,
    place,
    'a response is either {"Return": value} or {"Throw": {"Error": text, "Cause": text}}, and nothing beside it',
  );
}

function attemptsOf(name: string, attempts: z.infer<typeof Responses>, fileName: string): MockedAttempts {
  const responses = Object.entries(attempts).map(([range, response]): [string, MockedResponse] => [
    range,
    'Return' in response
      ? { kind: 'return', value: response.Return }
      : { kind: 'throw', error: response.Throw.Error, cause: response.Throw.Cause },
  ]);
  return new MockedAttempts(name, fileName, responses);
}

function testCaseOf(
  place: string,
  states: Readonly<Record<string, string>>,
  responses: ReadonlyMap<string, MockedAttempts>,
  fileName: string,
): TestCase {
  return new Map(
    Object.entries(states).map(([state, name]) => {
      const attempts = responses.get(name);
      if (attempts) return [state, attempts];
      const known = [...responses.keys()].join(', ') || 'none';
      throw new MockConfigError(
        fileName,
        `${place}/${state}`,
        `there is no response "${name}". Add it to MockedResponses, which has ${known}`,
      );
    }),
  );
}
