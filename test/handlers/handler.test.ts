import { lambda, openDependencies } from '../../handlers/handler';

test('the environment is read through its schema', () => {
  const variables = { FRAMEFLEET_WORK_BUCKET: 'w', FRAMEFLEET_OUTPUT_BUCKET: 'o', FFPROBE_PATH: '/ffprobe' };
  expect(openDependencies('test', variables)).toMatchObject({ workBucket: 'w', outputBucket: 'o', variables });
});

test('the clock is the real one, unless another is handed in', () => {
  const variables = { FRAMEFLEET_WORK_BUCKET: 'w', FRAMEFLEET_OUTPUT_BUCKET: 'o' };
  expect(Math.abs(openDependencies('test', variables).now().getTime() - Date.now())).toBeLessThan(1000);
  const now = () => new Date(0);
  expect(openDependencies('test', variables, { now }).now).toBe(now);
});

test('each variable that is missing or empty is named', () => {
  expect(() => openDependencies('test', {})).toThrow(/FRAMEFLEET_WORK_BUCKET[^]*FRAMEFLEET_OUTPUT_BUCKET/);
  expect(() => openDependencies('test', { FRAMEFLEET_WORK_BUCKET: 'w', FRAMEFLEET_OUTPUT_BUCKET: '' })).toThrow(
    /FRAMEFLEET_OUTPUT_BUCKET/,
  );
});

test('an entry point opens nothing before its first call', () => {
  let opened = 0;
  const handler = lambda('test', () => {
    opened += 1;
    return () => Promise.resolve(opened);
  });
  expect(opened).toBe(0);
  // The tests' own environment names no buckets: the call gets as far as reading it.
  expect(() => handler({})).toThrow(/FRAMEFLEET_WORK_BUCKET/);
  expect(opened).toBe(0);
});
