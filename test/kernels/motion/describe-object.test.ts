import { Components } from '../../../kernels/motion/components';
import { describeObject } from '../../../kernels/motion/describe-object';
import { MovingObject } from '../../../pipeline/motion';
import { type Rectangle, ground, lit, spot, withNoise, withPicture } from './pictures';

const [width, height] = [64, 48];
const at: Rectangle = { x: 20, y: 14, width: 16, height: 12 };
const still = ground(width, height);
const sameLevels = Int16Array.from({ length: 256 }, (_, level) => level);
const thing = withNoise(new Uint8Array(width * height).fill(220), 6, 5);
const everywhere = new Uint8Array(width * height).fill(1);
const within = ({ x, y, ...size }: Rectangle): Uint8Array =>
  everywhere.map((_, pixel) => {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    return Number(column >= x && column < x + size.width && row >= y && row < y + size.height);
  });

interface Given {
  background?: Uint8Array;
  mask?: Uint8Array;
  moving?: Uint8Array;
  interior?: Uint8Array;
}

/** What is said of the one thing that the mask shows. */
function described(frame: Uint8Array, { background = still, mask = within(at), ...given }: Given = {}): MovingObject {
  const measured = { frame, background, expected: sameLevels, moving: mask, interior: everywhere, ...given };
  const [component, ...more] = new Components(width, height).find(mask, measured, 1);
  expect(more).toEqual([]);
  const part = component!.area / (width * height);
  return describeObject(component!, width, height, [[0, part]]);
}

describe('describeObject', () => {
  const object = withPicture(withNoise(still, 2, 1), width, at, thing);

  test('says where it is and how large, as parts of the picture', () => {
    const { box, area } = described(object);
    expect(box).toEqual([0.3125, 0.291667, 0.5625, 0.541667]);
    expect(area).toBe(0.0625);
  });

  test('a thing has edges of its own, in focus, and hides the ground', () => {
    const { edge, sharp, alike, contrast } = described(object);
    expect(edge).toBeGreaterThan(0.3);
    expect(sharp).toBeGreaterThan(0.7);
    expect(sharp).toBeLessThan(1.5);
    expect(Math.abs(alike)).toBeLessThan(0.3);
    expect(contrast).toBeGreaterThan(70);
  });

  test('where a thing was, the background has the edges', () => {
    const { edge, sharp, alike } = described(still, { background: object });
    expect(edge).toBeLessThan(-0.3);
    expect(sharp).toBeGreaterThan(0.7);
    expect(Math.abs(alike)).toBeLessThan(0.3);
  });

  test('through a soft shadow the ground shows, and it has no edges', () => {
    const shadow = spot(28, 20, 24, 0.6);
    const frame = withNoise(lit(still, width, shadow), 1.5, 3);
    const mask = still.map((_, pixel) => Number(shadow(pixel % width, Math.floor(pixel / width)) < 0.85));
    const { edge, sharp, alike } = described(frame, { mask });
    expect(alike).toBeGreaterThan(0.5);
    expect(Math.abs(edge!)).toBeLessThan(0.3);
    expect(sharp).toBeLessThan(0.5);
  });

  test('the fainter thing is as sharp and as much a thing', () => {
    const flat = still.map(() => 100);
    const faint = (contrast: number) =>
      described(withPicture(flat, width, at, flat.map(() => 100 + contrast)), { background: flat }); // prettier-ignore
    expect(faint(20)).toEqual({ ...faint(120), contrast: 20 });
    expect(faint(20)).toMatchObject({ edge: 1, sharp: 1 });
  });

  test('an outline of which most is the region’s end tells nothing', () => {
    const inside = (left: number) => everywhere.map((_, pixel) => Number(pixel % width >= left));
    expect(described(object, { interior: inside(at.x + 4) })).toMatchObject({ edge: expect.any(Number) as number });
    const cut = described(object, { interior: inside(at.x + at.width - 1) });
    expect([cut.edge, cut.sharp]).toEqual([undefined, undefined]);
    expect(Object.keys(cut)).not.toContain('edge');
    expect(cut.alike).toBe(described(object).alike);
  });

  test('an outline of five pixels tells nothing, of six it does', () => {
    const row = (long: number) => described(object, { mask: within({ x: 20, y: 14, width: long, height: 1 }) });
    expect([row(5).edge, row(5).sharp, row(5).alike]).toEqual([undefined, undefined, 0]);
    expect(row(6).edge).toEqual(expect.any(Number));
  });

  test('what moves of it is a part of it; two pixels are noise', () => {
    const some = (pixels: number) => {
      let left = pixels;
      return described(object, { moving: within(at).map((set) => (set === 1 && left-- > 0 ? 1 : 0)) }).moving;
    };
    expect([some(0), some(2), some(3), some(96), some(192)]).toEqual([0, 0, 0.02, 0.5, 1]);
  });

  test('flat ground has nothing to be alike', () => {
    const flat = still.map(() => 100);
    expect(described(withNoise(flat, 1, 3), { background: withNoise(flat, 1, 4) }).alike).toBeLessThan(0.1);
    expect(described(still.map(() => 0), { background: flat }).alike).toBe(0); // prettier-ignore
  });

  test('ground in another light is alike, and most so when it is the very same', () => {
    expect(described(still).alike).toBeGreaterThan(0.85);
    expect(described(still.map((level) => level * 0.6)).alike).toBeGreaterThan(0.75);
    expect(described(still.map((level) => 255 - level)).alike).toBeLessThan(-0.8);
  });

  test('survives being written down', () => {
    for (const one of [
      described(object),
      described(still, { background: object }),
      described(still),
      described(object, { interior: new Uint8Array(width * height) }),
    ]) {
      expect(MovingObject.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    }
  });
});
