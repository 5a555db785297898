import { motionLagSeconds, warmUpSeconds } from '../../pipeline/motion-window';

describe('warmUpSeconds', () => {
  test('is the motion kernel’s lag, and nothing without it', () => {
    expect(warmUpSeconds(['grayscale', 'motion'])).toBe(motionLagSeconds);
    expect(warmUpSeconds(['grayscale'])).toBe(0);
  });
});
