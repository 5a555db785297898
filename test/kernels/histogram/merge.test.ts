import { RecordBatchReader, tableFromIPC } from 'apache-arrow';
import { packCounts } from '../../../kernels/histogram/record';
import { ShotList } from '../../../kernels/histogram/shots';
import type { Plan } from '../../../pipeline/plan';
import { mediaInfo, planOf } from '../../pipeline/examples';
import { temporaryFolder } from '../../tools';
import { type Given, histogramOptions, mergeLines } from './run-histogram';

/** A video whose clock begins at 5000, in thousandths of a second, 25 frames a second. */
const planWith = (frames: number, given: Given): Plan => {
  const timeBase = { numerator: 1, denominator: 1000 };
  const stream = { timeBase, startPts: 5000, endPts: 5000 + 40 * frames, frameCount: frames };
  const plan = planOf({ kernels: ['histogram'] }, mediaInfo({ durationSeconds: frames / 25 }, stream));
  return { ...plan, options: { ...plan.options, histogram: histogramOptions(given) } };
};

/** Two scenes: in the second half other bins are full. */
const countsOf = (frame: number, frames: number, length: number): Uint32Array =>
  Uint32Array.from({ length }, (_, bin) => (bin % 2 === (frame < frames / 2 ? 0 : 1) ? 100_000 + frame : bin));

const linesOf = (frames: number, length: number): string[] =>
  Array.from({ length: frames }, (_, frame) => {
    return JSON.stringify({ pts: 5000 + 40 * frame, counts: packCounts(countsOf(frame, frames, length)) });
  });

describe('merging histograms', () => {
  const folder = temporaryFolder();

  test('frames are numbered, their times count from the video’s first frame', async () => {
    const left = await mergeLines(planWith(50, { channels: 'yuv', bins: 32 }), linesOf(50, 96), folder());
    expect([...left.keys()]).toEqual(['job-1/gate.histogram.ndjson', 'job-1/gate.shots.json']);
    const lines = String(left.get('job-1/gate.histogram.ndjson')).split('\n');
    expect(lines).toHaveLength(51);
    const counts = [...countsOf(7, 50, 96)];
    const told = {
      frame: 7,
      pts: 5280,
      time: 0.28,
      y: counts.slice(0, 32),
      u: counts.slice(32, 64),
      v: counts.slice(64),
    };
    expect(lines[7]).toBe(JSON.stringify(told));
  });

  test('the list of shots is as its schema says', async () => {
    const left = await mergeLines(planWith(50, {}), linesOf(50, 48), folder());
    const { video, shots } = ShotList.parse(JSON.parse(String(left.get('job-1/gate.shots.json'))));
    expect(video).toEqual({ frameCount: 50, durationSeconds: 2, timeBase: '1/1000' });
    expect(shots).toHaveLength(1);
  });

  test('a scene that ends is found by its frame', async () => {
    const dark = new Uint32Array(48).map((_, bin) => (bin % 16 < 2 ? 500 : 0));
    const bright = new Uint32Array(48).map((_, bin) => (bin % 16 > 12 ? 500 : 0));
    const lines = Array.from({ length: 50 }, (_, frame) => {
      return JSON.stringify({ pts: 5000 + 40 * frame, counts: packCounts(frame < 20 ? dark : bright) });
    });
    const left = await mergeLines(planWith(50, {}), lines, folder());
    const { shots } = ShotList.parse(JSON.parse(String(left.get('job-1/gate.shots.json'))));
    expect(shots.map(({ start, end, startPts, distance }) => [start, end, startPts, distance])).toEqual([
      [0, 0.8, 5000, 0],
      [0.8, 2, 5800, 1],
    ]);
  });

  test('the Arrow file says what the lines say, in batches', async () => {
    const frames = 1500;
    const left = await mergeLines(planWith(frames, { arrow: true }), linesOf(frames, 48), folder());
    const bytes = left.get('job-1/gate.histogram.arrow')!;
    const table = tableFromIPC(bytes);
    expect(table.schema.fields.map((field) => `${field.name}: ${String(field.type)}`)).toEqual([
      'frame: Uint32',
      'pts: Int64',
      'time: Float64',
      ...['red', 'green', 'blue'].map((channel) => `${channel}: FixedSizeList[16]<Uint32>`),
    ]);
    expect([...RecordBatchReader.from(bytes)].map(({ numRows }) => numRows)).toEqual([1024, 476]);
    const list = (column: string, row: number) => [...(table.getChild(column)!.get(row) as Iterable<number>)];
    const lines = String(left.get('job-1/gate.histogram.ndjson')).trimEnd().split('\n');
    const told = lines.map((_, row) => {
      const [frame, pts, time] = ['frame', 'pts', 'time'].map((column) => Number(table.getChild(column)!.get(row)));
      return { frame, pts, time, red: list('red', row), green: list('green', row), blue: list('blue', row) };
    });
    expect(told.map((row) => JSON.stringify(row))).toEqual(lines);
  });

  test('records of other bins than the plan’s are refused', async () => {
    const merged = mergeLines(planWith(50, { bins: 32 }), linesOf(50, 48), folder());
    await expect(merged).rejects.toThrow('48 counts, not 96');
  });
});
