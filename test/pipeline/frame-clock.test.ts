import { FrameClock } from '../../pipeline/frame-clock';

/** More than fit into one block. */
const count = 150_000;
const clock = new FrameClock();
for (let frame = 0; frame < count; frame += 1) clock.add(frame * 0.04);

describe('FrameClock', () => {
  test.each([
    ['before the first', -1, 0],
    ['of the first', 0, 0],
    ['between two: the later', 0.05, 2],
    ['of one', 4, 100],
    ['that lacks less than half a microsecond', 4 + 4e-7, 100],
    ['where the second block begins', 65_536 * 0.04, 65_536],
    ['of the last', (count - 1) * 0.04, count - 1],
    ['after the last: none', count * 0.04, count],
  ])('finds the frame at a time %s', (_, time, frame) => expect(clock.firstFrom(time)).toBe(frame));

  test('without frames there is none to find', () => expect(new FrameClock().firstFrom(0)).toBe(0));
});
