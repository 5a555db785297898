import { type JobOptions, maxOptionsBytes, readOptions, writeOptions } from '../../pipeline/job-options';
import { jobOptions } from './examples';

const defaults: JobOptions = {
  segmentSeconds: 60,
  maxConcurrency: 40,
  mode: 'auto',
  kernels: ['grayscale', 'motion'],
  regions: [],
  crf: 23,
  container: 'mp4',
};

const triangle: JobOptions['regions'][number] = { polygon: [[0, 0], [1, 0], [0, 1]] }; // prettier-ignore

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
  const regions = (count: number): JobOptions['regions'] =>
    Array.from({ length: count }, () => ({ polygon: [[0.125, 0.25], [0.5, 0.25], [0.5, 0.75], [0.125, 0.75]] })); // prettier-ignore

  test('writes what readOptions reads', () => {
    const options = jobOptions({ crf: 18, regions: regions(3) });
    expect(readOptions(writeOptions(options), defaults)).toEqual(options);
  });

  test('refuses more than S3 metadata can hold, with the size, the limit and the remedy', () => {
    const options = jobOptions({ regions: regions(50) });
    const bytes = JSON.stringify(options).length;
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
