import { MapRun, type ChildExecution, type MapRunLimits } from '../../../../local/step-functions/map/map-run';

const at = new Date(0);
const mapRun = (limits: Partial<MapRunLimits> = {}): MapRun =>
  new MapRun('arn', 'parent', 'machine', 'label', at, { concurrency: 1, toleratedCount: 0, toleratedPercentage: 0, ...limits }); // prettier-ignore
const child = (status: ChildExecution['status'], itemCount: number): ChildExecution => ({
  status,
  itemCount,
  describe: () => ({}),
});

describe('a map run', () => {
  test.each([
    ['one failure without a tolerance', {}, 1, 100, true],
    ['no failure without a tolerance', {}, 0, 100, false],
    ['as many as the count', { toleratedCount: 3 }, 3, 100, false],
    ['more than the count', { toleratedCount: 3 }, 4, 100, true],
    ['as many as the share', { toleratedPercentage: 12.5 }, 1, 8, false],
    ['more than the share', { toleratedPercentage: 12.5 }, 2, 8, true],
    ['all of them, when all are tolerated', { toleratedPercentage: 100 }, 8, 8, false],
    ['more than the count but not the share', { toleratedCount: 1, toleratedPercentage: 50 }, 2, 8, true],
    ['more than the share but not the count', { toleratedCount: 5, toleratedPercentage: 10 }, 2, 8, true],
  ])('decides on too many failures: %s', (_, limits, failures, items, expected) => {
    const run = mapRun(limits);
    run.expect(Array.from({ length: items }, () => 1));
    for (let failed = 0; failed < failures; failed++) run.countFailure(1);
    expect(run.tooManyFailures).toBe(expected);
  });

  test('counts items and not batches against what is tolerated', () => {
    const run = mapRun({ toleratedCount: 5 });
    run.expect([3, 3, 4]);
    run.countFailure(3);
    expect(run.tooManyFailures).toBe(false);
    run.countFailure(3);
    expect(run.tooManyFailures).toBe(true);
  });

  test('counts executions and their items by how they stand', () => {
    const run = mapRun();
    run.expect([2, 2, 2, 2, 2, 1]);
    (['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'RUNNING'] as const).forEach((status, index) => {
      run.children[index] = child(status, 2);
    });
    const each = (n: number) => ({ succeeded: n, failed: n, timedOut: n, aborted: n, running: n });
    expect(run.counts).toEqual({
      items: { ...each(2), pending: 1, total: 11 },
      executions: { ...each(1), pending: 1, total: 6 },
    });
  });

  test('gives up what it did not come to when it ends', () => {
    const run = mapRun();
    run.expect([1, 1]);
    run.children[0] = child('FAILED', 1);
    run.end('FAILED', new Date(5));
    expect(run.counts.executions).toMatchObject({ failed: 1, aborted: 1, pending: 0 });
    expect([run.status, run.stopDate]).toEqual(['FAILED', new Date(5)]);
  });

  test('counts those it knows of where some before them are not known yet', () => {
    const run = mapRun();
    run.children[2] = child('SUCCEEDED', 1);
    expect(run.counts.items).toMatchObject({ total: 1, succeeded: 1 });
  });

  test('begins anew with what is tolerated when it is redriven, and keeps its children', () => {
    const run = mapRun({ toleratedCount: 1 });
    run.expect([1, 1]);
    run.children[0] = child('FAILED', 1);
    run.countFailure(2);
    run.end('FAILED', at);
    run.redrive(new Date(7));
    run.expect([1, 1]);
    expect(run.tooManyFailures).toBe(false);
    expect(run).toMatchObject({ status: 'RUNNING', stopDate: undefined, redriveCount: 1, redriveDate: new Date(7) });
    expect(run.children.map(({ status }) => status)).toEqual(['FAILED', 'PENDING']);
  });
});
