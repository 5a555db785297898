import { runForText } from '../../media/run';
import { cellExpression, cellOf, firstOfCells, pictureGrid } from '../../pipeline/picture-grid';
import { randomNumbers } from '../kernels/motion/pictures';
import { tools } from '../tools';

const bases = [
  ['1/90000', { numerator: 1, denominator: 90_000 }],
  ['1001/30000', { numerator: 1001, denominator: 30_000 }],
  ['1/1000000000', { numerator: 1, denominator: 1_000_000_000 }],
  ['1/25', { numerator: 1, denominator: 25 }],
] as const;

/** With whole numbers of any size. */
const exactCell = (
  { numerator, denominator }: { numerator: number; denominator: number },
  everyMs: number,
  ticks: number,
) => Number((BigInt(ticks) * BigInt(numerator) * 1000n) / (BigInt(denominator) * BigInt(everyMs)));

async function chosen(grid: ReturnType<typeof pictureGrid>, times: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for await (const { pts } of firstOfCells(grid, times.map((pts) => ({ pts })))) found.push(pts); // prettier-ignore
  return found;
}

describe('the grid of pictures', () => {
  test.each(bases)('a time on a border of %s begins a cell, one tick before it is in the last one', (_, timeBase) => {
    for (const everyMs of [40, 333, 1000, 1001, 3_600_000]) {
      const grid = pictureGrid({ startPts: -777, timeBase }, everyMs / 1000);
      expect(grid.everyMs).toBe(everyMs);
      for (const cell of [0, 1, 7, 23, 24 * 3600]) {
        const border = Math.ceil((cell * everyMs * timeBase.denominator) / (1000 * timeBase.numerator));
        for (const ticks of [border, border - 1].filter((ticks) => ticks >= 0)) {
          expect(cellOf(grid, ticks - 777)).toBe(exactCell(timeBase, everyMs, ticks));
        }
      }
    }
  });

  test.each(bases)('ffmpeg computes the same in %s', async (name, timeBase) => {
    const { ffmpeg } = await tools();
    const [startPts, everyMs] = [-123_456, 40];
    const grid = pictureGrid({ startPts, timeBase }, everyMs / 1000);
    // 300 frames, a few of them in each cell, at times that don't fit anything.
    const step = Math.max(1, Math.round((0.0123 * timeBase.denominator) / timeBase.numerator));
    const times = Array.from({ length: 300 }, (_, frame) => startPts + frame * step + Math.floor((frame * frame) / 7));
    const source = `nullsrc=s=16x16:r=25:d=12,settb=${name},setpts='N*${step}+floor(N*N/7)+(${startPts})'`;
    const select = `select='isnan(prev_selected_pts)+gt(${cellExpression(grid, 'pts')},${cellExpression(grid, 'prev_selected_pts')})'`;
    const text = await runForText(ffmpeg.path, [
      ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'nullsrc=s=16x16:r=25:d=0.04', '-copyts'],
      ...['-filter_complex', `${source},${select}[out]`, '-map', '[out]', ...ffmpeg.passFrames],
      ...['-enc_time_base', name, '-c:v', 'wrapped_avframe', '-f', 'framecrc', '-'],
    ]);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const found = lines.map((line) => Number(line.split(',')[2]));
    const expected = times.filter((pts, frame) => {
      const cell = (time: number) => exactCell(timeBase, everyMs, time - startPts);
      return frame === 0 || cell(pts) > cell(times[frame - 1]!);
    });
    expect(found).toEqual(expected);
    expect(await chosen(grid, times)).toEqual(expected);
  });

  test('however a video is cut, the first of each cell remain: each piece has taken its own first frame, too', async () => {
    const timeBase = { numerator: 1, denominator: 1000 };
    const grid = pictureGrid({ startPts: 500, timeBase }, 1);
    const random = randomNumbers(8);
    const times = Array.from({ length: 500 }, () => 500 + Math.floor(random() * 60_000));
    times.sort((a, b) => a - b);
    const frames = [500, ...new Set(times.filter((time) => time > 500))];
    const whole = await chosen(grid, frames);
    expect(whole.length).toBeGreaterThan(50);
    for (let round = 0; round < 20; round += 1) {
      const borders = Array.from({ length: 6 }, () => Math.floor(random() * frames.length)).sort((a, b) => a - b);
      const picked: number[] = [];
      for (const [piece, border] of [0, ...borders].entries()) {
        picked.push(...(await chosen(grid, frames.slice(border, borders[piece] ?? frames.length))));
      }
      expect(await chosen(grid, picked)).toEqual(whole);
    }
  });

  test('a clock that goes back begins no cell anew', async () => {
    const grid = pictureGrid({ startPts: 0, timeBase: { numerator: 1, denominator: 10 } }, 1);
    expect(await chosen(grid, [0, 9, 10, 12, 8, 19, 20])).toEqual([0, 10, 20]);
  });
});
