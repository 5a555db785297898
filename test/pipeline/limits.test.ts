import { type StreamFacts, Limits, checkLimits, checkStreams, highestLimits } from '../../pipeline/limits';
import { PipelineError } from '../../pipeline/errors';
import { mediaInfo } from './examples';

const usual = Limits.parse({});
const hour = 3600;

function refusal(check: () => void): PipelineError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
}
const ofStreams = (facts: StreamFacts, limits: Partial<Limits> = {}) =>
  refusal(() => checkStreams(facts, { ...usual, ...limits }, 'a.mp4'));

test('a stage that says nothing allows a day, 8K, and a day of 4K at 30 frames a second', () => {
  expect(usual).toEqual({ pixels: 8192 * 4352, hours: 24, streams: 100, frames: 24 * hour * 60, gigapixels: 21_500 });
  const rate = { numerator: 30, denominator: 1 };
  expect(ofStreams({ width: 3840, height: 2160, durationSeconds: 24 * hour, frameRate: rate, streams: 100 })).toBeUndefined(); // prettier-ignore
});

test.each([
  ['pixels', 0],
  ['pixels', 1.5],
  ['pixels', 134_217_729],
  ['hours', 0],
  ['hours', 1001],
  ['streams', 0],
  ['streams', 1001],
  ['frames', 0],
  ['frames', 10_368_001],
  ['gigapixels', 0],
  ['gigapixels', 1_000_001],
  ['gigapixels', Infinity],
  ['seconds', 1],
])('%s: %d is refused by its name', (name, value) => {
  expect(() => Limits.parse({ [name]: value })).toThrow(name);
});

test('each limit can be set to its highest, and no higher', () => {
  expect(Limits.parse(highestLimits)).toEqual({ pixels: 134_217_728, hours: 1000, streams: 1000, frames: 10_368_000, gigapixels: 1_000_000 }); // prettier-ignore
});

describe('the headers of a video', () => {
  test.each<[string, StreamFacts]>([
    ['that say nothing', {}],
    ['that say no number', { width: NaN, height: NaN, durationSeconds: NaN, frames: NaN }],
    ['with the largest picture', { width: 8192, height: 4352 }],
    ['with the longest side', { width: 16_384, height: 2160 }],
    ['of the longest time', { durationSeconds: 24 * hour }],
    ['with the most streams', { streams: 100 }],
    ['with the most frames', { frames: 5_184_000 }],
    ['with the most samples', { samples: 51_840_000 }],
    ['with an average frame rate that is a guess', { durationSeconds: hour, frameRate: { numerator: 90_000, denominator: 1 } }],
    ['with fewer frames than its frame rate makes', { frames: 2, durationSeconds: 24 * hour, frameRate: { numerator: 240, denominator: 1 } }],
  ])('%s pass', (_what, facts) => {
    expect(ofStreams(facts)).toBeUndefined();
  }); // prettier-ignore

  test.each<[StreamFacts, string]>([
    [
      { width: 8192, height: 4353 },
      '"a.mp4" has pictures of 8192x4353, 35,659,776 pixels each; at most 35,651,584 pixels are allowed. Scale it down, or raise jobs.limits.pixels in stages.json (to 134,217,728 at most).',
    ],
    [
      { streams: 101 },
      '"a.mp4" has 101 streams or more; at most 100 streams are allowed. Upload it with the streams that matter, or raise jobs.limits.streams in stages.json (to 1,000 at most).',
    ],
    [
      { durationSeconds: 24.5 * hour },
      '"a.mp4" lasts 24.5 hours; at most 24 hours are allowed. Cut it into parts, or raise jobs.limits.hours in stages.json (to 1,000 at most).',
    ],
    [
      { frames: 5_184_001 },
      '"a.mp4" has 5,184,001 frames; at most 5,184,000 frames are allowed. Cut it into parts, or raise jobs.limits.frames in stages.json (to 10,368,000 at most).',
    ],
    [
      { durationSeconds: 12 * hour, frameRate: { numerator: 121, denominator: 1 } },
      '"a.mp4" has 5,227,200 frames; at most 5,184,000 frames are allowed. Cut it into parts, or raise jobs.limits.frames in stages.json (to 10,368,000 at most).',
    ],
    [
      { width: 7680, height: 4320, frames: 1_000_000 },
      '"a.mp4" has 1,000,000 frames of 7680x4320, 33,177.6 gigapixels in all; at most 21,500 gigapixels are allowed. Scale it down or cut it into parts, or raise jobs.limits.gigapixels in stages.json (to 1,000,000 at most).',
    ],
    [
      { samples: 51_840_001 },
      '"a.mp4" has 51,840,001 samples in all its streams; at most 51,840,000 are allowed, 10 for each frame. Upload it with the streams that matter, or cut it into parts.',
    ],
    // Where no limit could be raised as far, nobody is told to.
    [{ durationSeconds: Infinity }, '"a.mp4" lasts ∞ hours; at most 24 hours are allowed. Cut it into parts.'],
    [
      { width: 100_000, height: 100_000, streams: 10_000 },
      '"a.mp4" has pictures of 100000x100000; no side may be longer than 16384 pixels, all that the encoder takes. Scale it down.',
    ],
    [
      { width: 16, height: 16_385 },
      '"a.mp4" has pictures of 16x16385; no side may be longer than 16384 pixels, all that the encoder takes. Scale it down.',
    ],
  ])('%j: are refused in words', (facts, message) => {
    expect(ofStreams(facts)).toMatchObject({ name: 'LimitExceeded', message });
  });

  test.each<[keyof Limits | 'side', StreamFacts, number, number]>([
    ['pixels', { width: 10, height: 11 }, 110, 109],
    ['hours', { durationSeconds: 7200 }, 2, 1.999],
    ['streams', { streams: 3 }, 3, 2],
    ['frames', { frames: 5 }, 5, 4],
    ['gigapixels', { width: 1000, height: 1000, frames: 3000 }, 3, 2.999],
    ['side', { width: 20_000, height: 1 }, 20_000, 16_384],
  ])("are held against the stage's own limit of %s, in figures", (limit, facts, value, allowed) => {
    const limits = limit === 'side' ? {} : { [limit]: allowed };
    expect(ofStreams(facts, limits)?.figures).toMatchObject({ limit, value, allowed });
    if (limit !== 'side') expect(ofStreams(facts, { [limit]: value })).toBeUndefined();
  });
});

describe('a video that was looked into', () => {
  const found = (media: Parameters<typeof mediaInfo>[0], stream: Parameters<typeof mediaInfo>[1], limits = usual) =>
    refusal(() => checkLimits(mediaInfo(media, stream), limits, 'a.mp4'))?.figures['limit'];

  test('passes when it keeps to all limits', () => {
    expect(found({}, {})).toBeUndefined();
  });

  test.each<[keyof Limits, Parameters<typeof mediaInfo>[0], Parameters<typeof mediaInfo>[1]]>([
    ['pixels', {}, { width: 6000, height: 6000 }],
    ['hours', { durationSeconds: 1e5 }, { frameCount: 2 }],
    ['frames', {}, { frameCount: 5_184_001 }],
    ['gigapixels', {}, { width: 7680, height: 4320, frameCount: 700_000 }],
  ])('is refused for too many %s', (limit, media, stream) => {
    expect(found(media, stream)).toBe(limit);
    expect(found(media, stream, { ...usual, [limit]: highestLimits[limit] })).not.toBe(limit);
  });
});
