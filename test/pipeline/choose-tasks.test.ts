import fc from 'fast-check';
import { chooseTasks, chooseWay } from '../../pipeline/choose-tasks';
import { PipelineError } from '../../pipeline/errors';
import { type Conditions, type WeighedKernel, estimateWay } from '../../pipeline/estimate-task';
import type { JobOptions } from '../../pipeline/job-options';
import type { Segment } from '../../pipeline/segment';
import { jobOptions, mediaInfo } from './examples';

/** The work that these do is invented; who does it is what is chosen here. */
const kernel = (name: string, perVideoSecond: number, more: Partial<WeighedKernel<string>> = {}) =>
  ({ name, cost: { perVideoSecond }, looksAround: false, inspects: false, ...more }) satisfies WeighedKernel<string>;
const inspector = (name: string, perPicture: number, picturesPerSecond = 1) =>
  kernel(name, 0.01, { inspects: true, cost: { perVideoSecond: 0.01, perPicture, picturesPerSecond } });

const encoder = kernel('encoder', 0.5);
const watcher = kernel('watcher', 0.06, { looksAround: true });

/** Segments of 1080p30 in H.264, one after the other, and tasks of 2 vCPUs on Spot. */
function conditions(
  { segmentSeconds = 60, count = 3, width = 1920, height = 1080 } = {},
  capacity: Conditions['capacity'] = { vcpus: 2, spotShare: 1 },
): Conditions {
  const [durationSeconds, rate] = [count * segmentSeconds, 12_800];
  const segments = Array.from({ length: count }, (_, index): Segment => {
    const [start, end] = [index * segmentSeconds, (index + 1) * segmentSeconds];
    const ticks = Math.round(start * rate);
    return {
      ...{ index, start: index === 0 ? null : ticks, end: index === count - 1 ? null : Math.round(end * rate) },
      ...{ seek: index === 0 ? null : ticks, warmUpSeek: index === 0 ? null : Math.max(0, ticks - 5 * rate) },
      ...{ lookAheadEnd: null, announcedFrames: null, timeRange: { start, end } },
    };
  });
  const frameCount = Math.max(1, Math.round(durationSeconds * 30));
  const media = mediaInfo(
    { durationSeconds },
    { width, height, frameCount, endPts: Math.round(durationSeconds * rate) },
  );
  return { media, segments, capacity };
}

const auto: Pick<JobOptions, 'mode' | 'inspect'> = { mode: 'auto', inspect: 'auto' };
const choose = (
  kernels: readonly WeighedKernel<string>[],
  asked: Partial<typeof auto> = {},
  given: Conditions = conditions(),
  unknownModels: readonly string[] = [],
) => chooseWay({ asked: { ...auto, ...asked }, kernels, unknownModels, conditions: given });

/** @returns the error's name and message */
function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof PipelineError) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error('It was allowed');
}

describe('chooseWay', () => {
  test('fuses what fits into a few minutes: each task more is a decode more', () => {
    const { mode, tasks, inspectIn, reason } = choose([encoder, watcher]);
    expect([mode, tasks, inspectIn]).toEqual(['fused', [['encoder', 'watcher']], 'task']);
    expect(reason).toMatch(
      /^fused: one decode for all kernels, about \d+ s and \$0\.00\d+ a segment; split into 2 tasks, about \d+ s and \$0\.00\d+ a segment$/,
    );
  });

  test('splits where kernels are heavy and segments long: then a decode more is little beside the time that it saves', () => {
    const heavy = ['a', 'b', 'c'].map((name) => kernel(name, 10));
    const { mode, tasks, reason } = choose(heavy, {}, conditions({ segmentSeconds: 600 }));
    expect([mode, tasks]).toEqual(['split', [['a'], ['b'], ['c']]]);
    expect(reason).toMatch(/^split: 3 tasks side by side, about .*; fused, about /);
    // In three fifths of the time, but for a sixth more money.
    expect(choose([kernel('a', 2), kernel('b', 2)]).mode).toBe('fused');
    // Of segments of a second, three tasks cost three minutes instead of one.
    expect(choose(heavy, {}, conditions({ segmentSeconds: 1 })).mode).toBe('fused');
  });

  test('inspects pictures in the task that decodes; a function is cheaper than one more task of a minute', () => {
    expect(choose([encoder, inspector('objects', 0.1)])).toMatchObject({ mode: 'fused', inspectIn: 'task' });
    const split = choose([encoder, watcher, inspector('objects', 0.1)], { mode: 'split' });
    expect(split).toMatchObject({ mode: 'split', tasks: [['encoder', 'objects'], ['watcher']], inspectIn: 'function' });
    expect(split.reason).toMatch(
      /^as asked, split: 2 tasks side by side, models in a function, about .*; fused, models in tasks, .*; split into 3 tasks, models in tasks, /,
    );
  });

  test('says so where there is only one kernel, and what it takes there and elsewhere', () => {
    const { mode, tasks, reason } = choose([inspector('objects', 0.1)], { mode: 'split' });
    expect([mode, tasks]).toEqual(['fused', [['objects']]]);
    expect(reason).toMatch(
      /^objects is the only kernel: one task, models in tasks, about \d+ s .*; models in a function, about \d+ s and \$0\.00\d+ a segment$/,
    );
  });

  test('splits nothing where all are sampled for a function by one task, unless asked to', () => {
    const both = [inspector('objects', 0.1), inspector('faces', 0.1)];
    expect(choose(both, { inspect: 'function' })).toMatchObject({ mode: 'fused', inspectIn: 'function' });
    const split = choose(both, { mode: 'split', inspect: 'function' });
    expect(split).toMatchObject({ mode: 'split', tasks: [['objects', 'faces']], inspectIn: 'function' });
    expect(split.reason).toMatch(/^as asked, split: 1 task, models in a function, /);
  });

  test('calls no function for what it can’t do', () => {
    const both = [encoder, inspector('objects', 0.1)];
    const split = { mode: 'split' } as const;
    expect(choose(both, split, conditions()).inspectIn).toBe('function');
    expect(choose(both, split, conditions(), ['objects, file:///m.onnx']).inspectIn).toBe('task');
    expect(choose([encoder, inspector('objects', 20)], split).inspectIn).toBe('task');
    expect(choose([encoder, inspector('objects', 0.001, 30)], split).inspectIn).toBe('task');
  });

  test('refuses a function that was asked for and can’t do it, and says what to do', () => {
    const asked = { inspect: 'function' } as const;
    const both = [encoder, inspector('objects', 0.1)];
    expect(refused(() => choose(both, asked, conditions(), ['objects, file:///m.onnx']))).toMatch(
      /^InvalidOptions: .*image: objects, file:\/\/\/m\.onnx\. Give them as s3:\/\/ URIs/,
    );
    expect(refused(() => choose([encoder, inspector('objects', 20)], asked))).toMatch(
      /^LimitExceeded: .*about 8\d\d s; .*at most 300 s .*segmentSeconds/,
    );
    expect(refused(() => choose([encoder, inspector('objects', 0.001, 30)], asked))).toMatch(
      /^LimitExceeded: .* 8\d\d\d MB, .* 1500 MB\. .*segmentSeconds/,
    );
    // Nobody inspects anything.
    expect(choose([encoder, watcher], asked).inspectIn).toBe('task');
  });

  describe('whatever the job', () => {
    const seconds = fc.double({ min: 0, max: 50, noNaN: true });
    const kernels = fc
      .uniqueArray(
        fc.record({
          name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
          cost: fc.record({ perVideoSecond: seconds, perPicture: seconds, picturesPerSecond: seconds }),
          looksAround: fc.boolean(),
          inspects: fc.boolean(),
        }),
        { selector: ({ name }) => name, minLength: 1 },
      )
      .map((list): WeighedKernel<string>[] => list);
    const given = fc
      .record({
        segmentSeconds: fc.oneof(fc.constant(0.04), fc.double({ min: 0.1, max: 3600, noNaN: true })),
        count: fc.integer({ min: 1, max: 20 }),
        width: fc.integer({ min: 1, max: 16_384 }),
        height: fc.integer({ min: 1, max: 16_384 }),
        vcpus: fc.constantFrom(0.25, 0.5, 1, 2, 4, 8, 16),
        spotShare: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ vcpus, spotShare, ...video }) => conditions(video, { vcpus, spotShare }));
    const mode = fc.constantFrom('auto', 'fused', 'split');
    const inspect = fc.constantFrom('auto', 'task');
    const models = fc.constantFrom([], ['objects, file:///m.onnx']);

    test('every kernel is in one task, no task is empty, and what was asked for holds', () => {
      fc.assert(
        fc.property(kernels, given, mode, inspect, models, (list, given, mode, inspect, unknown) => {
          const choice = choose(list, { mode, inspect }, given, unknown);
          expect(choice.tasks.flat().toSorted()).toEqual(list.map(({ name }) => name).toSorted());
          expect(choice.tasks.every(({ length }) => length > 0)).toBe(true);
          if (choice.mode === 'fused') expect(choice.tasks).toHaveLength(1);
          if (list.length === 1) expect(choice.mode).toBe('fused');
          else if (mode !== 'auto') expect(choice.mode).toBe(mode);
          if (inspect === 'task' || unknown.length > 0) expect(choice.inspectIn).toBe('task');
          if (choice.inspectIn === 'function') {
            expect(list.some(({ inspects }) => inspects)).toBe(true);
          }
          const sampled = list.filter(({ inspects }) => inspects && choice.inspectIn === 'function');
          // Beside those that are sampled, one each.
          const own = choice.tasks.map(
            (task) => task.filter((name) => !sampled.some((one) => one.name === name)).length,
          );
          if (choice.mode === 'split')
            expect(own.every((count) => count === 1) || sampled.length === list.length).toBe(true);
          expect(choice.reason).toMatch(/ about \d+ s and \$[\d.,]+ a segment/);
          expect(choice.reason).not.toMatch(/NaN|∞|undefined/);
        }),
      );
    });

    test('nothing is cheaper, except by a tenth what takes half as long again', () => {
      fc.assert(
        fc.property(kernels, given, inspect, (list, given, inspect) => {
          const estimate = (asked: Partial<typeof auto>) => {
            const { mode, inspectIn, tasks } = choose(list, { inspect, ...asked }, given);
            const weighed = tasks.map((names) => list.filter(({ name }) => names.includes(name)));
            return estimateWay({ mode, inspectIn, tasks: weighed }, given);
          };
          const chosen = estimate({});
          for (const mode of ['fused', 'split'] as const) {
            for (const other of [estimate({ mode }), estimate({ mode, inspect: 'task' })]) {
              if (other.dollars >= chosen.dollars) continue;
              expect(chosen.dollars).toBeLessThanOrEqual(other.dollars * 1.1);
              expect(chosen.seconds).toBeLessThan(other.seconds);
            }
          }
        }),
      );
    });
  });
});

describe('chooseTasks', () => {
  test('weighs the registered kernels by what they say of themselves', () => {
    const choice = chooseTasks({
      options: jobOptions({ kernels: ['grayscale', 'motion'] }),
      models: [],
      ...conditions(),
    });
    expect(choice).toMatchObject({ mode: 'fused', tasks: [['grayscale', 'motion']], inspectIn: 'task' });
    const asked = jobOptions({ kernels: ['grayscale', 'motion'], mode: 'split' });
    const split = chooseTasks({ options: asked, models: [], ...conditions() });
    expect(split).toMatchObject({ mode: 'split', tasks: [['grayscale'], ['motion']], inspectIn: 'task' });
  });
});
