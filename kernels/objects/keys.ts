import { outputPrefix } from '../../pipeline/keys';

/** A line for each picture. */
export const objectsFramesKey = (job: string, name: string): string => `${outputPrefix(job)}${name}.objects.ndjson`;
/** What was seen in all of them, class by class. */
export const objectsKey = (job: string, name: string): string => `${outputPrefix(job)}${name}.objects.json`;
/** All pictures with boxes drawn in lie below it. */
export const annotatedPicturesPrefix = (job: string): string => `${outputPrefix(job)}objects/`;
/** @param picture its number, from 0 */
export const annotatedPictureKey = (job: string, name: string, picture: number): string =>
  `${annotatedPicturesPrefix(job)}${name}.${String(picture).padStart(6, '0')}.jpg`;
