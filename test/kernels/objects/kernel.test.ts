import { objects } from '../../../kernels/objects/kernel';
import { GivenObjectsOptions, ObjectsOptions } from '../../../kernels/objects/options';
import type { JobOptions } from '../../../pipeline/job-options';
import { jobOptions, mediaInfo } from '../../pipeline/examples';

const pin = (name: string) => ({ uri: `s3://models/${name}`, sha256: 'ab'.repeat(32) });
const asked = (own: Partial<ObjectsOptions>): JobOptions => {
  const options = jobOptions({ kernels: ['objects'] });
  return { ...options, objects: { ...options.objects, ...own } };
};

describe('what may be chosen for objects', () => {
  test('has defaults for all that isn’t the model', () => {
    expect(GivenObjectsOptions.parse(undefined)).toEqual({
      ...{ everySeconds: 1, threshold: 0.25, overlap: 0.45, most: 300, size: 640, scale: 1, layout: 'auto' },
      annotate: false,
    });
  });

  test.each([
    { model: pin('a.onnx'), names: ['person', ' car '] },
    { model: { uri: 'file:///opt/models/a.onnx', sha256: 'AB'.repeat(32) }, names: pin('names.txt') },
    { everySeconds: 0.04 },
    { everySeconds: 0.123 },
    { everySeconds: 3600 },
    {
      scale: 255,
      layout: 'v5',
      size: 1280,
      most: 1000,
      threshold: 0.001,
      overlap: 0,
      classes: ['car'],
      annotate: true,
    },
  ])('takes %j', (own) => {
    expect(ObjectsOptions.safeParse(own).error).toBeUndefined();
  });

  test.each<[object, string]>([
    [{ everySeconds: 0.03 }, 'It goes from 0.04 to 3600 seconds'],
    [{ everySeconds: 3601 }, 'It goes from 0.04 to 3600 seconds'],
    [{ everySeconds: 0.0405 }, 'It is exact to the millisecond'],
    [{ names: [] }, 'Give a list of up to 1000 names'],
    [{ names: Array(1001).fill('x') }, 'Give a list of up to 1000 names'],
    [{ names: 's3://models/names.txt' }, 'Give a list of up to 1000 names'],
    [
      { model: { uri: 'https://example.org/a.onnx', sha256: 'ab'.repeat(32) } },
      'Write s3://bucket/key, or file:///path',
    ],
    [{ model: { uri: 's3://models/a.onnx', sha256: 'ab' } }, 'Give the 64 digits that sha256sum prints'],
    [{ model: { uri: 's3://models/a.onnx' } }, 'expected string'],
    [{ size: 100 }, 'multiple of 32'],
    [{ threshold: 0 }, '0.001'],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %j', (own, message) => {
    expect(ObjectsOptions.safeParse(own).error?.message).toContain(message);
  });
});

describe('the objects kernel', () => {
  const media = mediaInfo();
  /** What is said against it. */
  const refusal = (own: Partial<ObjectsOptions>): unknown => {
    try {
      objects.check!({ options: asked(own), media });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test('must be told its model, and what the classes are called', () => {
    const [model, names] = [pin('a.onnx'), ['person', 'car']];
    const name = 'InvalidOptions';
    expect(refusal({})).toMatchObject({ name, message: expect.stringContaining('give objects.model') as string });
    expect(refusal({ model })).toMatchObject({
      name,
      message: expect.stringContaining('give objects.names') as string,
    });
    expect(refusal({ model, names })).toBeUndefined();
    expect(refusal({ model, names: pin('names.txt'), classes: ['boat'] })).toBeUndefined();
    expect(refusal({ model, names, classes: ['car', 'boat'] })).toMatchObject({
      name,
      message: 'Of the classes asked for, the model has no "boat". It knows 2: person, car.',
    });
  });

  test('draws no more pictures than anyone looks at', () => {
    const options = asked({ model: pin('a.onnx'), names: ['car'], everySeconds: 0.5, annotate: true });
    const lasting = (durationSeconds: number) => ({ ...media, durationSeconds, video: { ...media.video, frameCount: durationSeconds * 25 } }); // prettier-ignore
    expect(() => objects.check!({ options, media: lasting(50_000) })).not.toThrow();
    expect(() => objects.check!({ options, media: lasting(50_001) })).toThrow(
      'With objects.annotate there would be 100002 drawn pictures; the limit is 100000. Look at fewer by a greater objects.everySeconds than 0.5, or go without objects.annotate.',
    );
    options.objects.annotate = false;
    expect(() => objects.check!({ options, media: lasting(50_001) })).not.toThrow();
  });

  test('names the files that it reads', () => {
    const options = asked({ model: pin('a.onnx'), names: pin('names.txt') });
    expect(objects.models!(options)).toEqual([
      { role: 'objects', ...pin('a.onnx') },
      { role: 'objects names', ...pin('names.txt') },
    ]);
    expect(objects.models!(asked({ model: pin('a.onnx'), names: ['car'] }))).toEqual([
      { role: 'objects', ...pin('a.onnx') },
    ]);
  });

  test('says what it leaves', () => {
    const job = { jobId: 'job-1', name: 'gate' };
    const plain = { objects: 'job-1/gate.objects.json', objectsFrames: 'job-1/gate.objects.ndjson' };
    expect(objects.outputs({ ...job, options: asked({}) })).toEqual(plain);
    expect(objects.outputs({ ...job, options: asked({ annotate: true }) })).toEqual({
      ...plain,
      objectsPictures: 'job-1/objects/',
    });
    expect([asked({}), asked({ annotate: true })].map((options) => objects.illustrates!(options))).toEqual([
      false,
      true,
    ]);
  });

  test('costs what its model was measured to take, for each picture', () => {
    const options = asked({ everySeconds: 0.5 });
    const facts = { role: 'objects', sha256: '', bytes: 1, width: 640, height: 640, secondsPerPicture: 2 };
    const cost = objects.cost({ options, media, models: [facts] });
    expect(cost.picturesPerSecond).toBe(2);
    expect(cost.perPicture).toBeCloseTo(2, 2);
    expect(objects.cost({ options, media, models: [] }).perPicture).toBeLessThan(1);
    // No more pictures than there are frames.
    const all = objects.cost({
      options: asked({ everySeconds: 0.04 }),
      media: { ...media, durationSeconds: 600 },
      models: [],
    });
    expect(all.picturesPerSecond).toBe(2.5);
  });
});
