import { noTally } from '../../../bench/motion/score';
import { type Row, heading, joinRows, line, rivalTotals, total } from '../../../bench/motion/table';

const row = (name: string, matched: number, rival: number): Row => ({
  name,
  tallies: {
    ours: { ...noTally, events: 4, found: 4, matched, boxFrames: 2, overlap: 1 },
    other: { ...noTally, events: 4, found: 8, matched: rival },
  },
});

const rows = [row('rain', 4, 1), row('snow', 2, 2), row('rain', 3, 3)];

test('seeds of a kind are one row, in the order of their first appearance', () => {
  expect(joinRows(rows).map(({ name, tallies }) => [name, tallies.ours?.events, tallies.ours?.matched])).toEqual([
    ['rain', 8, 7],
    ['snow', 4, 2],
  ]);
});

test('the total is the same whether kinds were joined before or not', () => {
  expect(total('all', joinRows(rows))).toEqual(total('all', rows));
  expect(total('all', rows).tallies.other).toMatchObject({ events: 12, found: 24, matched: 6 });
});

test('a row has all figures of ours and the F1 of rivals; each rival has a total of its own', () => {
  expect(line(total('all', rows)).split(/\s+/)).toEqual([
    'all',
    '12',
    '12',
    '0.750',
    '0.750',
    '0.750',
    '0.500',
    '0.333',
  ]);
  const [other] = rivalTotals(rows).map(line);
  expect(other?.split(/\s{2,}/)).toEqual(['all, by other', '12', '24', '0.250', '0.500', '0.333', '-']);
  expect(heading('scenes', ['ours', 'other'])).toContain('other F1');
});
