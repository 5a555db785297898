import { inDollars } from './dollars';
import { PipelineError } from './errors';
import type { JobEstimate } from './job-estimate';
import type { JobOptions } from './job-options';
import type { JobPolicy } from './job-policy';

/**
 * Refuses a job whose likely estimate is above what it may cost, by its owner or by the stage: the smaller counts.
 * @throws PipelineError CostLimitExceeded with the estimate, the limit, whose it is, and what can be done
 */
export function checkCost(
  { dollars, segments, tasks, region }: Pick<JobEstimate, 'dollars' | 'segments' | 'tasks' | 'region'>,
  options: Pick<JobOptions, 'maxCostUsd'>,
  policy: Pick<JobPolicy, 'maxCostUsd'>,
): void {
  const [ofJob, ofStage] = [options.maxCostUsd ?? Infinity, policy.maxCostUsd ?? Infinity];
  const limit = Math.min(ofJob, ofStage);
  if (dollars.likely <= limit) return;
  const [low, likely, high] = [dollars.low, dollars.likely, dollars.high].map(inDollars);
  const raise =
    ofStage <= ofJob
      ? 'raise jobs.maxCostUsd in stages.json'
      : `raise the job's maxCostUsd (--max-cost-usd)${ofStage === Infinity ? '' : `, to ${inDollars(ofStage)} at most in this stage`}`;
  const message = `The job would cost about ${likely} in ${region} (between ${low} and ${high}; ${segments} segments, ${tasks} tasks); at most ${inDollars(limit)} are allowed. Ask for less (fewer kernels, longer segments), cut the video into parts, or ${raise}.`;
  throw new PipelineError('CostLimitExceeded', message, {
    figures: { likelyUsd: dollars.likely, highUsd: dollars.high, limitUsd: limit, segments, tasks },
  });
}
