import { Difference } from '../../../../container/kernels/motion/difference';
import { scene, withNoise, withObject } from './pictures';

const [width, height] = [160, 90];
const picture = scene(width, height);
const everywhere = new Uint8Array(width * height).fill(1);
const count = (mask: Uint8Array) => mask.reduce((sum, set) => sum + set, 0);
const object = { x: 50, y: 30, width: 20, height: 15 };

describe('Difference', () => {
  test('a still picture gives nothing', () => {
    const difference = new Difference(everywhere);
    expect(difference.compare(picture, picture)).toBe(false);
    expect(count(difference.mask)).toBe(0);
  });

  test.each([1, 2, 4, 8])('noise of %d gray levels marks hardly a pixel', (sigma) => {
    const difference = new Difference(everywhere);
    difference.compare(withNoise(picture, sigma, 2), withNoise(picture, sigma, 3));
    expect(count(difference.mask)).toBeLessThanOrEqual(2);
  });

  test('an object is marked where it is, and nowhere else', () => {
    const difference = new Difference(everywhere);
    expect(difference.compare(withObject(picture, width, object), picture)).toBe(true);
    const expected = withObject(new Uint8Array(width * height), width, object, 1);
    expect(difference.mask).toEqual(expected);
  });

  test('an object is marked in noise, too', () => {
    const difference = new Difference(everywhere);
    difference.compare(withNoise(withObject(picture, width, object), 3, 2), withNoise(picture, 3, 3));
    expect(count(difference.mask)).toBeGreaterThan(0.99 * object.width * object.height);
    expect(count(difference.mask)).toBeLessThan(1.01 * object.width * object.height);
  });

  test.each([
    ['brighter', (level: number) => level + 15],
    ['darker by a gain', (level: number) => level * 0.8],
  ])('a picture that gets %s as a whole gives nothing, and an object in it is still seen', (_, tone) => {
    const difference = new Difference(everywhere);
    expect(difference.compare(picture.map(tone), picture)).toBe(false);
    expect(difference.compare(withObject(picture, width, object).map(tone), picture)).toBe(true);
    expect(count(difference.mask)).toBe(object.width * object.height);
  });

  test('a change of the whole picture drops the frame', () => {
    const difference = new Difference(everywhere);
    const mirrored = picture.map((_, pixel) => {
      const x = pixel % width;
      return x % 2 ? (picture[pixel] ?? 0) : 255 - (picture[pixel] ?? 0);
    });
    const checkered = picture.map((_, pixel) => (Math.floor((pixel % width) / 2) % 2 ? 250 : 5));
    difference.compare(withObject(picture, width, object), picture);
    expect(difference.compare(checkered, mirrored)).toBe(false);
    expect(count(difference.mask)).toBe(0);
  });

  test('more than 70 % of a region is a change of the camera, less is an object', () => {
    const region = withObject(new Uint8Array(width * height), width, { x: 0, y: 0, width: 40, height: 10 }, 1);
    const covering = (columns: number) => {
      const difference = new Difference(region);
      const moved = difference.compare(withObject(picture, width, { x: 0, y: 0, width: columns, height: 10 }), picture);
      return [moved, count(difference.mask)];
    };
    expect(covering(28)).toEqual([true, 280]);
    expect(covering(29)).toEqual([false, 0]);
  });

  test('only the region counts', () => {
    const left = everywhere.map((_, pixel) => Number(pixel % width < 60));
    const difference = new Difference(left);
    difference.compare(withObject(picture, width, object), picture);
    expect(count(difference.mask)).toBe(10 * object.height);
    expect(new Difference(new Uint8Array(width * height)).compare(withObject(picture, width, object), picture)).toBe(
      false,
    );
  });

  test('an object that fills a small region doesn’t hide in its own statistics', () => {
    const region = withObject(new Uint8Array(width * height), width, { x: 45, y: 25, width: 35, height: 25 }, 1);
    const difference = new Difference(region);
    expect(difference.compare(withObject(picture, width, object), picture)).toBe(true);
    expect(count(difference.mask)).toBe(object.width * object.height);
  });
});
