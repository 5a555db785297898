import type { TaskState } from './definition';
import { failureDetails, outputDetails } from './history';
import { integerAt } from './number-at';
import type { JsonValue } from './json';
import { payloadOf, type StateResult, type StateRun } from './state-run';
import { EvaluationError, StatesError } from './states-error';
import { taskKind, type TaskKind } from './task-kind';
import { isTooLarge, tooLarge } from './payload-limit';

/** https://states-language.net/#task-state */
export async function runTask(run: StateRun<TaskState>): Promise<StateResult> {
  const { state, input, context, language, scope, trail } = run;
  const effective = language.input(state, input, context);
  const timeout = secondsOf(run, effective, 'TimeoutSeconds');
  const heartbeat = secondsOf(run, effective, 'HeartbeatSeconds');
  const parameters = payloadOf(language.parameters(state, effective, context));
  if (isTooLarge(parameters.text)) throw tooLarge(state.Resource);

  const kind = taskKind(state.Resource, scope.world);
  const { prefix, details } = kind;
  trail.write(`${prefix}Scheduled`, {
    ...kind.scheduledDetails(parameters.text),
    timeoutInSeconds: timeout,
    heartbeatInSeconds: heartbeat,
  });
  trail.write(`${prefix}Started`, details);
  const result = kind.resultOf(await work(run, kind, parameters.value, timeout));
  const { text } = payloadOf(result);
  if (isTooLarge(text)) {
    const error = tooLarge(state.Resource);
    trail.write(`${prefix}Failed`, { ...details, ...failureDetails(error) });
    throw error;
  }
  trail.write(`${prefix}Succeeded`, { ...details, ...outputDetails(text) });
  return { output: language.output(state, input, result, context) };
}

function secondsOf(
  { state, context }: StateRun<TaskState>,
  input: JsonValue,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): number | undefined {
  const path = state[`${field}Path`];
  if (path === undefined) return state[field];
  const seconds = integerAt(`${field}Path`, path, input, context);
  if (seconds < 1)
    throw new EvaluationError(`The ${field}Path field refers to value "${seconds}" which is not positive: ${path}`);
  return seconds;
}

/** Calls the integration and stays with it until it settled, even when its time is up or it isn't wanted any more. */
async function work(
  run: StateRun<TaskState>,
  kind: TaskKind,
  parameters: JsonValue,
  timeout: number | undefined,
): Promise<JsonValue> {
  const { trail, signal, scope, name } = run;
  const { prefix, details } = kind;
  const deadline = new Deadline(timeout);
  let submitted = !kind.isJob;
  const submit = (answer: JsonValue): void => {
    if (submitted) return;
    submitted = true;
    trail.write('TaskSubmitted', { ...details, ...outputDetails(JSON.stringify(answer)) });
  };
  try {
    const result = await kind.integration({
      parameters: kind.parametersOf(parameters),
      signal: AbortSignal.any([signal, deadline.signal]),
      executionArn: scope.executionArn,
      stateName: name,
      submitted: submit,
    });
    signal.throwIfAborted();
    deadline.signal.throwIfAborted();
    submit(result);
    return result;
  } catch (thrown) {
    signal.throwIfAborted();
    const timedOut = deadline.signal.aborted;
    const error = timedOut ? new StatesError('States.Timeout', undefined) : failureOf(thrown);
    const type = timedOut ? `${prefix}TimedOut` : submitted ? `${prefix}Failed` : 'TaskSubmitFailed';
    trail.write(type, { ...details, ...failureDetails(error) });
    throw error;
  } finally {
    deadline.clear();
  }
}

/** An integration names its errors; one that doesn't still fails its task and not the engine. */
function failureOf(thrown: unknown): StatesError {
  if (thrown instanceof StatesError) return thrown;
  return new StatesError('States.TaskFailed', thrown instanceof Error ? thrown.message : String(thrown));
}

/** In real time, not the clock's: see Clock. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  readonly signal = this.controller.signal;

  constructor(seconds: number | undefined) {
    if (seconds === undefined) return;
    // Node fires a longer timer at once.
    this.timer = setTimeout(() => this.controller.abort(), Math.min(seconds * 1000, 2 ** 31 - 1));
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
