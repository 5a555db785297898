import { PackedEmbedding, dot, isKnown, packEmbedding, unit } from '../../../kernels/faces/embedding';

describe('an embedding', () => {
  it('has the length 1, so that a product is a cosine', () => {
    const one = unit([3, 4, 0]);
    expect([...one]).toEqual([expect.closeTo(0.6, 6) as number, expect.closeTo(0.8, 6) as number, 0]);
    expect(dot(one, unit([3, 4, 0]))).toBeCloseTo(1, 6);
    expect(dot(one, unit([-4, 3, 0]))).toBeCloseTo(0, 6);
  });

  it.each([[[0, 0]], [[NaN, 1]], [[Infinity, 1]]])('of %j says nothing', (values) => {
    const nothing = unit(values);
    expect([...nothing]).toEqual([0, 0]);
    expect(isKnown(nothing)).toBe(false);
    expect(isKnown(unit([0, -1]))).toBe(true);
  });

  it('is written as floats of 4 bytes, little endian, and read again', () => {
    expect(packEmbedding(Float32Array.of(1, -0.5))).toBe(Buffer.from('0000803f000000bf', 'hex').toString('base64'));
    expect(PackedEmbedding.parse(packEmbedding(Float32Array.of(1, -0.5)))).toEqual(Float32Array.of(1, -0.5));
  });

  it.each(['', 'AAAA', 'no base64'])('is not "%s"', (text) => {
    expect(PackedEmbedding.safeParse(text).success).toBe(false);
  });
});
