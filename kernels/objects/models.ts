import type { ModelReference } from '../../pipeline/model';
import type { ObjectsOptions } from './options';

/** What the detector is called among the models of a job, and the file of its classes' names. */
export const detectorRole = 'objects';
export const namesRole = 'objects names';

/** The files that the detection reads. */
export const objectsModels = ({ model, names }: ObjectsOptions): ModelReference[] => [
  ...(model ? [{ role: detectorRole, ...model }] : []),
  ...(names && !Array.isArray(names) ? [{ role: namesRole, ...names }] : []),
];
