import type { Shot } from '../canvas';
import type { LightGrid } from './light-grid';

/** What an effect does to a frame; each part is optional. */
export interface Layer {
  /** Where the camera's movement has shifted the picture to, in pixels. */
  camera?: (time: number) => { x: number; y: number };
  /** Drawn on the backdrop, behind all objects. */
  behind?: (shot: Shot) => void;
  /** The light on each place. */
  light?: (shot: Shot, grid: LightGrid) => void;
  /** Drawn before all objects: in the air or on the lens. */
  before?: (shot: Shot) => void;
  /** What the camera makes of light: factors of gain and noise, an offset in levels. */
  tone?: (time: number) => { gain: number; offset: number; noise: number };
  /** Written into the finished frame. */
  burnIn?: (frame: Uint8Array, width: number, time: number) => void;
}
