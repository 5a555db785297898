import { availableParallelism } from 'node:os';
import { parseRunOptions } from '../../cli/run-options';
import { UsageError } from '../../cli/usage-error';
import { JobOptions } from '../../pipeline/job-options';

const typed = { out: 'out' };

describe('parseRunOptions', () => {
  test('without options: the defaults of a job, and as many segments at once as there are processors', () => {
    expect(parseRunOptions(typed)).toEqual({
      out: 'out',
      sample: false,
      keepWork: false,
      json: false,
      job: JobOptions.parse({ maxConcurrency: availableParallelism() }),
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

  test('reads what was typed about motion', () => {
    const { job } = parseRunOptions({
      ...typed,
      roi: ['front door sensitivity=2 min-size=0.001: 0,0 1,0 1,1'],
      mask: ['clock: 0,0 0.3,0 0.3,0.1'],
      ...{ sensitivity: '1.5', minLength: '1', maxGap: '0.5', padBefore: '2', padAfter: '3', maxStand: '0' },
      ...{ clips: 'exact', annotate: true },
    });
    expect(job.regions).toMatchObject([{ name: 'front door', sensitivity: 2, minSize: 0.001 }]);
    expect(job.masks).toMatchObject([{ name: 'clock' }]);
    expect(job.motion).toEqual({
      ...{ sensitivity: 1.5, minLengthSeconds: 1, maxGapSeconds: 0.5, padBeforeSeconds: 2, padAfterSeconds: 3 },
      ...{ maxStandSeconds: 0, clips: 'exact', annotate: true },
    });
  });

  test('what shall go wrong is handed on as it was typed', () => {
    expect(parseRunOptions({ ...typed, faults: '{}' }).faults).toBe('{}');
    expect(() => parseRunOptions({ ...typed, faults: '' })).toThrow('--faults ""');
  });

  test('--clips alone copies', () => {
    expect(parseRunOptions({ ...typed, clips: true }).job.motion.clips).toBe('copy');
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
    [{ kernels: 'grayscale,depth' }, '--kernels "grayscale,depth"'],
    [{ roi: ['0,0 1,1'] }, '--roi: Region "0,0 1,1" has 2 corners'],
    [{ mask: ['0,0 1,1'] }, '--mask: Mask "0,0 1,1" has 2 corners'],
    [{ roi: ['a: 0,0 1,0 1,1', 'a: 0,0 1,0 0,1'] }, '--roi "a: 0,0 1,0 1,1,a: 0,0 1,0 0,1"'],
    [{ sensitivity: '0' }, '--sensitivity "0"'],
    [{ minLength: '-1' }, '--min-length "-1"'],
    [{ maxGap: 'long' }, '--max-gap "long"'],
    [{ padBefore: '1e9' }, '--pad-before "1e9"'],
    [{ maxStand: '601' }, '--max-stand "601"'],
    [{ maxStand: '601' }, 'from 0 to 600 seconds'],
    [{ clips: 'short' }, '--clips "short"'],
    [{ out: '' }, '--out ""'],
  ])('refuses %j, naming the option and the value', (wrong, message) => {
    const parse = () => parseRunOptions({ ...typed, ...wrong });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});
