import fc from 'fast-check';
import { type Component, Components } from '../../../../container/kernels/motion/components';
import { masks } from './masks';

/** Floods each component from its first pixel in reading order. */
function flood(mask: Uint8Array, width: number, height: number): Component[] {
  const left = mask.slice();
  const components: Component[] = [];
  left.forEach((_, first) => {
    if (left[first] !== 1) return;
    const component = { area: 0, x0: width, y0: height, x1: 0, y1: 0 };
    const waiting = [first];
    left[first] = 0;
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      component.area += 1;
      component.x0 = Math.min(component.x0, x);
      component.y0 = Math.min(component.y0, y);
      component.x1 = Math.max(component.x1, x + 1);
      component.y1 = Math.max(component.y1, y + 1);
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const [nx, ny] = [x + dx, y + dy];
          if (nx < 0 || nx >= width || ny < 0 || ny >= height || left[ny * width + nx] !== 1) continue;
          left[ny * width + nx] = 0;
          waiting.push(ny * width + nx);
        }
      }
    }
    components.push(component);
  });
  return components;
}

const maskOf = (...rows: string[]) => Uint8Array.from(rows.join(''), Number);

describe('Components', () => {
  test('finds what a flood fill finds, in the same order', () => {
    fc.assert(
      fc.property(masks, ({ mask, width, height }) => {
        expect(new Components(width, height).find(mask, 1)).toEqual(flood(mask, width, height));
      }),
      { numRuns: 500 },
    );
  });

  test('keeps nothing of an earlier mask', () => {
    fc.assert(
      fc.property(masks, ({ mask, width, height }) => {
        const components = new Components(width, height);
        components.find(new Uint8Array(width * height).fill(1), 1);
        expect(components.find(mask, 1)).toEqual(flood(mask, width, height));
      }),
    );
  });

  test('joins arms that only meet at the bottom, and corners that only touch', () => {
    expect(new Components(5, 3).find(maskOf('10001', '10001', '01110'), 1)).toEqual([
      { area: 7, x0: 0, y0: 0, x1: 5, y1: 3 },
    ]);
  });

  test('leaves out what is smaller than the least area', () => {
    const mask = maskOf('1100', '0000', '0001');
    expect(new Components(4, 3).find(mask, 2)).toEqual([{ area: 2, x0: 0, y0: 0, x1: 2, y1: 1 }]);
    expect(new Components(4, 3).find(mask, 3)).toEqual([]);
  });

  test('has room for the most runs that a picture can have', () => {
    const checkered = maskOf('10101', '00000', '10101');
    expect(new Components(5, 3).find(checkered, 1)).toHaveLength(6);
  });
});
