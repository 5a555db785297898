import { only, problemsOf, work } from '../engine';

const pass = (name: string): object => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
const states = (of: object): object => ({ StartAt: 'A', States: of });
const end = { Type: 'Succeed' };

describe('the graph of states', () => {
  test('is right when every target is there and every state is reached', () => {
    const definition = states({
      A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }], Default: 'C' },
      B: { Type: 'Task', Resource: work, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }], Next: 'A' },
      C: { Type: 'Parallel', Branches: [pass('P'), pass('Q')], Next: 'D' },
      D: end,
    });
    expect(problemsOf(definition)).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    [
      'the first state is missing',
      { StartAt: 'X', States: { A: end } },
      ["/StartAt: Missing 'StartAt' target: X", '/States/A: State "A" is not reachable.'],
    ],
    ['Next is missing', states({ A: { Type: 'Pass', Next: 'X' } }), ["/States/A/Next: Missing 'Next' target: X"]],
    ['Next is a name of every object', states({ A: { Type: 'Pass', Next: 'toString' } }), ["/States/A/Next: Missing 'Next' target: toString"]], // prettier-ignore
    [
      'Default and a rule’s target are missing',
      states({ A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'X' }], Default: 'Y' } }),
      ["/States/A/Default: Missing 'Default' target: Y", "/States/A/Choices/0/Next: Missing 'Next' target: X"],
    ],
    [
      'a catcher’s target is missing',
      only({ Type: 'Task', Resource: work, Catch: [{ ErrorEquals: ['X'], Next: 'Y' }] }),
      ["/States/Only/Catch/0/Next: Missing 'Next' target: Y"],
    ],
    [
      'two states reach only each other',
      states({ A: end, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } }),
      ['/States/B: State "B" is not reachable.', '/States/C: State "C" is not reachable.'],
    ],
    [
      'a branch goes to a state outside',
      states({ A: { Type: 'Parallel', Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'B' } } }], Next: 'B' }, B: end }), // prettier-ignore
      ["/States/A/Branches/0/States/I/Next: Missing 'Next' target: B"],
    ],
    [
      'a processor begins nowhere',
      only({ Type: 'Map', ItemProcessor: { ...pass('I'), StartAt: 'C' } }),
      [
        "/States/Only/ItemProcessor/StartAt: Missing 'StartAt' target: C",
        '/States/Only/ItemProcessor/States/I: State "I" is not reachable.',
      ],
    ],
    [
      'a name is given twice, wherever',
      only({ Type: 'Parallel', Branches: [pass('P'), only({ Type: 'Map', Iterator: pass('P') })] }),
      [
        '/States/Only/Branches/1/States/Only: Duplicate state name: Only',
        '/States/Only/Branches/1/States/Only/Iterator/States/P: Duplicate state name: P',
      ],
    ],
  ])('is refused when %s', (_, definition, expected) => {
    expect(problemsOf(definition)).toEqual(expected);
  });
});
