const format = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
const inCents = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** Cents, and of less than a dollar two digits that count: $12.40, $0.00092. */
export const inDollars = (dollars: number): string => (dollars >= 1 ? inCents : format).format(dollars);
