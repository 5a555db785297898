import { parseMask, parseRegion } from '../../pipeline/region';
import { addShape, changeShape, emptyDrawing, faultOf, flagsOf, givenOptions, moveShape, readDrawing, removeCorner, splitEdge, textOf, titleOf } from '../../web/parts/region-drawing'; // prettier-ignore
import { nothingDone, redone, stepped, undone } from '../../web/parts/undo';

const triangle = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]] as const; // prettier-ignore
const corners = triangle.map(([x, y]): [number, number] => [x, y]);
const drawn = addShape(emptyDrawing, 'region', corners);
const shapeOf = (drawing: { shapes: typeof drawn.shapes }, index = 0) => {
  const shape = drawing.shapes[index];
  if (!shape) throw new Error(`There is no shape ${index}`);
  return shape;
};

test.each([
  ['', 1, 0.00016],
  ['back door', 2, 0.001],
  ['door: left', 0.5, 0.00016],
  ["the neighbour's tree", 1, 0.2],
])('region "%s" of sensitivity %p and size %p is read as it was drawn', (name, sensitivity, minSize) => {
  const drawing = changeShape(drawn, drawn.id, { name, sensitivity, minSize });
  const shape = shapeOf(drawing);
  expect(faultOf(shape, drawing.shapes)).toBeUndefined();
  const read = parseRegion(textOf(shape));
  expect(read).toEqual({ ...(name === '' ? {} : { name }), polygon: triangle, sensitivity, minSize });
  expect(readDrawing(flagsOf(drawing)).shapes).toEqual(drawing.shapes);
  expect(readDrawing(JSON.stringify(givenOptions(drawing))).shapes).toEqual(drawing.shapes);
});

test('masks have no settings, whatever was set before', () => {
  const drawing = changeShape(drawn, drawn.id, { kind: 'mask', name: 'clock', sensitivity: 3 });
  expect(parseMask(textOf(shapeOf(drawing)))).toEqual({ name: 'clock', polygon: triangle });
  expect(flagsOf(drawing)).toBe("--mask 'clock: 0.1,0.1 0.9,0.1 0.5,0.9'");
});

test.each([
  [
    'crosses itself',
    {
      corners: [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 0.9],
      ],
    },
    /edges after corners 1 and 3 cross/,
  ],
  [
    'encloses nothing',
    {
      corners: [
        [0, 0],
        [0.5, 0.5],
        [1, 1],
      ],
    },
    /encloses no area/,
  ],
  ['has a setting out of bounds', { sensitivity: 20 }, /Sensitivity goes from 0.1 to 10/],
  ['has a name that would be a setting', { name: 'speed=3' }, /has the setting "speed=3"/],
])('one that %s is refused: %p', (_, change, says) => {
  // prettier-ignore
  const points = 'corners' in change ? { corners: change.corners.map(([x = 0, y = 0]): [number, number] => [x, y]) } : change;
  const drawing = changeShape(drawn, drawn.id, points);
  expect(faultOf(shapeOf(drawing), drawing.shapes)).toMatch(says);
  expect(() => givenOptions(drawing)).toThrow(says);
});

test('two regions of one name are refused; without names they have numbers', () => {
  const two = addShape(drawn, 'region', corners);
  expect(two.shapes.map((shape) => titleOf(shape, two.shapes))).toEqual(['region-1', 'region-2']);
  const same = { shapes: two.shapes.map((shape) => ({ ...shape, name: 'a' })) };
  expect(() => givenOptions(same)).toThrow('Two regions are called "a"');
});

test('moved as far as the picture goes; corners come and go, three stay', () => {
  expect(shapeOf(moveShape(drawn, drawn.id, -0.5, 0.05)).corners).toEqual([[0, 0.15], [0.8, 0.15], [0.4, 0.95]]); // prettier-ignore
  const four = splitEdge(drawn, drawn.id, 2);
  expect(shapeOf(four).corners[3]).toEqual([0.3, 0.5]);
  expect(shapeOf(removeCorner(four, drawn.id, 3)).corners).toEqual(corners);
  expect(shapeOf(removeCorner(drawn, drawn.id, 0)).corners).toEqual(corners);
});

test('text that is no region is refused in words', () => {
  expect(() => readDrawing('0.1,0.1')).toThrow('has 1 corner');
  expect(() => readDrawing('{"regions": [{"polygon": [[0,0]]}]}')).toThrow('These are no regions');
});

test('steps are taken back and again, until something else is done', () => {
  const steps = stepped(stepped<string>(nothingDone, 'a'), 'b');
  const back = undone(steps, 'c');
  expect(back?.to).toBe('b');
  expect(back && redone(back.left, 'b')?.to).toBe('c');
  expect(back && redone(stepped(back.left, 'b'), 'd')).toBeUndefined();
  expect(undone<string>(nothingDone, 'a')).toBeUndefined();
});
