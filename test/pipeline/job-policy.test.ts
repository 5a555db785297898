import { JobPolicy, PlanningPolicy } from '../../pipeline/job-policy';
import { Limits } from '../../pipeline/limits';
import { jobOptions } from './examples';

test('a stage that says nothing has all the defaults', () => {
  const limits = Limits.parse({});
  expect(JobPolicy.parse({})).toEqual({
    defaults: jobOptions(),
    limits,
    maxConcurrency: 40,
    spotShare: 1,
    fleet: {
      region: 'us-east-1',
      architecture: 'x86_64',
      segment: { vcpus: 2, memoryGib: 4, storageGib: 21 },
      concat: { vcpus: 1, memoryGib: 2, storageGib: 100 },
      publicAddresses: true,
    },
    recordDays: 365,
    stallSeconds: 300,
    keepWork: false,
    progressEvents: false,
  });
});

test('a stage may change a single default of its jobs', () => {
  expect(JobPolicy.parse({ defaults: { crf: 30 } }).defaults).toEqual(jobOptions({ crf: 30 }));
});

test('a stage may change a single limit of its jobs', () => {
  expect(JobPolicy.parse({ limits: { hours: 48 } }).limits).toEqual({ ...Limits.parse({}), hours: 48 });
});

test.each([
  ['spotShare', 1.01],
  ['spotShare', -0.1],
  ['maxConcurrency', 0],
  ['maxConcurrency', 1001],
  ['recordDays', 0],
  ['recordDays', 1.5],
  ['stallSeconds', 4],
  ['stallSeconds', 3601],
  ['maxCostUsd', 0],
  ['fleet', { region: 'us-east-1', vcpus: 2 }],
  ['keepWork', 'yes'],
  ['spotFirst', true],
  ['limits', { days: 1 }],
])('%s: %j is refused by its name', (name, value) => {
  expect(() => JobPolicy.parse({ [name]: value })).toThrow(name);
});

test('executions that began before stages had a fleet are understood', () => {
  expect(PlanningPolicy.parse({ taskVcpus: 4 })).toMatchObject({ fleet: { segment: { vcpus: 2 } } });
});

test('the planner has no use for what others see to', () => {
  const { defaults, limits, keepWork, progressEvents, ...planning } = JobPolicy.parse({ spotShare: 0.5 });
  expect(PlanningPolicy.parse(planning)).toEqual(planning);
  expect(() => PlanningPolicy.parse({ ...planning, defaults })).toThrow('defaults');
  expect(() => PlanningPolicy.parse({ ...planning, limits })).toThrow('limits');
  expect(() => PlanningPolicy.parse({ ...planning, keepWork })).toThrow('keepWork');
  expect(() => PlanningPolicy.parse({ ...planning, progressEvents })).toThrow('progressEvents');
});
