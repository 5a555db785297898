import { pictures } from '../../../kernels/pictures/kernel';
import { PicturesOptions } from '../../../kernels/pictures/options';
import type { JobOptions } from '../../../pipeline/job-options';
import type { MediaInfo } from '../../../pipeline/media-info';
import { jobOptions, mediaInfo } from '../../pipeline/examples';

const options = (given: Partial<PicturesOptions>, kernels: JobOptions['kernels'] = ['pictures']): JobOptions => ({
  ...jobOptions({ kernels }),
  pictures: PicturesOptions.parse(given),
});
const check =
  (given: Partial<PicturesOptions>, media: MediaInfo = mediaInfo(), kernels?: JobOptions['kernels']) =>
  () =>
    pictures.check?.({ options: options(given, kernels), media });
const day = mediaInfo({ durationSeconds: 86_400 }, { frameCount: 25 * 86_400 });

describe('what may be chosen', () => {
  test('nothing has to be', () => {
    expect(PicturesOptions.parse({})).toEqual({
      ...{ at: 'interval', everySeconds: 1, format: 'jpeg', quality: 80, longerSide: null },
      ...{ sheet: true, sprites: true, tileSide: 160 },
    });
  });

  test.each([0.04, 0.1, 0.333, 1.001, 29.97, 3600])('every %d seconds', (everySeconds) => {
    expect(PicturesOptions.parse({ everySeconds }).everySeconds).toBe(everySeconds);
  });

  test.each([
    { everySeconds: 0.039 },
    { everySeconds: 3600.001 },
    { everySeconds: 1 / 3 },
    { everySeconds: NaN },
    { quality: 0 },
    { quality: 101 },
    { longerSide: 15 },
    { longerSide: 0.5 },
    { tileSide: 321 },
    { format: 'gif' },
    { at: 'random' },
    { every: 2 },
  ])('not %j', (given) => {
    expect(PicturesOptions.safeParse(given).success).toBe(false);
  });
});

describe('what is refused before it costs anything', () => {
  test.each([
    ['scenes', 'histogram'],
    ['motion', 'motion'],
  ] as const)('pictures at %s without the kernel %s', (at, kernel) => {
    expect(check({ at })).toThrow(
      expect.objectContaining({ name: 'InvalidOptions', figures: { at, kernel }, message: expect.stringContaining(`Add ${kernel}`) as string }) as Error, // prettier-ignore
    );
    expect(check({ at }, day, [kernel, 'pictures'])).not.toThrow();
  });

  test('more pictures than a job may have, and from which interval on it may', () => {
    expect(check({ everySeconds: 0.5 }, day)).toThrow(
      expect.objectContaining({
        ...{ name: 'LimitExceeded', figures: { pictures: 172_800, limit: 100_000 } },
        message: expect.stringContaining('Raise everySeconds from 0.5 to at least 0.864') as string,
      }) as Error,
    );
    expect(check({ everySeconds: 0.864 }, day)).not.toThrow();
  });

  test('no more than there are frames', () => {
    const slow = mediaInfo({ durationSeconds: 86_400 }, { frameCount: 90_000 });
    expect(check({ everySeconds: 0.04 }, slow)).not.toThrow();
  });

  test('too many key frames', () => {
    expect(check({ at: 'keys' }, { ...day, keyFrameCount: 100_001 })).toThrow(
      expect.objectContaining({
        name: 'LimitExceeded',
        message: expect.stringContaining('interval') as string,
      }) as Error,
    );
    expect(check({ at: 'keys' }, { ...day, keyFrameCount: 100_000 })).not.toThrow();
  });

  test('WebP that is larger than WebP can be', () => {
    const wide = mediaInfo({}, { width: 8192, height: 64, sampleAspectRatio: { numerator: 2, denominator: 1 } });
    expect(check({ format: 'webp' }, wide)).toThrow(
      expect.objectContaining({
        name: 'InvalidOptions',
        figures: { width: 16_384, height: 64, limit: 16_383 },
      }) as Error,
    );
    expect(check({ format: 'webp', longerSide: 8192 }, wide)).not.toThrow();
    expect(check({ format: 'jpeg' }, wide)).not.toThrow();
  });
});

describe('what is left', () => {
  const outputs = (given: Partial<PicturesOptions>) =>
    pictures.outputs({ jobId: 'job-1', name: 'gate', options: options(given) });

  test('pictures and their list, a sheet, sprites and their track', () => {
    expect(outputs({})).toEqual({
      pictures: 'job-1/pictures/',
      pictureList: 'job-1/gate.pictures.json',
      sheet: 'job-1/gate.sheet.jpg',
      sprites: 'job-1/sprites/',
      spriteTrack: 'job-1/gate.sprites.vtt',
    });
    expect(Object.keys(outputs({ sheet: false, sprites: false }))).toEqual(['pictures', 'pictureList']);
  });

  test.each([
    [{}, true],
    [{ sheet: false }, true],
    [{ sheet: false, sprites: false }, false],
    [{ sheet: false, sprites: false, at: 'scenes' as const }, true],
  ])('after the merge with %j: %j', (given, illustrates) => {
    expect(pictures.illustrates?.(options(given))).toBe(illustrates);
  });
});

test('it costs more to take more pictures, larger ones, and PNG; nothing in segments to take them later', () => {
  const cost = (given: Partial<PicturesOptions>, media = mediaInfo({}, { width: 1920, height: 1080 })) =>
    pictures.cost({ options: options(given), media, models: [] }).perVideoSecond;
  expect(cost({ everySeconds: 0.5 })).toBeCloseTo(2 * cost({}), 9);
  expect(cost({ everySeconds: 0.04 })).toBeCloseTo(25 * cost({}), 9);
  expect(cost({ longerSide: 640 })).toBeLessThan(cost({}));
  expect(cost({ format: 'png' })).toBeGreaterThan(cost({}));
  expect(cost({ at: 'keys' })).toBeCloseTo(cost({}) / 2, 9);
  expect(cost({ at: 'motion' })).toBe(0);
});
