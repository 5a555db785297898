import { StatesError } from './states-error';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions */
export const payloadLimit = 262_144;

export function isTooLarge(text: string): boolean {
  // A UTF-16 unit takes up to 3 bytes: only texts near the limit need counting.
  return text.length * 3 > payloadLimit && Buffer.byteLength(text) > payloadLimit;
}

/** AWS names a state by its name, a task by its resource. */
export function tooLarge(stateOrTask: string): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${stateOrTask}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** What a state assigns has the same limit: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
export function variablesTooLarge(state: string): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state '${state}' assigned variables of more than ${payloadLimit} bytes in all.`,
  );
}
