import { boxCenter, common, grown, sizeOf, union } from '../../pipeline/box';
import type { Box } from '../../pipeline/motion';

const box: Box = [0.25, 0.25, 0.5, 0.75];

describe('what boxes have in common', () => {
  test.each<[string, Box, number]>([
    ['themselves', box, 0.125],
    ['one within the other', [0.25, 0.5, 0.375, 0.625], 0.015625],
    ['a corner', [0.375, 0.5, 1, 1], 0.03125],
    ['an edge only', [0.5, 0.25, 0.75, 0.75], 0],
    ['a corner’s point only', [0.5, 0.75, 1, 1], 0],
    ['only the columns', [0.25, 0.875, 0.5, 1], 0],
    // Two negative sides must not make an area.
    ['neither columns nor rows', [0.75, 0.875, 1, 1], 0],
  ])('%s', (_what, other, area) => {
    expect(common(box, other)).toBe(area);
    expect(common(other, box)).toBe(area);
  });
});

test('the union is around both, also where they lie apart', () => {
  expect(union([0.1, 0.6, 0.2, 0.7], [0.4, 0.2, 0.5, 0.65])).toEqual([0.1, 0.2, 0.5, 0.7]);
  expect(union(box, [0.3, 0.3, 0.4, 0.4])).toEqual(box);
});

test('a box grows on each side, also beyond the picture', () => {
  expect(grown([0, 0.5, 0.5, 1], 0.25)).toEqual([-0.25, 0.25, 0.75, 1.25]);
});

test('its size is a fraction of the picture', () => {
  expect(sizeOf(box)).toBe(0.125);
  expect(sizeOf([0, 0, 1, 1])).toBe(1);
});

test('its centre is in widths of the picture, both ways', () => {
  expect(boxCenter(box, 0.5)).toEqual([0.375, 0.25]);
});
