import { z } from 'zod';
import { ApiError } from './api-error';
import { checkDefinition } from './check-definition';
import { describeExecution, describeMapRun, describeStateMachine, listedExecution, seconds } from './description';
import type { Execution, Executions } from './executions';
import { withoutData } from './history';
import type { MapRun } from './map-run';
import { page } from './page';
import { startExecution } from './start-execution';
import type { StateMachines } from './state-machines';
import type { World } from './state-run';

/** An operation: reads its request, throws ApiError, answers what goes out as JSON. */
type Operation = (request: unknown) => object;

const Paging = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };
const ofMachine = z.object({ stateMachineArn: z.string() });
const ofExecution = z.object({ executionArn: z.string() });

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export function operationsOf(
  machines: StateMachines,
  executions: Executions,
  world: World,
): ReadonlyMap<string, Operation> {
  const execution = (arn: string): Execution => {
    const known = executions.get(arn);
    if (!known) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return known;
  };
  const mapRun = (arn: string): MapRun => {
    const known = executions.mapRun(arn);
    if (!known) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
    return known;
  };

  return new Map<string, Operation>([
    operation(
      'CreateStateMachine',
      z.object({
        name: z.string(),
        definition: z.string(),
        roleArn: z.string(),
        type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
      }),
      ({ name, definition, roleArn, type }) => {
        if (type === 'EXPRESS') {
          throw new ApiError(
            'StateMachineTypeNotSupported',
            'The embedded engine runs machines of the type STANDARD only',
          );
        }
        const { arn, creationDate } = machines.create(name, definition, roleArn);
        return { stateMachineArn: arn, creationDate: seconds(creationDate) };
      },
    ),
    operation(
      'UpdateStateMachine',
      ofMachine.extend({ definition: z.string().optional(), roleArn: z.string().optional() }),
      ({ stateMachineArn, definition, roleArn }) => {
        const { revisionId } = machines.update(stateMachineArn, definition, roleArn);
        return { updateDate: seconds(world.clock.now()), revisionId };
      },
    ),
    operation('DeleteStateMachine', ofMachine, ({ stateMachineArn }) => {
      machines.delete(stateMachineArn);
      return {};
    }),
    operation('DescribeStateMachine', ofMachine, ({ stateMachineArn }) =>
      describeStateMachine(machines.get(stateMachineArn)),
    ),
    operation('ListStateMachines', z.object(Paging), (request) => {
      const { items, ...next } = page(machines.list(), request);
      const stateMachines = items.map(({ arn, name, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: seconds(creationDate),
      }));
      return { stateMachines, ...next };
    }),
    operation('ListStateMachineVersions', ofMachine, ({ stateMachineArn }) => {
      machines.get(stateMachineArn);
      return { stateMachineVersions: [] };
    }),
    operation('ListTagsForResource', z.object({ resourceArn: z.string() }), () => ({ tags: [] })),
    operation('ValidateStateMachineDefinition', z.object({ definition: z.string() }), ({ definition }) => {
      const { diagnostics } = checkDefinition(definition, world.integrations);
      return { result: diagnostics.length > 0 ? 'FAIL' : 'OK', diagnostics, truncated: false };
    }),
    operation(
      'StartExecution',
      ofMachine.extend({ name: z.string().optional(), input: z.string().optional() }),
      ({ stateMachineArn, ...request }) => {
        const { arn, startDate } = startExecution(executions, machines.get(stateMachineArn), request);
        return { executionArn: arn, startDate: seconds(startDate) };
      },
    ),
    operation('DescribeExecution', ofExecution, ({ executionArn }) => describeExecution(execution(executionArn))),
    operation(
      'StopExecution',
      ofExecution.extend({ error: z.string().optional(), cause: z.string().optional() }),
      ({ executionArn, error, cause }) => {
        executions.stop(execution(executionArn), error, cause);
        return { stopDate: seconds(world.clock.now()) };
      },
    ),
    operation(
      'ListExecutions',
      z.object({
        ...Paging,
        stateMachineArn: z.string().optional(),
        mapRunArn: z.string().optional(),
        statusFilter: z.string().optional(),
      }),
      ({ stateMachineArn, mapRunArn, statusFilter, ...paging }) => {
        if (mapRunArn !== undefined) mapRun(mapRunArn);
        else machines.get(stateMachineArn ?? '');
        const wanted = executions
          .list()
          .filter(({ machineArn, mapRun: of }) => (mapRunArn ? of?.arn === mapRunArn : machineArn === stateMachineArn))
          .filter(({ status }) => statusFilter === undefined || status === statusFilter);
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
        const { events } = execution(executionArn).history;
        const { items, ...next } = page(reverseOrder ? events.toReversed() : events, paging);
        return { events: includeExecutionData ? items : items.map(withoutData), ...next };
      },
    ),
    operation('ListMapRuns', ofExecution.extend(Paging), ({ executionArn, ...paging }) => {
      const { machineArn } = execution(executionArn);
      const { items, ...next } = page(executions.mapRunsOf(executionArn), paging);
      const mapRuns = items.map(({ arn, startDate, stopDate }) => ({
        executionArn,
        mapRunArn: arn,
        stateMachineArn: machineArn,
        startDate: seconds(startDate),
        stopDate: stopDate && seconds(stopDate),
      }));
      return { mapRuns, ...next };
    }),
    operation('DescribeMapRun', z.object({ mapRunArn: z.string() }), ({ mapRunArn }) =>
      describeMapRun(mapRun(mapRunArn)),
    ),
  ]);
}

function operation<S extends z.ZodType>(
  name: string,
  Request: S,
  run: (request: z.infer<S>) => object,
): [string, Operation] {
  return [
    name,
    (request) => {
      const parsed = Request.safeParse(request);
      if (parsed.success) return run(parsed.data);
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new ApiError('ValidationException', `Invalid request to ${name}: ${problems.join('; ')}`);
    },
  ];
}
