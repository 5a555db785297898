import type { JsonObject } from '../json';
import type { Outcome } from '../executions/outcome';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** The execution of one item, or of one batch of them. */
export interface ChildExecution {
  readonly status: 'PENDING' | 'RUNNING' | Outcome['status'];
  /** JSON text. */
  readonly output?: string | undefined;
  readonly itemCount: number;
  /** As a ResultWriter tells of it. */
  describe(): JsonObject;
}

export interface MapRunLimits {
  /** Infinity where there is none but the service's own. */
  concurrency: number;
  toleratedCount: number;
  /** From 0 to 100. */
  toleratedPercentage: number;
}

const nothing = { total: 0, pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };
export type Counts = typeof nothing;

/** One run of a distributed Map. https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export class MapRun {
  status: MapRunStatus = 'RUNNING';
  stopDate: Date | undefined;
  redriveCount = 0;
  redriveDate: Date | undefined;
  resultsWritten = 0;
  /** By item, or by batch. */
  readonly children: ChildExecution[] = [];
  /** Called when more, or fewer, may run at once from now on. */
  onLimitsChanged: () => void = () => undefined;
  #failedItems = 0;
  #totalItems = 0;

  constructor(
    readonly arn: string,
    readonly parentArn: string,
    /** Of the children: their parent's machine and the Map's label. */
    readonly machineArn: string,
    readonly label: string,
    readonly startDate: Date,
    /** UpdateMapRun changes them while it runs. */
    readonly limits: MapRunLimits,
  ) {}

  /** @param counts of items per child execution */
  expect(counts: readonly number[]): void {
    this.#totalItems = counts.reduce((sum, count) => sum + count, 0);
    counts.forEach((itemCount, index) => (this.children[index] ??= pending(itemCount)));
  }

  changeLimits(changed: Partial<MapRunLimits>): void {
    Object.assign(this.limits, changed);
    this.onLimitsChanged();
  }

  /** A child has ended, and not well. */
  countFailure(items: number): void {
    this.#failedItems += items;
  }

  /** More failures than tolerated, by count or by share: without a tolerance, one is too many. */
  get tooManyFailures(): boolean {
    const { toleratedCount, toleratedPercentage } = this.limits;
    const failures = this.#failedItems;
    const countSet = toleratedCount > 0;
    const shareSet = toleratedPercentage > 0;
    if (!countSet && !shareSet) return failures > 0;
    return (
      (countSet && failures > toleratedCount) || (shareSet && (failures / this.#totalItems) * 100 > toleratedPercentage)
    );
  }

  end(status: MapRunStatus, at: Date): void {
    this.status = status;
    this.stopDate = at;
  }

  redrive(at: Date): void {
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = at;
    this.#failedItems = 0;
    this.resultsWritten = 0;
  }

  get counts(): { items: Counts; executions: Counts } {
    const items = { ...nothing };
    const executions = { ...nothing };
    // After a crash those are missing that hadn't begun: forEach passes over them.
    this.children.forEach(({ status, itemCount }) => {
      // What a run that has ended didn't come to, it gave up.
      const name = status === 'PENDING' && this.status !== 'RUNNING' ? 'aborted' : countOf[status];
      items[name] += itemCount;
      items.total += itemCount;
      executions[name]++;
      executions.total++;
    });
    return { items, executions };
  }
}

const pending = (itemCount: number): ChildExecution => ({
  status: 'PENDING',
  itemCount,
  describe: () => ({ Status: 'PENDING' }),
});

const countOf = {
  PENDING: 'pending',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const;
