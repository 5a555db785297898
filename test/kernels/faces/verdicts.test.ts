import { type Verdict, Verdicts } from '../../../kernels/faces/verdicts';

it('verdicts are kept in their order, however many there are', () => {
  const verdicts = new Verdicts();
  const expected = Array.from({ length: 3000 }, (_, face): Verdict => {
    if (face % 3 === 0) return 'nobody';
    return face % 3 === 1 ? { person: face >> 4 } : { cluster: face >> 4 };
  });
  for (const verdict of expected) verdicts.add(verdict);
  expect(expected.map((_, face) => verdicts.at(face))).toEqual(expected);
});
