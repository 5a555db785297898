import type { SmallFrames } from './small-frames';

/** Another way of telling what moves. */
export interface Rival {
  name: string;
  /** For each frame a picture: 1 where something moves, 0 elsewhere. */
  foregrounds: (clip: SmallFrames, signal?: AbortSignal) => Promise<Uint8Array[]>;
}
