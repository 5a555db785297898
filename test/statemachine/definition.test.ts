import validate from 'asl-validator';
import { JobPolicy } from '../../pipeline/job-policy';
import { renderDefinition } from '../../statemachine/definition';
import { type AslGraph, type AslState, type Rules, complaints, statesOf } from './asl-rules';
import { settings } from './settings';

const rules: Rules = {
  failureBranch: 'DescribeFailure',
  ownWay: {
    // A job that is done and recorded stays so when nobody can be told.
    WritePage: 'AnnounceSuccess',
    AnnounceSuccess: 'ClearWork',
    ClearWork: 'JobSucceeded',
    // Who can't find out whether the other run is alive leaves the job to it.
    LookAtHolder: 'AlreadyClaimed',
    // A task that ran is judged before it is given up.
    Concatenate: 'ConcatenateFailed',
    Illustrate: 'IllustrateFailed',
    // The failure branch goes on, whatever of it fails.
    DescribeFailure: 'QuoteFailure',
    RecordFailure: 'AnnounceFailure',
    RecordQuotedFailure: 'AnnounceFailure',
    WriteFailurePage: 'AnnounceFailure',
    AnnounceFailure: 'JobFailed',
  },
};

const render = (): AslGraph => JSON.parse(renderDefinition(settings)) as AslGraph;

function find(definition: AslGraph, name: string): AslState {
  const found = [...statesOf(definition)].find((placed) => placed.name === name);
  if (!found) throw new Error(`The definition has no state ${name}`);
  return found.state;
}

test('asl-validator finds nothing wrong with the definition, its paths and its ARNs', () => {
  const { errors, isValid } = validate(render(), { checkPaths: true, checkArn: true });
  expect(errors).toEqual([]);
  expect(isValid).toBe(true);
});

test('asl-validator does look at paths', () => {
  const definition = render();
  Object.assign(find(definition, 'Probe'), { ResultPath: '$.[' });
  expect(validate(definition, { checkPaths: true, checkArn: true }).isValid).toBe(false);
});

test('the definition keeps all of our own rules', () => {
  expect(complaints(render(), rules)).toEqual([]);
});

test("the stage's policy lies in the definition, each part where it is read", () => {
  const policy = JobPolicy.parse({
    defaults: { segmentSeconds: 20, regions: [{ polygon: [[0, 0], [1, 0], [0, 1]] }] },
    ...{ limits: { hours: 2 }, maxConcurrency: 7, spotShare: 0.25, recordDays: 30, stallSeconds: 60, keepWork: true },
  }); // prettier-ignore
  const definition = JSON.parse(renderDefinition({ ...settings, policy })) as AslGraph;
  expect(complaints(definition, rules)).toEqual([]);
  const payload = (name: string) => find(definition, name).Parameters!.Payload;
  expect(payload('Probe')).toMatchObject({ defaults: policy.defaults, limits: policy.limits });
  expect(payload('PlanSegments')).toMatchObject({
    policy: { maxConcurrency: 7, spotShare: 0.25, recordDays: 30, stallSeconds: 60 },
  });
  expect(payload('ClearWork')).toMatchObject({ keepWork: true });
  expect(payload('PlanSegments')).not.toHaveProperty('policy.defaults');
  expect(payload('PlanSegments')).not.toHaveProperty('policy.limits');
  expect(payload('DescribeFailure')).toMatchObject({ recordDays: 30 });
});

test('changing the policy changes nothing else', () => {
  const without = (text: string) =>
    JSON.stringify(
      JSON.parse(text, (key, value: unknown) =>
        ['defaults', 'limits', 'policy', 'keepWork', 'spotShare'].includes(key) ? null : value,
      ),
    );
  const policy = JobPolicy.parse({ defaults: { crf: 0 }, limits: { pixels: 1 }, maxConcurrency: 1, spotShare: 0 });
  expect(without(renderDefinition({ ...settings, policy }))).toBe(without(renderDefinition(settings)));
});

test('the definition fits into the megabyte that CreateStateMachine takes', () => {
  expect(Buffer.byteLength(renderDefinition(settings))).toBeLessThan(1024 * 1024);
});

test('the definition names no account, no region and no resource but those of its settings', () => {
  const text = renderDefinition(settings);
  const arns = new Set(text.match(/arn:[^"]+/g));
  const own = Object.values(settings.functions);
  expect([...arns].filter((arn) => !arn.startsWith('arn:aws:states:::') && !own.includes(arn))).toEqual([]);
});

test('the many-segments branch is the few-segments branch under other names', () => {
  const definition = render();
  const branch = (map: string): string => {
    const { StartAt, States } = find(definition, map).ItemProcessor!;
    return JSON.stringify({ StartAt, States }).replaceAll('OfMany', '');
  };
  expect(branch('ProcessManySegments')).toBe(branch('ProcessSegments'));
});

test.each(['ProcessSegments', 'ProcessManySegments'])(
  '%s: what ends an iteration puts nothing out, because 10,000 outputs would not fit',
  (map) => {
    const ends = Object.values(find(render(), map).ItemProcessor!.States).filter((state) => 'End' in state);
    expect(ends).toEqual([expect.objectContaining({ Type: 'Task', ResultPath: null, OutputPath: null })]);
  },
);

describe('each of our rules complains of', () => {
  const retry = (definition: AslGraph, name: string, change: object): void => {
    Object.assign(find(definition, name).Retry![0]!, change);
  };
  const parameters = (definition: AslGraph, name: string): Record<string, unknown> =>
    find(definition, name).Parameters!;

  test.each<[string, (definition: AslGraph) => void, string[]]>([
    [
      'a resource that is no integration',
      (definition) => (find(definition, 'Probe').Resource = 'arn:aws:states:::lambda:call'),
      ['Probe: "arn:aws:states:::lambda:call" is no integration we know'],
    ],
    [
      'a backoff that shrinks',
      (definition) => retry(definition, 'Probe', { BackoffRate: 0.5 }),
      ['Probe: Retry 0 has the BackoffRate 0.5, less than 1'],
    ],
    [
      'a retry without jitter',
      (definition) => retry(definition, 'RecordSegment', { JitterStrategy: 'NONE' }),
      ['RecordSegment: Retry 0 has no jitter'],
    ],
    [
      'a retry without longest delay',
      (definition) => retry(definition, 'ProcessKernelOfMany', { MaxDelaySeconds: undefined }),
      ['ProcessKernelOfMany: Retry 0 has no MaxDelaySeconds'],
    ],
    [
      'a task without Retry',
      (definition) => (find(definition, 'MergeResults').Retry = []),
      ['MergeResults: has no Retry'],
    ],
    [
      'a Map with Retry',
      (definition) => (find(definition, 'ProcessSegments').Retry = find(definition, 'Probe').Retry!),
      ['ProcessSegments: a Map must not retry: all its items would start again'],
    ],
    [
      'States.ALL before the last of a Retry',
      (definition) => retry(definition, 'Probe', { ErrorEquals: ['States.ALL'] }),
      ["Probe: Retry 0 has States.ALL and isn't the last"],
    ],
    [
      'States.ALL in company',
      (definition) => (find(definition, 'Probe').Catch![0]!.ErrorEquals = ['Other', 'States.ALL']),
      ['Probe: Catch 0 has other names beside States.ALL'],
    ],
    [
      'States.ALL before the last Catch',
      (definition) => find(definition, 'ClaimJob').Catch!.reverse(),
      ["ClaimJob: Catch 0 has States.ALL and isn't the last", 'ClaimJob: has no Catch for States.ALL'],
    ],
    [
      'a parameter that runTask does not have',
      (definition) => (parameters(definition, 'ProcessSegment').CapacityProvider = 'FARGATE'),
      ['ProcessSegment: "CapacityProvider" is no parameter of ecs:runTask'],
    ],
    [
      'LaunchType beside the capacity providers',
      (definition) => (parameters(definition, 'Concatenate').LaunchType = 'FARGATE'),
      ['Concatenate: has both LaunchType and CapacityProviderStrategy'],
    ],
    [
      'a task without time limit',
      (definition) => delete find(definition, 'ProcessKernel').TimeoutSecondsPath,
      ['ProcessKernel: has neither TimeoutSeconds nor TimeoutSecondsPath'],
    ],
    [
      'a task of the main line without Catch',
      (definition) => delete find(definition, 'PlanSegments').Catch,
      ['PlanSegments: has no Catch for States.ALL'],
    ],
    [
      'a task of a segment without Catch',
      (definition) => delete find(definition, 'ProcessSegment').Catch,
      [
        "ProcessSegment: its errors don't lead to ProcessSegmentFailed",
        ...['Failed', 'Again', 'Pause', 'GivenUp'].map((end) => `ProcessSegment${end}: no state leads here`),
      ],
    ],
    [
      'a task that nobody judges',
      (definition) => (find(definition, 'ConcatenateFailed').Choices = []),
      [
        'Concatenate: no Choice ConcatenateFailed judges its failures',
        'ConcatenateAgain: no state leads here',
        'ConcatenatePause: no state leads here',
      ],
    ],
    [
      'bad input that is tried again',
      (definition) => find(definition, 'ProcessKernelFailed').Choices![0]!.And!.pop(),
      ['ProcessKernel: bad input is tried again'],
    ],
    [
      'attempts without end',
      (definition) => find(definition, 'ProcessKernelFailed').Choices![0]!.And!.shift(),
      ['ProcessKernel: nothing bounds its attempts'],
    ],
    [
      'a Map without Catch',
      (definition) => delete find(definition, 'ProcessManySegments').Catch,
      ['ProcessManySegments: has no Catch for States.ALL'],
    ],
    [
      'a Catch that leads past the failure branch',
      (definition) => (find(definition, 'RecordPlan').Catch![1]!.Next = 'JobFailed'),
      ['RecordPlan: its errors lead to JobFailed, not to DescribeFailure'],
    ],
    [
      'a name that is used twice, on different levels',
      (definition) => {
        const map = find(definition, 'ProcessSegments').ItemProcessor!;
        const { RecordSegment, ...others } = map.States;
        map.States = { ...others, Probe: RecordSegment! };
        find(definition, 'AnyPicturesToInspect').Default = 'Probe';
        find(definition, 'InspectPictures').Next = 'Probe';
      },
      ['Probe: the name is used more than once'],
    ],
    [
      'a Next that leads nowhere',
      (definition) => (find(definition, 'IdentifyByVersion').Next = 'NameTheJob'),
      ["IdentifyByVersion: leads to NameTheJob, which isn't there"],
    ],
    [
      'a Next that leads out of its Map',
      (definition) => (find(definition, 'ProcessSegment').Next = 'Concatenate'),
      ["ProcessSegment: leads to Concatenate, which isn't there"],
    ],
    [
      'a Choice that leads nowhere',
      (definition) => (find(definition, 'FanOut').Choices![0]!.Next = 'Elsewhere'),
      ["FanOut: leads to Elsewhere, which isn't there", 'ProcessManySegments: no state leads here'],
    ],
    [
      'a Catch that leads nowhere',
      (definition) => (find(definition, 'DescribeFailure').Catch![0]!.Next = 'Nowhere'),
      [
        'DescribeFailure: its errors lead to Nowhere, not to QuoteFailure',
        "DescribeFailure: leads to Nowhere, which isn't there",
        'QuoteFailure: no state leads here',
        'RecordQuotedFailure: no state leads here',
      ],
    ],
    [
      'a state that nothing leads to',
      (definition) => (definition.States.Orphan = { Type: 'Succeed', Comment: 'Alone' }),
      ['Orphan: no state leads here'],
    ],
    [
      'a branch whose start is missing',
      (definition) => (find(definition, 'ProcessEachKernel').ItemProcessor!.StartAt = 'Gray'),
      [
        "StartAt: leads to Gray, which isn't there",
        ...['', 'Failed', 'Again', 'Pause', 'GivenUp'].map((end) => `ProcessKernel${end}: no state leads here`),
      ],
    ],
    [
      'the Map context outside of an ItemSelector',
      (definition) => (parameters(definition, 'RecordSegment')['Key'] = { 'jobId.$': '$$.Map.Item.Value.jobId' }),
      ['RecordSegment: reads $$.Map. in Parameters, outside of an ItemSelector'],
    ],
    [
      'a state without Comment',
      (definition) => (find(definition, 'FusedOrSplitOfMany').Comment = ''),
      ['FusedOrSplitOfMany: has no Comment'],
    ],
    [
      'fewer capacities than attempts',
      (definition) => (parameters(definition, 'NameJob').capacities as unknown[][])[1]!.pop(),
      ['NameJob: 12 capacities in list 1 for 13 attempts'],
    ],
    [
      'more attempts than capacities',
      (definition) => {
        for (const { state } of statesOf(definition)) {
          if (state.Resource?.includes(':ecs:')) state.Retry![0]!.MaxAttempts = 11;
        }
      },
      ['NameJob: 13 capacities in list 0 for 14 attempts', 'NameJob: 13 capacities in list 1 for 14 attempts'],
    ],
  ])('%s', (_what, mutate, expected) => {
    const definition = render();
    mutate(definition);
    expect(complaints(definition, rules)).toEqual(expected);
  });
});
