import type { SmallFrames } from './small-frames';

/** Another way of telling what moves. */
export interface Rival {
  name: string;
  /** For each frame a picture that is 0 where nothing moves. */
  foregrounds: (clip: SmallFrames) => Promise<Uint8Array[]>;
}
