import { showVerification } from '../../cli/show-verification';
import { verification } from '../pipeline/examples';

describe('showVerification', () => {
  test('says in a line what is right', () => {
    expect(showVerification(verification)).toEqual([
      'verified: 1500 frames at their times, 60.000 s long, 1 sound track where it was; greatest error 0.3 ms',
    ]);
  });

  test('says nothing of sound where there is none', () => {
    expect(showVerification({ ...verification, audio: [] })).toEqual([
      'verified: 1500 frames at their times, 60.000 s long; greatest error 0.0 ms',
    ]);
  });

  test('says what is missing: frames that can’t be decoded, tracks that the container can’t carry', () => {
    const leftOut = [{ stream: 3, kind: 'subtitle', codec: 'hdmv_pgs_subtitle', reason: 'no room' } as const];
    const [, ...missing] = showVerification({
      ...verification,
      frames: { written: 1500, announced: 1502 },
      leftOut,
    });
    expect(missing).toEqual([
      'damaged: the source announces 1502 frames, 2 more than can be decoded',
      'left out: subtitle of stream 3 (hdmv_pgs_subtitle): no room',
    ]);
  });

  test('says when an older ffmpeg has lost how long the last frame is shown', () => {
    const [, shorter] = showVerification({ ...verification, duration: { sourceSeconds: 62.5, seconds: 60 } });
    expect(shorter).toBe('shorter: the last frame is shown 2.5 s less long than in the source');
  });

  test('an index that doesn’t count, or counts too few, is no damage', () => {
    for (const announced of [null, 1499]) {
      expect(showVerification({ ...verification, frames: { written: 1500, announced } })).toHaveLength(1);
    }
  });
});
