const ofUsa = { style: 'currency', currency: 'USD' } as const;
const inCents = new Intl.NumberFormat('en-US', ofUsa);
const small = new Intl.NumberFormat('en-US', { ...ofUsa, minimumSignificantDigits: 2, maximumSignificantDigits: 2 });

/** Cents, and of less than a dollar two digits that count: $12.40, $0.50, $0.00092; $0 is nothing. */
export function inDollars(dollars: number): string {
  if (dollars === 0) return '$0';
  return (Math.abs(dollars) >= 1 ? inCents : small).format(dollars);
}
