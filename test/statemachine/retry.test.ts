import { ErrorName, isRetryable } from '../../pipeline/errors';
import { dynamodbRetry, ecsRetry, eventsRetry, lambdaRetry, mostRetries, taskRetry } from '../../statemachine/retry';

const all = { lambdaRetry, ecsRetry, dynamodbRetry, eventsRetry };
const namesIn = (retriers: (typeof all)[keyof typeof all]) => retriers.flatMap(({ ErrorEquals }) => ErrorEquals);

test('functions try again exactly those of our errors that are worth it', () => {
  const ours = namesIn(lambdaRetry).filter((name) => ErrorName.safeParse(name).success);
  expect(new Set(ours)).toEqual(new Set(ErrorName.options.filter(isRetryable)));
  expect(new Set(ours)).toEqual(
    new Set([
      'SourceUnreadable',
      'FrameMismatch',
      'OutputMismatch',
      'FfmpegFailed',
      'Interrupted',
      'Stalled',
      'DiskFull',
      'StoreUnavailable',
      'TaskCrashed',
    ]),
  );
});

test.each(Object.entries(all))('%s names no permanent error of ours', (_name, retriers) => {
  const permanent = ErrorName.options.filter((name) => !isRetryable(name));
  expect(permanent).not.toHaveLength(0);
  expect(namesIn(retriers).filter((name) => permanent.some((one) => one === name))).toEqual([]);
});

test.each(Object.entries({ ...all, ecsRetry: [taskRetry] }))(
  '%s tries again what ran out of time',
  (_name, retriers) => {
    expect(retriers.flatMap(({ ErrorEquals }) => [...ErrorEquals])).toContain('States.Timeout');
  },
);

test.each(Object.entries(all))('%s names no error twice and never all of them', (_name, retriers) => {
  const names = namesIn(retriers);
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain('States.ALL');
});

test.each(
  Object.values(all).flatMap((retriers) => retriers.map((retrier) => [retrier.ErrorEquals[0], retrier] as const)),
)(
  'waits after %s double, are capped and jittered, and end',
  (_first, { BackoffRate, JitterStrategy, IntervalSeconds, MaxDelaySeconds, MaxAttempts }) => {
    expect([BackoffRate, JitterStrategy]).toEqual([2, 'FULL']);
    expect(IntervalSeconds).toBeGreaterThanOrEqual(1);
    expect(MaxDelaySeconds).toBeGreaterThan(IntervalSeconds);
    expect(MaxAttempts).toBeGreaterThanOrEqual(1);
  },
);

test("Lambda's service errors are tried again, all that AWS lists", () => {
  expect(namesIn(lambdaRetry)).toEqual(
    expect.arrayContaining([
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ]),
  );
});

test('launches wait longer for capacity than a task that ended with an error waits for its next try', () => {
  const [launch] = ecsRetry;
  expect(launch?.ErrorEquals).toContain('ECS.AmazonECSException');
  expect(taskRetry.ErrorEquals).toEqual(['States.TaskFailed', 'States.Timeout']);
  expect(launch!.MaxAttempts).toBeGreaterThan(taskRetry.MaxAttempts);
  expect(launch!.MaxDelaySeconds).toBeGreaterThan(taskRetry.MaxDelaySeconds);
});

test('a state can be retried as often as all of its retriers together allow', () => {
  expect(mostRetries([])).toBe(0);
  expect(mostRetries(ecsRetry)).toBe(10);
});
