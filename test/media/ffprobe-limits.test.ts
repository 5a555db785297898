import { Claims, confinement, explainConfinement, ffprobeLimits } from '../../media/ffprobe-limits';
import { Limits, highestLimits } from '../../pipeline/limits';

const claimed = (...lines: readonly string[]) => {
  const claims = new Claims();
  for (const line of lines) claims.heed(line);
  return claims.facts;
};

test('ffprobe may have one stream more than is allowed, no larger picture, and no block of memory that nothing allowed needs', () => {
  expect(ffprobeLimits(Limits.parse({ streams: 7, pixels: 1_000_000 }))).toEqual([
    ...['-max_streams', '8', '-max_pixels', '1000000', '-max_alloc', '268435456'],
  ]);
});

test.each([
  [Limits.parse({}), 35_651_584 * 9],
  [Limits.parse({ frames: 10_368_000, pixels: 1 }), 10_368_000 * 26],
  [highestLimits, 134_217_728 * 9],
])('its blocks of memory grow with what is allowed', (limits, bytes) => {
  expect(ffprobeLimits(limits).slice(-2)).toEqual(['-max_alloc', String(bytes)]);
});

/** As ffprobe 5.1 and 6.0 say it. */
test.each([
  [
    'too many streams',
    '[matroska,webm @ 0x55e3c1] Number of streams exceeds max_streams parameter (101), see the documentation if you wish to increase it',
    { streams: 102 },
  ],
  [
    'a size that it takes for none',
    '[h264 @ 0x55e3c1] [IMGUTILS @ 0x7ffd447b0430] Picture size 100000x90000 is invalid',
    { width: 100_000, height: 90_000 },
  ],
  [
    'a larger size than it may have',
    '[png @ 0x55e3c1] [IMGUTILS @ 0x7fff05496480] Picture size 9000x5000 exceeds specified max pixel count 35651584, see the documentation if you wish to increase it',
    { width: 9000, height: 5000 },
  ],
  ['something else', '[h264 @ 0x55e3c1] mb_width/height overflow', {}],
  ['no size at all', '[IMGUTILS @ 0x7ffd447b0430] Picture size 0x0 is invalid', {}],
])('it complains of %s', (_what, line, facts) => {
  expect(claimed(line)).toEqual(facts);
});

test('the largest of several pictures counts, whatever is said in between', () => {
  const size = (text: string) => `[IMGUTILS @ 0x7ffd447b0430] Picture size ${text} is invalid`;
  expect(claimed(size('70000x70000'), 'no frame!', size('100000x100000'), size('0x0'), size('80000x80000'))).toEqual({ width: 100_000, height: 100_000 }); // prettier-ignore
});

describe('what ffprobe is confined to', () => {
  const limits = Limits.parse({});
  const failed = (exitSignal: string | null, ...stderr: string[]) =>
    explainConfinement({ exitSignal, stderr }, limits, 'a.mp4');

  test('is memory for two blocks of the largest kind and all else, and ten seconds', () => {
    expect(confinement(limits)).toEqual({ memoryBytes: 768 * 1024 * 1024 + 2 * 35_651_584 * 9, cpuSeconds: 10 });
  });

  test('is said when it was too little memory', () => {
    expect(
      failed(null, '[mov @ 0x1] error reading header', 'http://127.0.0.1:1/a: Cannot allocate memory'),
    ).toMatchObject({
      name: 'LimitExceeded',
      message:
        '"a.mp4" can\'t be opened with 1447 MB of memory, which is enough for any video within the limits: its headers claim too much. Write it anew, for instance with ffmpeg -i … -c copy.',
      figures: { limit: 'memoryBytes', allowed: 1_447_034_880 },
    });
  });

  test('is said when it was too little time', () => {
    expect(failed('SIGXCPU', 'no frame!')).toMatchObject({
      name: 'LimitExceeded',
      message: expect.stringContaining('"a.mp4" can\'t be opened with 10 s of a processor') as string,
      figures: { limit: 'cpuSeconds', allowed: 10 },
    });
  });

  test.each([null, 'SIGSEGV', 'SIGKILL'])('is no reason for another failure (%s)', (exitSignal) => {
    expect(failed(exitSignal, 'Invalid data found when processing input')).toBeUndefined();
  });
});
