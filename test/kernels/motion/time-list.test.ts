import { TimeList } from '../../../kernels/motion/time-list';

test('keeps all times in order, however many', () => {
  const times = new TimeList();
  expect([...times.all]).toEqual([]);
  const expected = Array.from({ length: 5000 }, (_, frame) => frame * 3 - 7);
  for (const time of expected) times.add(time);
  expect([...times.all]).toEqual(expected);
});
