import fc from 'fast-check';

/** Random masks of random sizes, sparse to dense. */
export const masks = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 5, max: 95 }))
  .chain(([width, height, percent]) =>
    fc
      .array(fc.integer({ min: 0, max: 99 }), { minLength: width * height, maxLength: width * height })
      .map((numbers) => ({ width, height, mask: Uint8Array.from(numbers, (number) => Number(number < percent)) })),
  );
