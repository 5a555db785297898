import { describeEnd } from '../../pipeline/describe-end';

const job = { jobId: 'job-1', executionId: 'arn:aws:states:us-east-1:000000000000:execution:framefleet-local:e-1' };

test.each([
  ['ABORTED', 'ExecutionAborted', 'was stopped'],
  ['TIMED_OUT', 'ExecutionTimedOut', 'ran longer than an execution may'],
  ['FAILED', 'ExecutionFailed', 'failed'],
  ['FORGOTTEN', 'ExecutionFailed', 'ended as FORGOTTEN'],
])('%s is %s, with what to do', (status, name, how) => {
  expect(describeEnd({ status }, job)).toEqual({
    state: 'FAILED',
    error: {
      name,
      message: `The job's execution ${how}, without having written down why. What to do: framefleet redrive job-1, which does what is missing.`,
    },
  });
});

test('what Step Functions says of it is quoted', () => {
  const { error } = describeEnd({ status: 'FAILED', error: 'States.Runtime', cause: 'An unknown path' }, job);
  expect(error.message).toContain('(States.Runtime: An unknown path)');
});

test('an execution that was stopped to cancel its job: cancelled, in the words of who did', () => {
  const cause = 'Cancelled by somebody.';
  const { state, error } = describeEnd({ status: 'ABORTED', error: 'Cancelled', cause }, job);
  expect(state).toBe('CANCELLED');
  expect(error).toEqual({
    name: 'Cancelled',
    message: 'Cancelled by somebody. What to do: framefleet redrive job-1 starts it anew.',
  });
});

test('an error of that name is no cancelling where nobody has stopped the execution', () => {
  expect(describeEnd({ status: 'FAILED', error: 'Cancelled' }, job).state).toBe('FAILED');
});

test('on AWS the execution can be looked at', () => {
  const executionId = 'arn:aws:states:eu-central-1:123456789012:execution:framefleet:e-1';
  expect(describeEnd({ status: 'FAILED' }, { ...job, executionId }).error.link).toMatch(
    /^https:\/\/eu-central-1\.console\.aws\.amazon\.com\/states\/.*:e-1$/,
  );
});
