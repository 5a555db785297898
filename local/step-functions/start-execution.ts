import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error';
import type { Execution, Executions } from './executions';
import { parseJson } from './json';
import { isTooLarge, payloadLimit } from './payload-limit';
import type { Payload } from './state-run';
import { checkName, type StateMachine } from './state-machines';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export function startExecution(
  executions: Executions,
  machine: StateMachine,
  { name = randomUUID(), input = '{}' }: { name?: string | undefined; input?: string | undefined },
): Execution {
  checkName(name);
  const payload = readInput(input);
  const running = executions.get(executions.arnOf(machine.name, name));
  if (running) {
    // A repeated request, not a second execution.
    if (running.status === 'RUNNING' && running.input === input) return running;
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${running.arn}'`);
  }
  // A copy: an update of the machine leaves this execution on what it started with.
  return executions.start({ ...machine }, name, payload);
}

function readInput(text: string): Payload {
  if (isTooLarge(text)) {
    const message = `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${payloadLimit}`;
    throw new ApiError('ValidationException', message);
  }
  try {
    return { value: parseJson(text), text };
  } catch (error) {
    throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${String(error)}'`);
  }
}
