import { availableParallelism } from 'node:os';
import { parseMotionOptions } from '../../cli/motion-options';
import { UsageError } from '../../cli/usage-error';
import { JobOptions } from '../../pipeline/job-options';

describe('parseMotionOptions', () => {
  test('without options: one piece, motion alone, results in out', () => {
    const { out, json, rescan, jobOptions } = parseMotionOptions({});
    expect({ out, json, rescan }).toEqual({ out: 'out', json: false, rescan: undefined });
    const expected = { segmentSeconds: 86_400, kernels: ['motion'], maxConcurrency: availableParallelism() };
    expect(jobOptions()).toEqual(JobOptions.parse(expected));
  });

  test('a rescan leaves its results beside the record', () => {
    const roi = ['0,0 1,0 1,1'];
    expect(parseMotionOptions({ rescan: 'results/yard.job.json', roi }).out).toBe('results');
    expect(parseMotionOptions({ rescan: 'results/yard.job.json', roi, out: 'elsewhere' }).out).toBe('elsewhere');
  });

  test('what is typed is laid over what the job had, field by field; files are made only when asked for anew', () => {
    const former = JobOptions.parse({
      ...{ segmentSeconds: 5, crf: 10, mode: 'split' },
      regions: [{ name: 'gate', polygon: [[0, 0], [1, 0], [1, 1]] }],
      masks: [{ polygon: [[0, 0], [0.5, 0], [0.5, 0.5]] }],
      motion: { sensitivity: 3, maxGapSeconds: 7, clips: 'exact', annotate: true },
    }); // prettier-ignore
    const rescan = 'yard.job.json';
    expect(parseMotionOptions({ rescan, maxGap: '1' }).jobOptions(former)).toMatchObject({
      ...{ segmentSeconds: 86_400, kernels: ['motion'], regions: former.regions, masks: former.masks },
      motion: { sensitivity: 3, maxGapSeconds: 1, clips: 'none', annotate: false },
    });
    const { regions, masks } = parseMotionOptions({ rescan, roi: ['door: 0,0 1,0 0,1'] }).jobOptions(former);
    expect(regions.map(({ name }) => name)).toEqual(['door']);
    expect(masks).toEqual(former.masks);
  });

  test('somebody may stand for as long as ten minutes', () => {
    expect(parseMotionOptions({ maxStand: '600' }).jobOptions().motion.maxStandSeconds).toBe(600);
  });

  test.each([
    [{ rescan: 'yard.job.json' }, 'would find the same'],
    [{ maxStand: '-1' }, '--max-stand "-1"'],
    [{ maxStand: '600.5' }, '--max-stand "600.5"'],
    [{ segmentSeconds: '0' }, '--segment-seconds "0"'],
    [{ clips: 'short' }, '--clips "short"'],
    [{ roi: ['0,0'] }, '--roi: Region "0,0" has 1 corner'],
    [{ out: '' }, '--out ""'],
  ])('refuses %j, naming the option and the value', (wrong, message) => {
    const parse = () => parseMotionOptions(wrong);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});
