import { Deadline } from './deadline';
import type { TaskState } from '../definition/definition';
import { longestTimeout } from '../definition/fields';
import { failureDetails, outputDetails } from '../history/history';
import type { JsonValue } from '../json';
import { isTooLarge, tooLarge } from './payload-limit';
import { payloadOf, type StateResult, type StateRun } from './state-run';
import { EvaluationError, StatesError } from './states-error';
import { taskKind, type TaskKind } from './task-kind';
import type { WaitingTask } from '../executions/task-tokens';

/** https://states-language.net/#task-state */
export async function runTask(run: StateRun<TaskState>): Promise<StateResult> {
  const kind = taskKind(run.state.Resource, run.scope.world);
  const waiting = kind.isCallback ? run.scope.tokens.open() : undefined;
  try {
    return await runWith(waiting ? withToken(run, waiting.token) : run, kind, waiting);
  } finally {
    waiting?.close();
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html: a task that waits for its token has it there. */
function withToken(run: StateRun<TaskState>, Token: string): StateRun<TaskState> {
  const context = { ...run.view.context, Task: { Token } };
  return { ...run, view: { ...run.view, context } };
}

async function runWith(
  run: StateRun<TaskState>,
  kind: TaskKind,
  waiting: WaitingTask | undefined,
): Promise<StateResult> {
  const { state, view, language, trail } = run;
  const timeout = await secondsOf(run, 'TimeoutSeconds');
  const heartbeat = await secondsOf(run, 'HeartbeatSeconds');
  const parameters = payloadOf(await language.arguments(state, view));
  if (isTooLarge(parameters.text)) throw tooLarge(state.Resource);
  const refused = run.scope.world.refusedParameters?.(kind.service, parameters.value);
  if (refused !== undefined) throw new EvaluationError(refused);
  const { prefix, details } = kind;
  trail.write(`${prefix}Scheduled`, {
    ...kind.scheduledDetails(parameters.text),
    timeoutInSeconds: timeout,
    heartbeatInSeconds: heartbeat,
  });
  trail.write(`${prefix}Started`, details);
  const result = kind.resultOf(await work(run, kind, parameters.value, { timeout, heartbeat }, waiting));
  const { text } = payloadOf(result);
  if (isTooLarge(text)) {
    const error = tooLarge(state.Resource);
    trail.write(`${prefix}Failed`, { ...details, ...failureDetails(error) });
    throw error;
  }
  trail.write(`${prefix}Succeeded`, { ...details, ...outputDetails(text) });
  return { given: { kind: 'result', value: result } };
}

async function secondsOf(
  { state, view, language }: StateRun<TaskState>,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Promise<number | undefined> {
  const seconds = await language.integer(state, field, view);
  if (seconds === undefined) return undefined;
  if (language.name === 'JSONata' && (seconds < 0 || seconds > longestTimeout)) {
    const message = `${field} must be between 0 and ${longestTimeout} but was: ${seconds}`;
    throw new EvaluationError(message, 'States.QueryEvaluationError', field);
  }
  if (seconds > 0) return seconds;
  // No more than at once: what a JSONata expression may say, and a path may not.
  if (language.name === 'JSONata') return 0.001;
  const path = String(state[`${field}Path`]);
  throw new EvaluationError(`The ${field}Path field refers to value "${seconds}" which is not positive: ${path}`);
}

interface Limits {
  /** Seconds, both. */
  readonly timeout: number | undefined;
  readonly heartbeat: number | undefined;
}

/** Calls the integration and stays with it until it settled, even when its time is up or it isn't wanted any more. */
async function work(
  run: StateRun<TaskState>,
  kind: TaskKind,
  parameters: JsonValue,
  { timeout, heartbeat }: Limits,
  waiting: WaitingTask | undefined,
): Promise<JsonValue> {
  const { trail } = run;
  const { prefix, details } = kind;
  const deadline = timeout === undefined ? undefined : new Deadline(timeout, run.signal);
  const signal = deadline?.signal ?? run.signal;
  let submitted = !kind.isJob && !kind.isCallback;
  const submit = (answer: JsonValue): void => {
    if (submitted) return;
    submitted = true;
    trail.write('TaskSubmitted', { ...details, ...outputDetails(JSON.stringify(answer)) });
  };
  try {
    const mocked = mockedResult(run, () => (submitted = true));
    const result = mocked ? mocked.value : await call(run, kind, parameters, signal, submit);
    signal.throwIfAborted();
    submit(result);
    return waiting && !mocked ? await waiting.wait(signal, heartbeat) : result;
  } catch (thrown) {
    run.signal.throwIfAborted();
    const error = deadline?.passed ? new StatesError('States.Timeout', undefined) : failureOf(thrown);
    const timedOut = deadline?.passed === true || error.errorName === 'States.HeartbeatTimeout';
    const type = timedOut ? `${prefix}TimedOut` : submitted ? `${prefix}Failed` : 'TaskSubmitFailed';
    trail.write(type, { ...details, ...failureDetails(error) });
    throw error;
  } finally {
    deadline?.clear();
  }
}

function call(
  { scope, name }: StateRun<TaskState>,
  kind: TaskKind,
  parameters: JsonValue,
  signal: AbortSignal,
  submitted: (answer: JsonValue) => void,
): Promise<JsonValue> {
  const { executionArn } = scope;
  return kind.integration({
    parameters: kind.parametersOf(parameters),
    signal,
    executionArn,
    stateName: name,
    submitted,
  });
}

/**
 * What the test case says that the task answers; undefined when it is to be called.
 * @param onThrow called before a mocked failure, which is the task's own rather than that of its submission
 */
function mockedResult({ scope, name }: StateRun<TaskState>, onThrow: () => void): { value: JsonValue } | undefined {
  const { testCase, machineName, world } = scope;
  if (testCase === undefined) return undefined;
  const response = world.mocks?.responseOf(machineName, testCase, name, scope.nextAttempt(name));
  if (!response) return undefined;
  if (response.kind === 'throw') {
    onThrow();
    throw new StatesError(response.error, response.cause);
  }
  return { value: response.value };
}

/** An integration names its errors; one that doesn't still fails its task and not the engine. */
function failureOf(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  return new StatesError('States.TaskFailed', thrown instanceof Error ? thrown.message : String(thrown));
}
