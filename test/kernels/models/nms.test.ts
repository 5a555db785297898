import { type Candidate, sharedPart, suppress } from '../../../kernels/models/nms';

const at = (x: number, score: number, kind = 0): Candidate => ({ box: [x, 0, x + 10, 10], score, class: kind });

describe('non-maximum suppression', () => {
  test('keeps the best of boxes that overlap, and those that don’t', () => {
    const [a, b, c] = [at(0, 0.7), at(2, 0.9), at(30, 0.3)];
    expect(suppress([a, b, c], { overlap: 0.45, most: 300 })).toEqual([b, c]);
  });

  test('what is suppressed suppresses nothing', () => {
    const [best, middle, far] = [at(0, 0.9), at(3, 0.8), at(6, 0.7)];
    expect(suppress([best, middle, far], { overlap: 0.5, most: 300 })).toEqual([best, far]);
  });

  test('boxes of other classes may lie on top of each other', () => {
    const [cat, dog] = [at(0, 0.5, 0), at(0, 0.6, 1)];
    expect(suppress([cat, dog], { overlap: 0.1, most: 300 })).toEqual([dog, cat]);
  });

  test('boxes that share just the given part stay, with a little more they go', () => {
    // 10 wide, 5 apart: 50 of 150.
    const pair = [at(0, 0.9), at(5, 0.8)];
    expect(sharedPart(pair[0]!.box, pair[1]!.box)).toBe(1 / 3);
    expect(suppress(pair, { overlap: 1 / 3, most: 300 }).length).toBe(2);
    expect(suppress(pair, { overlap: 0.333, most: 300 }).length).toBe(1);
  });

  test('equals stay in the model’s order, and the best come first when there are too many', () => {
    const all = [at(0, 0.5), at(20, 0.9), at(40, 0.5), at(60, 0.9), at(80, 0.5)];
    expect(suppress(all, { overlap: 0.45, most: 4 })).toEqual([all[1], all[3], all[0], all[2]]);
    expect(suppress([at(1, 0.5), at(0, 0.5)], { overlap: 0.45, most: 4 })).toEqual([at(1, 0.5)]);
  });

  test('overlap 0 leaves no two that touch, 1 leaves all', () => {
    const all = [at(0, 0.5), at(0, 0.5), at(9, 0.4), at(10, 0.3)];
    expect(suppress(all, { overlap: 1, most: 9 })).toEqual(all);
    expect(suppress(all, { overlap: 0, most: 9 })).toEqual([all[0], all[3]]);
  });

  test('nothing is fine, and boxes that cover nothing share nothing', () => {
    expect(suppress([], { overlap: 0.5, most: 1 })).toEqual([]);
    expect(sharedPart([0, 0, 0, 0], [0, 0, 0, 0])).toBe(0);
    expect(sharedPart([5, 5, 1, 1], [0, 0, 9, 9])).toBe(0);
  });

  test('of thousands, no two that are left overlap', () => {
    const many = Array.from({ length: 20_000 }, (_, number) => at(number % 977, (number * 7919) % 10_007));
    const kept = suppress(many, { overlap: 0.45, most: 50 });
    expect(kept.length).toBe(50);
    for (const one of kept) expect(kept.filter((other) => sharedPart(one.box, other.box) > 0.45)).toEqual([one]);
  });
});
