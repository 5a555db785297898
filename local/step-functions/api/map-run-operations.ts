import * as z from 'zod';
import { ApiError } from './api-error';
import { describeMapRun, seconds } from './description';
import type { Executions } from '../executions/executions';
import type { MapRun } from '../map/map-run';
import { Arn, ofExecution, operation, type Operation, Paging } from './operation';
import { page } from './page';

const ofMapRun = z.object({ mapRunArn: Arn });

/** Operations on map runs: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export function mapRunOperations(executions: Executions): [string, Operation][] {
  const find = (arn: string): MapRun => {
    const known = executions.mapRun(arn);
    if (!known) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
    return known;
  };
  return [
    operation('ListMapRuns', ofExecution.extend(Paging), ({ executionArn, ...paging }) => {
      const execution = executions.get(executionArn);
      if (!execution) throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
      const { items, ...next } = page(executions.mapRunsOf(executionArn), paging);
      const mapRuns = items.map(({ arn, startDate, stopDate }) => ({
        executionArn,
        mapRunArn: arn,
        stateMachineArn: execution.machine.arn,
        startDate: seconds(startDate),
        stopDate: stopDate && seconds(stopDate),
      }));
      return { mapRuns, ...next };
    }),
    operation('DescribeMapRun', ofMapRun, ({ mapRunArn }) => describeMapRun(find(mapRunArn))),
    operation(
      'UpdateMapRun',
      ofMapRun.extend({
        maxConcurrency: z.int().min(0).optional(),
        toleratedFailureCount: z.int().min(0).optional(),
        toleratedFailurePercentage: z.number().min(0).max(100).optional(),
      }),
      ({ mapRunArn, maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }) => {
        executions.changeLimits(find(mapRunArn), {
          // Zero means no limit but the service's own.
          ...(maxConcurrency === undefined ? {} : { concurrency: maxConcurrency === 0 ? Infinity : maxConcurrency }),
          ...(toleratedFailureCount === undefined ? {} : { toleratedCount: toleratedFailureCount }),
          ...(toleratedFailurePercentage === undefined ? {} : { toleratedPercentage: toleratedFailurePercentage }),
        });
        return {};
      },
    ),
  ];
}
