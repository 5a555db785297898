import { JobPolicy, PlanningPolicy } from '../../pipeline/job-policy';
import { jobOptions } from './examples';

test('a stage that says nothing has all the defaults', () => {
  expect(JobPolicy.parse({})).toEqual({ defaults: jobOptions(), maxConcurrency: 40, spotShare: 1, recordDays: 365 });
});

test('a stage may change a single default of its jobs', () => {
  expect(JobPolicy.parse({ defaults: { crf: 30 } }).defaults).toEqual(jobOptions({ crf: 30 }));
});

test.each([
  ['spotShare', 1.01],
  ['spotShare', -0.1],
  ['maxConcurrency', 0],
  ['maxConcurrency', 1001],
  ['recordDays', 0],
  ['recordDays', 1.5],
  ['spotFirst', true],
])('%s: %j is refused by its name', (name, value) => {
  expect(() => JobPolicy.parse({ [name]: value })).toThrow(name);
});

test('the planner has no use for the defaults', () => {
  const { defaults, ...planning } = JobPolicy.parse({ spotShare: 0.5 });
  expect(PlanningPolicy.parse(planning)).toEqual(planning);
  expect(() => PlanningPolicy.parse({ ...planning, defaults })).toThrow('defaults');
});
