import { type JobOptions, maxOptionsBytes, readOptions, writeOptions } from '../../pipeline/job-options';
import type { Point, Region } from '../../pipeline/region';
import { jobOptions } from './examples';

const defaults: JobOptions = {
  // Each kernel's own are its own to test.
  ...jobOptions(),
  segmentSeconds: 60,
  maxConcurrency: 40,
  mode: 'auto',
  inspect: 'auto',
  kernels: ['grayscale', 'motion'],
  regions: [],
  masks: [],
  motion: {
    sensitivity: 1,
    minLengthSeconds: 0,
    maxGapSeconds: 2,
    padBeforeSeconds: 0,
    padAfterSeconds: 0,
    maxStandSeconds: 60,
    clips: 'none',
    annotate: false,
  },
  crf: 23,
  container: 'mp4',
};

const polygon: Point[] = [[0, 0], [1, 0], [0, 1]]; // prettier-ignore
const triangle: Region = { name: 'door', polygon, sensitivity: 1, minSize: 0.00016 };

/** What the call throws; refusals carry more than a message. */
function refusal(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('It was accepted');
}

describe('readOptions', () => {
  test('gives the defaults for an object without options', () =>
    expect(readOptions(undefined, defaults)).toEqual(defaults));

  test('completes some options with the defaults', () => {
    expect(readOptions('{"crf":0,"mode":"split"}', defaults)).toEqual({ ...defaults, crf: 0, mode: 'split' });
  });

  test('a stage’s defaults hold where the upload says nothing', () => {
    const stage = jobOptions({ segmentSeconds: 20, crf: 30, kernels: ['motion'], regions: [triangle] });
    expect(readOptions(undefined, stage)).toEqual(stage);
    expect(readOptions('{"crf":0}', stage)).toEqual({ ...stage, crf: 0 });
    expect(readOptions('{"regions":[],"kernels":["grayscale"]}', stage)).toEqual({
      ...stage,
      regions: [],
      kernels: ['grayscale'],
    });
  });

  test('a stage’s choices about motion hold one by one', () => {
    const stage = jobOptions({ motion: { ...defaults.motion, maxGapSeconds: 5, padBeforeSeconds: 1 } });
    expect(readOptions('{"motion":{"padBeforeSeconds":3}}', stage).motion).toEqual({
      ...defaults.motion,
      maxGapSeconds: 5,
      padBeforeSeconds: 3,
    });
    expect(readOptions('{"motion":{}}', stage)).toEqual(stage);
  });

  test('regions of a polygon alone, as uploads of old have them, are called by their number', () => {
    const { regions } = readOptions(JSON.stringify({ regions: [{ polygon }, { ...triangle, minSize: 0.1 }, { polygon }] }), defaults); // prettier-ignore
    expect(regions).toEqual([
      { ...triangle, name: 'region-1' },
      { ...triangle, minSize: 0.1 },
      { ...triangle, name: 'region-3' },
    ]);
  });

  test.each([0, 600])('somebody may count for %i seconds while he stands', (maxStandSeconds) => {
    const { motion } = readOptions(JSON.stringify({ motion: { maxStandSeconds } }), defaults);
    expect(motion).toEqual({ ...defaults.motion, maxStandSeconds });
  });

  test('options that were read once stay as they are', () => {
    const once = jobOptions({ regions: [triangle], masks: [{ polygon }, { name: 'clock', polygon }] });
    expect(jobOptions(once)).toEqual(once);
    expect(readOptions(undefined, once)).toEqual(once);
  });

  test.each([
    [
      'two names that are the same',
      [
        { name: 'door', polygon },
        { name: ' door', polygon },
      ],
      'door',
    ],
    ['a name that is another’s number', [{ name: 'region-2', polygon }, { polygon }], 'region-2'],
  ])('refuses %s, naming it', (_, regions, name) => {
    expect(refusal(() => readOptions(JSON.stringify({ regions }), defaults))).toMatchObject({
      name: 'InvalidOptions',
      message: expect.stringContaining(`Two regions are called "${name}"; give each a name of its own`) as string,
    });
  });

  test('puts kernels into their own order, each once', () => {
    const text = '{"kernels":["motion","grayscale","motion"]}';
    expect(readOptions(text, defaults).kernels).toEqual(['grayscale', 'motion']);
  });

  test.each([
    ['{"segmentSeconds":0.09}', 'segmentSeconds'],
    ['{"segmentSeconds":86401}', 'segmentSeconds'],
    ['{"maxConcurrency":0}', 'maxConcurrency'],
    ['{"maxConcurrency":1001}', 'maxConcurrency'],
    ['{"maxConcurrency":1.5}', 'maxConcurrency'],
    ['{"mode":"fast"}', 'mode'],
    ['{"kernels":[]}', 'kernels'],
    ['{"kernels":["sepia"]}', 'kernels[0]'],
    ['{"crf":52}', 'crf'],
    ['{"crf":-1}', 'crf'],
    ['{"regions":[{"polygon":[[0,0],[1,1]]}]}', 'regions[0].polygon'],
    ['{"regions":[{"polygon":[[0,0],[1,1],[2,0]]}]}', 'regions[0].polygon[2][0]'],
    ['{"regions":[{"polygon":[[0,0],[1,1],[2,0]]}]}', 'lies outside the picture: coordinates go from 0 to 1'],
    ['{"regions":[{"polygon":[[0,0],[1,1],[1,0]],"sensitivity":0}]}', 'regions[0].sensitivity'],
    ['{"regions":[{"polygon":[[0,0],[1,1],[1,0]],"sensitivity":0}]}', 'from 0.1 to 10'],
    ['{"regions":[{"polygon":[[0,0],[1,1],[1,0]],"minSize":2}]}', 'a fraction of the picture, from 0 to 1'],
    ['{"regions":[{"polygon":[[0,0],[1,1],[1,0]],"name":" "}]}', 'regions[0].name'],
    ['{"masks":[{"polygon":[[0,0],[1,1]]}]}', 'masks[0].polygon'],
    ['{"motion":{"sensitivity":11}}', 'Sensitivity goes from 0.1 to 10'],
    ['{"motion":{"padAfterSeconds":3601}}', 'from 0 to 3600 seconds'],
    ['{"motion":{"minLengthSeconds":-1}}', 'motion.minLengthSeconds'],
    ['{"motion":{"maxStandSeconds":601}}', 'from 0 to 600 seconds'],
    ['{"motion":{"maxStandSeconds":-1}}', 'motion.maxStandSeconds'],
    ['{"motion":{"maxGap":1}}', 'maxGap'],
    ['{"motion":{"clips":"all"}}', 'motion.clips'],
    ['{"motion":3}', 'motion'],
    ['{"colour":"red"}', 'colour'],
    ['{"crf":null}', 'crf'],
    ['{"crf":99,"mode":"fast"}', 'crf'],
    ['{"crf":99,"mode":"fast"}', 'mode'],
    ['[]', 'expected object'],
    ['null', 'expected object'],
    ['"crf"', 'expected object'],
  ])('refuses %s, naming the field %s', (text, field) => {
    expect(refusal(() => readOptions(text, defaults))).toMatchObject({
      name: 'InvalidOptions',
      message: expect.stringContaining(field) as string,
    });
  });

  test.each(['', 'crf=3', '{'])('refuses "%s", which is no JSON, by its text', (text) => {
    expect(refusal(() => readOptions(text, defaults))).toMatchObject({
      name: 'InvalidOptions',
      message: expect.stringContaining(`no JSON: ${text}`) as string,
    });
  });

  test.each([
    '{"segmentSeconds":0.1,"crf":0,"maxConcurrency":1}',
    '{"segmentSeconds":86400,"crf":51,"maxConcurrency":1000}',
  ])('accepts the limits themselves: %s', (text) =>
    expect(readOptions(text, defaults)).toMatchObject(JSON.parse(text) as object),
  );
});

describe('writeOptions', () => {
  const square: Point[] = [[0.125, 0.25], [0.5, 0.25], [0.5, 0.75], [0.125, 0.75]]; // prettier-ignore
  const regions = (count: number) =>
    jobOptions({ regions: Array.from({ length: count }, (_, index) => ({ ...triangle, name: `region-${index + 1}`, polygon: square })) }).regions; // prettier-ignore

  test.each<[string, Partial<JobOptions>]>([
    ['nothing', {}],
    ['regions', { crf: 18, regions: regions(3) }],
    ['regions with names and settings', { regions: [triangle, { ...triangle, name: 'b', sensitivity: 2, minSize: 0 }] }], // prettier-ignore
    ['masks', { masks: [{ polygon }, { name: 'clock', polygon }] }],
    ['motion', { motion: { ...defaults.motion, clips: 'copy', annotate: true, padBeforeSeconds: 2 } }],
    ['kernels', { kernels: ['motion'] }],
    ['names of any script', { regions: [{ ...triangle, name: 'Tür "hinten" \\ 門 🚪\n' }] }],
  ])('writes what readOptions reads: %s', (_, some) => {
    const options = jobOptions(some);
    const text = writeOptions(options);
    expect(readOptions(text, defaults)).toEqual(options);
    // A header takes nothing else.
    expect(text).toMatch(/^[ -~]*$/);
  });

  test('leaves out what the reader fills in, so that fifty regions fit', () => {
    expect(writeOptions(jobOptions())).toBe('{}');
    const options = jobOptions({ regions: [triangle, { ...triangle, name: 'region-2' }], motion: { ...defaults.motion, maxGapSeconds: 3 } }); // prettier-ignore
    expect(JSON.parse(writeOptions(options))).toEqual({
      regions: [{ name: 'door', polygon }, { polygon }],
      motion: { maxGapSeconds: 3 },
    });
    const many = jobOptions({ regions: Array.from({ length: 50 }, (_, index) => ({ ...triangle, name: `region-${index + 1}` })) }); // prettier-ignore
    expect(readOptions(writeOptions(many), defaults)).toEqual(many);
  });

  test('for a stage with defaults of its own, says what it would have otherwise', () => {
    const stage = jobOptions({ crf: 30, regions: [triangle], motion: { ...defaults.motion, maxGapSeconds: 9 } });
    expect(writeOptions(stage, stage)).toBe('{}');
    expect(JSON.parse(writeOptions(defaults, stage))).toEqual({ crf: 23, regions: [], motion: { maxGapSeconds: 2 } });
    expect(readOptions(writeOptions(defaults, stage), stage)).toEqual(defaults);
  });

  test('refuses more than S3 metadata can hold, with the size, the limit and the remedy', () => {
    const options = jobOptions({ regions: regions(50) });
    const bytes = JSON.stringify({ regions: regions(50).map(({ polygon }) => ({ polygon })) }).length;
    expect(bytes).toBeGreaterThan(maxOptionsBytes);
    expect(refusal(() => writeOptions(options))).toMatchObject({
      name: 'InvalidOptions',
      message: `The options take ${bytes} bytes; S3 metadata has room for ${maxOptionsBytes}. Use fewer corners or regions.`,
      figures: { bytes, limit: maxOptionsBytes },
    });
  });
});

test('regions that enclose no area are refused however they come: from the command line or as JSON', () => {
  const flat = { polygon: [[0, 0.1], [0.1, 0.2], [0.2, 0.3]] }; // prettier-ignore
  expect(() => readOptions(JSON.stringify({ regions: [flat] }), defaults)).toThrow('encloses no area');
});
