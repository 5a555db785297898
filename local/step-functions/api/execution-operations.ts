import * as z from 'zod';
import { ApiError } from './api-error';
import { describeExecution, describeStateMachineFor, describeSync, listedExecution, seconds } from './description';
import type { Execution } from '../executions/execution';
import type { Executions } from '../executions/executions';
import { withoutData } from '../history/history';
import { Arn, ofExecution, ofMachine, operation, type Operation, Paging } from './operation';
import { page } from './page';
import { startExecution, startSyncExecution } from './start-execution';
import type { StateMachines } from '../executions/state-machines';
import type { World } from '../states/state-run';

const Start = ofMachine.extend({ name: z.string().optional(), input: z.string().optional() });

/** Operations on executions: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export function executionOperations(
  machines: StateMachines,
  executions: Executions,
  world: World,
): [string, Operation][] {
  const find = (arn: string): Execution => {
    const known = executions.get(arn);
    if (!known) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return known;
  };
  /** Those of an Express workflow are told of by its logs alone. */
  const findStandard = (arn: string): Execution => {
    const known = find(arn);
    if (known.machine.type === 'STANDARD') return known;
    throw new ApiError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: express'`);
  };
  return [
    operation('StartExecution', Start, ({ stateMachineArn, ...request }) => {
      const { arn, startDate } = startExecution(machines, executions, world.mocks, stateMachineArn, request);
      return { executionArn: arn, startDate: seconds(startDate) };
    }),
    operation('StartSyncExecution', Start, async ({ stateMachineArn, ...request }) => {
      const { execution } = await startSyncExecution(machines, executions, world.mocks, stateMachineArn, request);
      return describeSync(execution);
    }),
    operation('DescribeExecution', ofExecution, ({ executionArn }) => describeExecution(findStandard(executionArn))),
    operation('DescribeStateMachineForExecution', ofExecution, ({ executionArn }) =>
      describeStateMachineFor(findStandard(executionArn)),
    ),
    operation(
      'StopExecution',
      ofExecution.extend({ error: z.string().optional(), cause: z.string().optional() }),
      ({ executionArn, error, cause }) => {
        executions.stop(findStandard(executionArn), error, cause);
        return { stopDate: seconds(world.clock.now()) };
      },
    ),
    operation('RedriveExecution', ofExecution, ({ executionArn }) => {
      const execution = findStandard(executionArn);
      executions.redrive(execution);
      return { redriveDate: seconds(execution.redriveDate ?? world.clock.now()) };
    }),
    operation(
      'ListExecutions',
      z.object({
        ...Paging,
        stateMachineArn: Arn.optional(),
        mapRunArn: Arn.optional(),
        statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
        redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
      }),
      ({ stateMachineArn, mapRunArn, statusFilter, redriveFilter, ...paging }) => {
        const wanted = listed(machines, executions, stateMachineArn, mapRunArn)
          .filter(({ status }) => statusFilter === undefined || status === statusFilter)
          .filter(({ redriveCount }) => redriveFilter === undefined || (redriveCount > 0) === (redriveFilter === 'REDRIVEN')); // prettier-ignore
        const { items, ...next } = page(wanted, paging);
        return { executions: items.map(listedExecution), ...next };
      },
    ),
    operation(
      'GetExecutionHistory',
      ofExecution.extend({
        ...Paging,
        reverseOrder: z.boolean().optional(),
        includeExecutionData: z.boolean().optional(),
      }),
      ({ executionArn, reverseOrder = false, includeExecutionData = true, ...paging }) => {
        const { events } = findStandard(executionArn).history;
        const { items, ...next } = page(reverseOrder ? events.toReversed() : events, paging);
        return { events: includeExecutionData ? items : items.map(withoutData), ...next };
      },
    ),
  ];
}

/** Of a machine, of one of its versions or of a map run. */
function listed(
  machines: StateMachines,
  executions: Executions,
  stateMachineArn: string | undefined,
  mapRunArn: string | undefined,
): Execution[] {
  if (mapRunArn !== undefined) {
    const mapRun = executions.mapRun(mapRunArn);
    if (!mapRun) throw new ApiError('ResourceNotFound', `Resource not found: '${mapRunArn}'`);
    return executions.childrenOf(mapRun);
  }
  if (stateMachineArn === undefined) {
    throw new ApiError('ValidationException', 'ListExecutions needs a stateMachineArn or a mapRunArn');
  }
  const { machine, version } = machines.find(stateMachineArn);
  if (machine.type === 'EXPRESS') {
    const message = 'This operation is not supported by this type of state machine';
    throw new ApiError('StateMachineTypeNotSupported', message);
  }
  const all = executions.listOf(machine.arn);
  return version ? all.filter((execution) => execution.machine.versionArn === stateMachineArn) : all;
}
