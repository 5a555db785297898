import { inDollars } from '../../pipeline/dollars';

test.each([
  [1234.5, '$1,234.50'],
  [12.4, '$12.40'],
  [0.5, '$0.50'],
  [0.000918, '$0.00092'],
  [-2.5, '-$2.50'],
  [0, '$0'],
])('%d is %s', (dollars, said) => {
  expect(inDollars(dollars)).toBe(said);
});
