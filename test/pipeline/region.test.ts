import fc from 'fast-check';
import { PipelineError } from '../../pipeline/errors';
import { type Point, area, formatRegion, parseRegion } from '../../pipeline/region';

const refusal = (text: string): PipelineError => {
  try {
    parseRegion(text);
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
};

describe('parseRegion', () => {
  test('reads corners with any white space between them', () => {
    expect(parseRegion(' 0,0  1,0\n0.5,1e0 ')).toEqual({ polygon: [[0, 0], [1, 0], [0.5, 1]] }); // prettier-ignore
  });

  test('reads what formatRegion writes', () => {
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
    const polygons = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 100 });
    fc.assert(
      fc.property(polygons, (corners) => {
        const polygon = corners.map(([x, y]): Point => [x + 0, y + 0]);
        fc.pre(area(polygon) > 1e-6);
        expect(parseRegion(formatRegion({ polygon }))).toEqual({ polygon });
      }),
    );
  });

  test.each([
    ['', 'Region "" has 0 corners.'],
    ['0,0', 'Region "0,0" has 1 corner.'],
    ['0,0 1,1', 'Region "0,0 1,1" has 2 corners.'],
    ['0,0 1,0 1,2', 'has the corner "1,2", which is no pair x,y from 0 to 1'],
    ['0,0 1,0 1,-0.1', 'has the corner "1,-0.1"'],
    ['0,0 1,0 1;1', 'has the corner "1;1"'],
    ['0,0 1,0 0.5.5,1', 'has the corner "0.5.5,1"'],
    ['0,0 1,0 1,1,1', 'has the corner "1,1,1"'],
    ['0,0 0.5,0.5 1,1', 'encloses no area'],
    [Array.from({ length: 101 }, () => '0,0').join(' '), 'has 101 corners, more than 100'],
  ])('refuses "%s", naming the value and what is wrong', (text, why) => {
    const { name, message, figures } = refusal(text);
    expect(name).toBe('InvalidRegion');
    expect(message).toContain(why);
    expect(message).toContain('Give at least 3 corners x,y from 0 to 1');
    expect(figures).toEqual({ region: text });
  });
});

describe('area', () => {
  test('is the fraction of the picture, whichever way round the corners go', () => {
    const square: Point[] = [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]]; // prettier-ignore
    expect(area(square)).toBe(0.25);
    expect(area(square.toReversed())).toBe(0.25);
  });
});
