import { availableParallelism } from 'node:os';
import { parseRunOptions } from '../../cli/run-options';
import { UsageError } from '../../cli/usage-error';

const typed = { out: 'out' };

describe('parseRunOptions', () => {
  test('without options: the defaults of a job, and as many segments at once as there are processors', () => {
    expect(parseRunOptions(typed)).toEqual({
      out: 'out',
      sample: false,
      keepWork: false,
      json: false,
      job: {
        segmentSeconds: 60,
        maxConcurrency: availableParallelism(),
        mode: 'auto',
        kernels: ['grayscale', 'motion'],
        regions: [],
        crf: 23,
        container: 'mp4',
      },
    });
  });

  test('the sample is cut into shorter segments, unless told otherwise', () => {
    expect(parseRunOptions({ ...typed, sample: true }).job.segmentSeconds).toBe(4);
    expect(parseRunOptions({ ...typed, sample: true, segmentSeconds: '7.5' }).job.segmentSeconds).toBe(7.5);
  });

  test('reads what was typed', () => {
    const { job } = parseRunOptions({
      ...typed,
      kernels: 'motion, grayscale',
      roi: ['0,0 1,0 1,1', '0,0 0.5,0 0.5,0.5'],
      crf: '0',
      maxConcurrency: '3',
      mode: 'split',
      container: 'mkv',
    });
    expect(job).toMatchObject({
      kernels: ['grayscale', 'motion'],
      crf: 0,
      maxConcurrency: 3,
      mode: 'split',
      container: 'mkv',
    });
    expect(job.regions).toHaveLength(2);
  });

  test.each([
    [{ crf: '99' }, '--crf "99"'],
    [{ crf: '1.5' }, '--crf "1.5"'],
    [{ crf: '' }, '--crf ""'],
    [{ crf: 'best' }, '--crf "best"'],
    [{ segmentSeconds: '0' }, '--segment-seconds "0"'],
    [{ segmentSeconds: 'Infinity' }, '--segment-seconds "Infinity"'],
    [{ maxConcurrency: '0' }, '--max-concurrency "0"'],
    [{ mode: 'fast' }, '--mode "fast"'],
    [{ container: 'avi' }, '--container "avi"'],
    [{ kernels: '' }, '--kernels ""'],
    [{ kernels: 'grayscale,faces' }, '--kernels "grayscale,faces"'],
    [{ roi: ['0,0 1,1'] }, '--roi: Region "0,0 1,1" has 2 corners'],
    [{ out: '' }, '--out ""'],
  ])('refuses %j, naming the option and the value', (wrong, message) => {
    const parse = () => parseRunOptions({ ...typed, ...wrong });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});
