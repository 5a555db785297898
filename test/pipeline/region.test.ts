import fc from 'fast-check';
import { PipelineError } from '../../pipeline/errors';
import { type Point, Region, area, parseMask, parseRegion, wholePicture } from '../../pipeline/region';

const refusal = (text: string, parse: (text: string) => unknown = parseRegion): PipelineError => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error(`"${text}" was accepted`);
};

const corners = '0,0 1,0 0.5,1';
const polygon: Point[] = [[0, 0], [1, 0], [0.5, 1]]; // prettier-ignore
const usual = { sensitivity: 1, minSize: 0.00016 };

describe('parseRegion', () => {
  test('reads corners with any white space between them', () => {
    expect(parseRegion(' 0,0  1,0\n0.5,1e0 ')).toEqual({ polygon, ...usual });
  });

  test('reads corners as numbers are written anywhere', () => {
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
    const polygons = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 100 });
    fc.assert(
      fc.property(polygons, (some) => {
        const polygon = some.map(([x, y]): Point => [x + 0, y + 0]);
        fc.pre(area(polygon) > 1e-6);
        expect(parseRegion(polygon.map(([x, y]) => `${x},${y}`).join(' '))).toEqual({ polygon, ...usual });
      }),
    );
  });

  test.each([
    [`door: ${corners}`, { name: 'door' }],
    [`door:${corners}`, { name: 'door' }],
    [`  back   door : ${corners}`, { name: 'back door' }],
    [`gate at 12:30: ${corners}`, { name: 'gate at 12:30' }],
    [`:${corners}`, {}],
    [`door sensitivity=2 min-size=0.001: ${corners}`, { name: 'door', sensitivity: 2, minSize: 0.001 }],
    [`min-size=0.001 sensitivity=.5 back door: ${corners}`, { name: 'back door', sensitivity: 0.5, minSize: 0.001 }],
    [`back min-size=1e-3 door: ${corners}`, { name: 'back door', minSize: 0.001 }],
    [`sensitivity=10:${corners}`, { sensitivity: 10 }],
    [`Tür: ${corners}`, { name: 'Tür' }],
  ])('reads "%s"', (text, expected) => {
    expect(parseRegion(text)).toEqual({ polygon, ...usual, ...expected });
  });

  test.each([
    ['', 'Region "" has 0 corners.'],
    ['door:', 'Region "door:" has 0 corners.'],
    ['door', 'has 1 corner.'],
    ['0,0', 'Region "0,0" has 1 corner.'],
    ['0,0 1,1', 'Region "0,0 1,1" has 2 corners.'],
    ['0,0 1,0 1,2', 'has the corner "1,2", which lies outside the picture.'],
    ['0,0 1,0 1,-0.1', 'has the corner "1,-0.1", which lies outside the picture.'],
    ['0,0 1,0 1,1e999', 'has the corner "1,1e999", which lies outside the picture.'],
    ['0,0 1,0 1;1', 'has the corner "1;1", which is no pair x,y.'],
    ['0,0 1,0 0.5.5,1', 'has the corner "0.5.5,1"'],
    ['0,0 1,0 1,1,1', 'has the corner "1,1,1"'],
    ['0,0 1,0 1,', 'has the corner "1,"'],
    ['0,0 1,0 0x1,1', 'has the corner "0x1,1"'],
    ['0,0 0.5,0.5 1,1', 'encloses no area'],
    [Array.from({ length: 101 }, () => '0,0').join(' '), 'has 101 corners, more than 100'],
    [`${'x'.repeat(61)}: ${corners}`, 'has a name of 61 characters, more than 60'],
    [`door sensitivity=11: ${corners}`, 'has "sensitivity=11". Sensitivity goes from 0.1 to 10'],
    [`door sensitivity=: ${corners}`, 'has "sensitivity=". Sensitivity goes from 0.1 to 10'],
    [`door min-size=2: ${corners}`, 'has "min-size=2". The smallest size is a fraction of the picture, from 0 to 1'],
    [`door min-size=big: ${corners}`, 'has "min-size=big". The smallest size is a fraction'],
    [`sensitivity=1 door sensitivity=2: ${corners}`, 'says sensitivity twice'],
    [`door sensitvity=2: ${corners}`, 'has the setting "sensitvity=2"; there are sensitivity= and min-size='],
  ])('refuses "%s", naming the value and what is wrong', (text, why) => {
    const { name, message, figures } = refusal(text);
    expect(name).toBe('InvalidRegion');
    expect(message).toContain(`Region "${text}"`);
    expect(message).toContain(why);
    expect(message).toContain('Give at least 3 corners x,y from 0 to 1, for instance "0.1,0.1 0.9,0.1 0.5,0.9"');
    expect(figures).toEqual({ region: text });
  });

  test('what messages give as an example is a region', () => {
    const examples = [...refusal('x').message.matchAll(/"([^"]+,[^"]*\d)"/g)].map(([, example = '']) =>
      parseRegion(example),
    );
    expect(examples).toMatchObject([{ name: undefined }, { name: 'door' }]);
  });
});

describe('parseMask', () => {
  test.each([
    [corners, { polygon }],
    [`clock: ${corners}`, { name: 'clock', polygon }],
    [` swaying tree :${corners}`, { name: 'swaying tree', polygon }],
  ])('reads "%s"', (text, expected) => {
    expect(parseMask(text)).toEqual(expected);
  });

  test.each([
    ['clock: 0,0 1,1', 'has 2 corners'],
    ['clock: 0,0 1,0 3,1', 'has the corner "3,1", which lies outside the picture'],
    [`clock sensitivity=2: ${corners}`, 'has the setting "sensitivity=2"; masks have none'],
  ])('refuses "%s", naming the value and what is wrong', (text, why) => {
    const { name, message } = refusal(text, parseMask);
    expect(name).toBe('InvalidRegion');
    expect(message).toContain(`Mask "${text}" ${why}`);
  });
});

describe('Region', () => {
  test('the whole picture is one', () => {
    expect(Region.parse(wholePicture)).toEqual(wholePicture);
    expect(area(wholePicture.polygon)).toBe(1);
  });
});

describe('area', () => {
  test('is the fraction of the picture, whichever way round the corners go', () => {
    const square: Point[] = [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]]; // prettier-ignore
    expect(area(square)).toBe(0.25);
    expect(area(square.toReversed())).toBe(0.25);
  });
});
