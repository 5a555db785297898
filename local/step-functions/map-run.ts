import type { JsonValue } from './json';
import type { Outcome } from './outcome';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** One run of a distributed Map. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export class MapRun {
  status: MapRunStatus = 'RUNNING';
  stopDate: Date | undefined;
  readonly counts = { total: 0, pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };

  constructor(
    readonly arn: string,
    readonly parentArn: string,
    readonly startDate: Date,
    readonly limits: { concurrency: number; toleratedCount: number; toleratedPercentage: number },
    private readonly runChild: (input: JsonValue, mapRun: MapRun, signal: AbortSignal) => Promise<Outcome>,
    private readonly now: () => Date,
  ) {}

  expect(items: number): void {
    this.counts.total = this.counts.pending = items;
  }

  async runItem(input: JsonValue, signal: AbortSignal): Promise<Outcome> {
    this.counts.pending--;
    this.counts.running++;
    const outcome = await this.runChild(input, this, signal);
    this.counts.running--;
    this.counts[countOf[outcome.status]]++;
    return outcome;
  }

  /** More failures than tolerated, by count or by share: without a tolerance, one is too many. */
  get tooManyFailures(): boolean {
    const { total, failed, timedOut } = this.counts;
    const { toleratedCount, toleratedPercentage } = this.limits;
    const failures = failed + timedOut;
    const countSet = toleratedCount > 0;
    const shareSet = toleratedPercentage > 0;
    if (!countSet && !shareSet) return failures > 0;
    return (countSet && failures > toleratedCount) || (shareSet && (failures / total) * 100 > toleratedPercentage);
  }

  end(status: MapRunStatus): void {
    this.status = status;
    this.stopDate = this.now();
    this.counts.aborted += this.counts.pending;
    this.counts.pending = 0;
  }
}

const countOf = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const;
