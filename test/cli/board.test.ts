import { PassThrough } from 'node:stream';
import { type Row, openBoard, printable, rowsOf } from '../../cli/board';

const row = (done: number, note = 'reading'): Row => ({ name: 'a.mp4', done, total: 10, amount: `${done}/10 frames`, note }); // prettier-ignore

/** A stream that keeps what is written, and is a terminal if you like. */
function streamOf(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 10 });
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  // What a pipe lacks of a terminal, a board doesn't ask for.
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => Buffer.concat(pieces).toString() };
}

test('where lines stay: one for each phase and tenth, and none for parts', () => {
  const { stream, text } = streamOf(false);
  const board = openBoard(stream, false);
  for (const done of [0, 0, 1, 2, 10]) board.show([row(done), { ...row(done), name: 'segment 0', isPart: true }]);
  board.show([{ ...row(0, 'joining'), total: 0 }]);
  expect(board.say('done')).toBe(false);
  board.end();
  expect(text().split('\n')).toEqual([
    ...[0, 1, 2, 10].map((done) => `a.mp4: ${done}/10 frames, reading`),
    'a.mp4: joining',
    '',
  ]);
});

test('on a terminal: bars, lines above them, and nothing left at the end', () => {
  const { stream, text } = streamOf(true);
  const board = openBoard(stream, false);
  board.show([row(5), { ...row(1), name: 'segment 0', isPart: true }]);
  board.show([row(5)]);
  expect(board.say('SUCCEEDED: b.mp4')).toBe(true);
  board.end();
  board.end();
  expect(text()).toMatch(/SUCCEEDED: b\.mp4/);
  expect(text()).toMatch(/a\.mp4 █{10}░{10} {2}50% 5\/10 frames, reading/);
  // No colours; the cursor is shown again, and what was drawn is cleared away.
  // eslint-disable-next-line no-control-regex -- what a terminal is told
  expect(text()).not.toMatch(/\x1b\[\d+m/);
  expect(text().lastIndexOf('\x1b[?25h')).toBeGreaterThan(text().lastIndexOf('\x1b[?25l'));
  expect(text().endsWith('\x1b[0J')).toBe(true);
});

test('quiet: nothing', () => {
  const { stream, text } = streamOf(true);
  const board = openBoard(stream, true);
  board.show([row(5)]);
  expect([board.say('x'), text()]).toEqual([false, '']);
});

test('a name can’t command the terminal', () => {
  expect(printable('a\x1b[2J\nb.mp4')).toBe('a?[2J?b.mp4');
  expect([rowsOf(streamOf(true).stream), rowsOf(streamOf(false).stream)]).toEqual([9, Infinity]);
});
