import { lambda, named, openDependencies } from '../../handlers/handler';
import { PipelineError } from '../../pipeline/errors';

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

describe('what a handler fails with', () => {
  const failing = (error: unknown) => named(() => Promise.reject(error as Error))({});

  test('is tried again under our own name when a connection broke off', async () => {
    const cause = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    await expect(failing(cause)).rejects.toMatchObject({ name: 'StoreUnavailable', cause });
  });

  test.each([new PipelineError('NotAVideo', 'It is a text.'), new TypeError('a mistake of ours'), 'no error at all'])(
    'stays what it is otherwise: %s',
    async (error) => {
      await expect(failing(error)).rejects.toBe(error);
    },
  );

  test('is nothing when it succeeds', async () => {
    await expect(named((event) => Promise.resolve(event))(7)).resolves.toBe(7);
  });
});
