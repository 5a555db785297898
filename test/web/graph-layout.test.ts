import { resourceNames } from '../../statemachine/names';
import { renderDefinition } from '../../statemachine/definition';
import { settingsOf } from '../../local/settings';
import { Machine, containersOf } from '../../web/parts/definition';
import { type LaidState, layOut } from '../../web/parts/graph-layout';

const machine = Machine.parse(JSON.parse(renderDefinition(settingsOf(resourceNames('test', '000000000000')))));
const laid = layOut(machine);
const at = (name: string): LaidState => {
  const found = laid.states.find((state) => state.name === name);
  if (!found) throw new Error(`${name} isn't drawn`);
  return found;
};
const isInside = (one: LaidState, other: LaidState): boolean =>
  one.x >= other.x &&
  one.y >= other.y &&
  one.x + one.width <= other.x + other.width &&
  one.y + one.height <= other.y + other.height;
const overlap = (one: LaidState, other: LaidState): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

test('every state of the pipeline has a place of its own, those of a Map within it', () => {
  expect(laid.states.length).toBeGreaterThan(40);
  for (const one of laid.states) {
    expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= laid.width && one.y + one.height <= laid.height).toBe(true);
    for (const other of laid.states) {
      if (one === other) continue;
      const nested = other.within.includes(one.name) || one.within.includes(other.name);
      if (nested)
        expect(isInside(...(other.within.includes(one.name) ? ([other, one] as const) : ([one, other] as const)))).toBe(true); // prettier-ignore
      else expect([one.name, other.name, overlap(one, other)]).toEqual([one.name, other.name, false]);
    }
  }
});

test('the ordinary way goes down, what errors lead to stands beside it', () => {
  expect(at('Probe').y).toBeLessThan(at('PlanSegments').y);
  expect(at('PlanSegments').y).toBeLessThan(at('ProcessSegments').y);
  expect(at('DescribeFailure').x).toBeGreaterThan(at('Probe').x + at('Probe').width);
  const caught = laid.transitions.filter(({ from, to }) => from === 'Probe' && to === 'DescribeFailure');
  expect(caught).toMatchObject([{ kind: 'catch' }]);
});

test('what is closed is drawn as one box', () => {
  expect([...containersOf(machine)]).toContain('ProcessManySegments');
  const closed = layOut(machine, () => false);
  expect(closed.states.map(({ name }) => name).sort()).toEqual(Object.keys(machine.States).sort());
  expect(closed.width).toBeLessThan(laid.width);
});
