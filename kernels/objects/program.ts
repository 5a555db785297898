import type { KernelProgram } from '../kernel';
import { inspectSamples, startInspecting } from '../models/inspect-pictures';
import { checkModels } from './check-models';
import { pictures } from './detector';
import { illustrate } from './illustrate';
import { merge } from './merge';

/** Looks for objects in single pictures, one after the other. */
export const program: KernelProgram = {
  checkModels,
  start: startInspecting(pictures),
  inspect: inspectSamples(pictures),
  merge,
  illustrate,
};
