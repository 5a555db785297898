import * as z from 'zod';
import { fail, failure, job, start, success } from './job-expected';
import { type Call, runJob } from './run-job';
import { settings } from './settings';

const conflict = fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException', 'taken', 1);
const upToClaim = start.slice(0, start.indexOf('ClaimJob') + 1);
const functionOf = ({ parameters }: Call): string =>
  z.object({ FunctionName: z.string() }).parse(parameters).FunctionName;

describe('a second delivery of the same event', () => {
  test('leaves the job to the first, and says so', async () => {
    const run = await runJob({ fails: conflict });
    expect(run.states).toEqual([...upToClaim, 'LookAtHolder', 'HolderIsGone', 'AlreadyClaimed']);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.callsOf('LookAtHolder').map(functionOf)).toEqual([settings.functions.reconcile]);
    expect(run.calls).toHaveLength(2);
  });

  test('takes the job over from a run that has died', async () => {
    const run = await runJob({ fails: conflict, holderIsGone: true });
    expect(run.states.slice(0, upToClaim.length + 4)).toEqual([
      ...upToClaim,
      ...['LookAtHolder', 'HolderIsGone', 'ClaimJob', 'AnyEarlierRun'],
    ]);
    expect(run.states.slice(-success.length)).toEqual(success);
    expect(run.status).toBe('SUCCEEDED');
  });

  test('leaves the job alone when nobody can tell whether its run is alive', async () => {
    const run = await runJob({
      fails: (call) => conflict?.(call) ?? fail('LookAtHolder', 'Unforeseen')?.(call),
    });
    expect(run.states.slice(-2)).toEqual(['LookAtHolder', 'AlreadyClaimed']);
    expect(run.status).toBe('SUCCEEDED');
  });
});

describe('a job that an earlier run has planned', () => {
  const past = [
    ...['FanOut', 'ProcessSegments', 'FusedOrSplit'],
    ...['ProcessSegment', 'AnyPicturesToInspect', 'RecordSegment'],
  ];

  test('keeps the plan, and runs what is missing', async () => {
    const run = await runJob({ segments: 4, planned: true });
    expect(run.states.slice(0, upToClaim.length + 2 + past.length)).toEqual([
      ...upToClaim,
      ...['AnyEarlierRun', 'ResumeJob'],
      ...past,
    ]);
    expect(run.callsOf('ProcessSegment').map(({ segment }) => segment)).toEqual([3]);
    expect(run.callsOf('ResumeJob')[0]?.parameters).toMatchObject({
      Payload: { jobId: job, summary: { segmentCount: 4 } },
    });
    expect([...run.callsOf('Probe'), ...run.callsOf('PlanSegments')]).toEqual([]);
    expect(run.states.slice(-success.length)).toEqual(success);
  });

  test('is planned anew when its work objects are gone', async () => {
    const run = await runJob({ segments: 2, planned: true, fails: fail('ResumeJob', 'NothingToResume') });
    expect(run.states).toEqual(expect.arrayContaining(['ResumeJob', 'Probe', 'PlanSegments', 'RecordPlan']));
    expect(run.callsOf('ProcessSegment').map(({ segment }) => segment)).toEqual([0, 1]);
    expect(run.status).toBe('SUCCEEDED');
  });

  test('fails like any other when it can’t be resumed', async () => {
    const run = await runJob({ planned: true, fails: fail('ResumeJob', 'Unforeseen') });
    expect(run.states.slice(-failure.length - 1)).toEqual(['ResumeJob', ...failure]);
  });
});

describe('a run that has lost its claim', () => {
  const Update = z.object({ ConditionExpression: z.string(), ExpressionAttributeValues: z.looseObject({}) });

  test.each(['RecordPlan', 'RecordSuccess'])('ends at %s, and tells nobody of a failure', async (name) => {
    const run = await runJob({ fails: fail(name, 'DynamoDB.ConditionalCheckFailedException') });
    expect(run.states.slice(-2)).toEqual([name, 'ClaimLost']);
    expect([run.status, run.error]).toEqual(['FAILED', 'ClaimLost']);
    expect([...run.callsOf('AnnounceFailure'), ...run.callsOf('AnnounceSuccess')]).toEqual([]);
  });

  test.each([
    ['RecordFailure', 'NotAVideo'],
    ['RecordQuotedFailure', 'Unforeseen'],
  ])('ends at %s', async (name, error) => {
    const lost = fail(name, 'DynamoDB.ConditionalCheckFailedException');
    const undescribed = name === 'RecordFailure' ? undefined : fail('DescribeFailure', 'Unforeseen');
    const run = await runJob({
      fails: (call) => lost?.(call) ?? undescribed?.(call) ?? fail('Probe', error)?.(call),
    });
    expect(run.states.slice(-2)).toEqual([name, 'ClaimLost']);
    expect(run.callsOf('AnnounceFailure')).toEqual([]);
  });

  test('every write of the record asks for the claim, and for a state that it may change', async () => {
    const conditions = async (run: ReturnType<typeof runJob>, ...names: string[]) => {
      const { callsOf } = await run;
      return names.map((name) => Update.parse(callsOf(name)[0]?.parameters).ConditionExpression);
    };
    expect(await conditions(runJob(), 'RecordPlan', 'RecordSuccess')).toEqual([
      'executionId = :execution AND (#state = :running)',
      'executionId = :execution AND (#state = :running OR #state = :succeeded)',
    ]);
    expect(await conditions(runJob({ fails: fail('Probe', 'NotAVideo') }), 'RecordFailure')).toEqual([
      'executionId = :execution AND (#state = :running OR #state = :failed)',
    ]);
  });

  test('whether a failed job may be claimed again is what its description says', async () => {
    const { callsOf } = await runJob({ fails: fail('Probe', 'NotAVideo') });
    expect(callsOf('RecordFailure')[0]?.parameters).toMatchObject({
      ExpressionAttributeValues: { ':claimable': { BOOL: true } },
    });
  });
});
