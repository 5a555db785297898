import * as z from 'zod';
import { ApiError } from './api-error';
import { checkDefinition } from '../definition/check-definition';
import { Frame } from '../history/frame';
import { History, Trail } from '../history/history';
import { isObject, parseJson, type JsonObject } from '../json';
import { operation, type Operation } from './operation';
import { Retries } from '../states/retry';
import { runState } from '../states/run-state';
import { payloadOf, type Scope, type World } from '../states/state-run';
import { StatesError } from '../states/states-error';
import { TaskTokens } from '../executions/task-tokens';

const Request = z.object({
  definition: z.string(),
  roleArn: z.string().default(''),
  input: z.string().default('{}'),
  inspectionLevel: z.enum(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
  variables: z.string().default('{}'),
});

/** A name that no state has. */
const name = 'TestedState';

/** TestState: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html */
export const testStateOperation = (world: World): [string, Operation] =>
  operation('TestState', Request, async ({ definition, roleArn, input, inspectionLevel, variables }) => {
    const state = stateIn(definition, world);
    if (state.Type === 'Parallel' || state.Type === 'Map') {
      throw new ApiError(
        'ValidationException',
        `States of the type ${state.Type} are not tested by the embedded engine`,
      );
    }
    const payload = payloadOf(parsed('input', input));
    const assigned = parsed('variables', variables);
    if (!isObject(assigned)) throw new ApiError('ValidationException', 'variables must be a JSON object');
    const frame = new Frame();
    const position = {
      trail: new Trail(new History(() => world.clock.now())),
      signal: new AbortController().signal,
      mapItem: undefined,
      frame,
      variables: assigned,
    };
    // One attempt: a retry is told, not made.
    const once = 'Retry' in state ? { ...state, Retry: [] } : state;
    const isRetried = (error: StatesError): boolean =>
      'Retry' in state && new Retries(state.Retry).delayAfter(error) !== undefined;
    const inspection = inspectionLevel === 'INFO' ? {} : { inspectionData: { input } };
    try {
      const scope = scopeOf(world, roleArn, payload.value);
      const left = await runState(name, once, payload, position, scope, false);
      const { caught } = left;
      if (caught && isRetried(caught)) return { ...failure(caught), status: 'RETRIABLE', ...inspection };
      const output = { output: left.payload.text, nextState: left.next, ...inspection };
      return caught ? { ...output, ...failure(caught), status: 'CAUGHT_ERROR' } : { ...output, status: 'SUCCEEDED' };
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      return { ...failure(error), status: isRetried(error) ? 'RETRIABLE' : 'FAILED', ...inspection };
    }
  });

const failure = ({ errorName, causeText }: StatesError): object => ({ error: errorName, cause: causeText });

/** Checked as the only state of a machine, but for where it goes from there. */
function stateIn(definition: string, world: World) {
  const state = parsed('definition', definition);
  if (!isObject(state)) throw new ApiError('InvalidDefinition', 'The definition of a state is a JSON object');
  const targets = targetsIn(state);
  const others = Object.fromEntries(targets.map((target) => [target, { Type: 'Succeed' }]));
  const { QueryLanguage = 'JSONPath' } = state;
  const machine = { QueryLanguage, StartAt: name, States: { ...others, [name]: state } };
  const checked = checkDefinition(JSON.stringify(machine), world.integrations, world.mocks);
  const found = checked.definition?.States[name];
  if (found) return found;
  const problems = checked.diagnostics.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
  throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
}

/** The states that it names. */
function targetsIn(fields: JsonObject): string[] {
  const named = [fields['Next'], fields['Default']].filter((target) => typeof target === 'string');
  const inside = [fields['Choices'], fields['Catch']].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...named, ...inside.flatMap((item) => (isObject(item) ? targetsIn(item) : []))];
}

function scopeOf(world: World, RoleArn: string, Input: JsonObject[string]): Scope {
  const notHere = () => {
    throw new Error('A state with states inside got past the check');
  };
  return {
    executionArn: '',
    machineName: '',
    world,
    language: 'JSONPath',
    tokens: new TaskTokens(),
    testCase: undefined,
    context: { Execution: { Id: '', Input, Name: '', RoleArn, StartTime: world.clock.now().toISOString() }, StateMachine: { Id: '', Name: '' } }, // prettier-ignore
    nextAttempt: () => 0,
    runBranch: notHere,
    mapRunner: notHere,
  };
}

function parsed(field: string, text: string) {
  try {
    return parseJson(text);
  } catch (error) {
    throw new ApiError('ValidationException', `${field} is no JSON: ${String(error)}`);
  }
}
