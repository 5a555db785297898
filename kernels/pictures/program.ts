import type { KernelProgram } from '../kernel';
import { illustrate } from './illustrate';
import { numberPictures } from './number-pictures';
import { pickPictures } from './pick-pictures';

/** Segments encode what they pick; what is a picture of the video is decided at the merge, and put together after it. */
export const program: KernelProgram = { start: pickPictures, merge: numberPictures, illustrate };
