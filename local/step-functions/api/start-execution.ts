import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error';
import type { Execution, RunnableMachine } from '../executions/execution';
import type { Executions } from '../executions/executions';
import { parseJson } from '../json';
import type { Mocks } from '../mocks/mock-config';
import type { Outcome } from '../executions/outcome';
import { isTooLarge, payloadLimit } from '../states/payload-limit';
import type { Payload } from '../states/state-run';
import { checkName, type StateMachines } from '../executions/state-machines';

interface Request {
  readonly name?: string | undefined;
  readonly input?: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export function startExecution(
  machines: StateMachines,
  executions: Executions,
  mocks: Mocks | undefined,
  stateMachineArn: string,
  request: Request,
): Execution {
  const { machine, testCase } = machineToRun(machines, mocks, stateMachineArn);
  const { name = randomUUID(), input = '{}' } = request;
  checkName(name);
  const payload = readInput(input);
  const running = executions.get(executions.arnOf(machine, name));
  if (running) {
    // A repeated request, not a second execution.
    if (running.status === 'RUNNING' && running.input === input) return running;
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${running.arn}'`);
  }
  return executions.start(machine, { name, input: payload, testCase }).execution;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export async function startSyncExecution(
  machines: StateMachines,
  executions: Executions,
  mocks: Mocks | undefined,
  stateMachineArn: string,
  { name = randomUUID(), input = '{}' }: Request,
): Promise<{ execution: Execution; outcome: Outcome }> {
  const { machine, testCase } = machineToRun(machines, mocks, stateMachineArn);
  if (machine.type !== 'EXPRESS') {
    const message = 'This operation is not supported by this type of state machine';
    throw new ApiError('StateMachineTypeNotSupported', message);
  }
  checkName(name);
  const { execution, ended } = executions.start(machine, { name, input: readInput(input), testCase });
  return { execution, outcome: await ended };
}

/** `…:stateMachine:name#case` runs a test case of the mock configuration, as in AWS's Step Functions Local. */
function machineToRun(
  machines: StateMachines,
  mocks: Mocks | undefined,
  arn: string,
): { machine: RunnableMachine; testCase: string | undefined } {
  const [machineArn = arn, testCase] = arn.split('#');
  const machine = machines.runnable(machineArn);
  if (testCase === undefined || mocks?.hasCase(machine.name, testCase)) return { machine, testCase };
  const message = `The mock configuration has no test case '${testCase}' for the state machine '${machine.name}'`;
  throw new ApiError('ValidationException', message);
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
