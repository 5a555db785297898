import { colorOf, drawObjects } from '../../../kernels/objects/draw-objects';
import { lettersOf } from '../../../kernels/objects/letters';

describe('objects are drawn', () => {
  const size = { width: 60, height: 40 };
  const draw = (box: [number, number, number, number], name = 'a') => {
    const pixels = new Uint8Array(60 * 40 * 3).fill(9);
    drawObjects(pixels, size, [{ class: 0, name, score: 0.5, box }]);
    return (x: number, y: number) => [...pixels.subarray(3 * (y * 60 + x), 3 * (y * 60 + x) + 3)];
  };
  const color = [...colorOf(0)];
  const untouched = [9, 9, 9];

  test('as a frame within the box, with a label above', () => {
    const at = draw([0.1, 0.5, 0.9, 1]);
    for (const [x, y] of [[6, 20], [53, 20], [6, 39], [53, 39], [30, 39], [6, 30]] as const) expect(at(x, y)).toEqual(color); // prettier-ignore
    for (const [x, y] of [
      [7, 21],
      [52, 38],
      [5, 20],
      [54, 30],
    ] as const)
      expect(at(x, y)).toEqual(untouched);
    // Seven rows above the box are the label: a margin, then the A with its dot in the middle.
    expect([at(7, 13), at(8, 14), at(7, 14)]).toEqual([color, [0, 0, 0], color]);
    expect(at(7, 12)).toEqual(untouched);
  });

  test('with the label inside where there is no room above, and never beside the picture', () => {
    const at = draw([0.5, 0, 1, 1], 'much too long for it');
    expect(at(0, 0)).toEqual(color);
    expect(at(0, 7)).toEqual(untouched);
  });

  test('even where a box is a line, or reaches beyond', () => {
    expect(draw([1, 1, 1, 1])(0, 0)).toEqual(untouched);
    expect(draw([0, 0, 1, 1])(59, 39)).toEqual(color);
  });

  test('each class has its colour', () => {
    expect(colorOf(0)).toEqual([255, 64, 64]);
    const all = Array.from({ length: 80 }, (_, number) => colorOf(number).join());
    expect(new Set(all).size).toBe(80);
    expect(Math.min(...all.flatMap((text) => text.split(',').map(Number)))).toBeGreaterThanOrEqual(63);
  });

  test('letters are capitals, without accents', () => {
    const picture = (text: string) =>
      lettersOf(text).map(
        (dots) =>
        [0, 1, 2, 3, 4].map((row) => [0, 1, 2].map((column) => (dots.some((dot) => dot[0] === row && dot[1] === column) ? '#' : '.')).join('')), // prettier-ignore
      );
    expect(picture('é1')).toEqual([['###', '#..', '##.', '#..', '###'], ['.#.', '##.', '.#.', '.#.', '###']]); // prettier-ignore
    expect(picture('Z')).toEqual(picture('z'));
    expect(picture('猫')).toEqual(picture('?'));
    const known = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_ ';
    expect(new Set(picture(known).map((rows) => rows.join())).size).toBe(known.length);
  });
});
