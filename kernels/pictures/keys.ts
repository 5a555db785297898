import { segmentFile } from '../../pipeline/keys';
import type { PictureFormat } from './options';

const endings: Readonly<Record<PictureFormat, string>> = { jpeg: 'jpg', webp: 'webp', png: 'png' };

/** `000007.jpg` */
const numbered = (picture: number, format: PictureFormat): string =>
  `${String(picture).padStart(6, '0')}.${endings[format]}`;

/** The same for all pictures that ffmpeg writes at once. */
export const numberedByFfmpeg = (format: PictureFormat): string => `%06d.${endings[format]}`;

// Work bucket
export const pictureRecordsKey = (job: string, segment: number): string => segmentFile(job, segment, 'pictures.ndjson');
/** The same pictures, small and raw, one after the other. */
export const segmentTilesKey = (job: string, segment: number): string => segmentFile(job, segment, 'pictures.tiles');
/** @param picture of the segment, from 0 */
export const segmentPictureKey = (job: string, segment: number, picture: number, format: PictureFormat): string =>
  segmentFile(job, segment, `pictures/${numbered(picture, format)}`);

// Output bucket
export const pictureListKey = (job: string, name: string): string => `${job}/${name}.pictures.json`;
export const picturesPrefix = (job: string): string => `${job}/pictures/`;
/** @param picture of the video, from 0 */
export const pictureKey = (job: string, name: string, picture: number, format: PictureFormat): string =>
  `${picturesPrefix(job)}${pictureName(name, picture, format)}`;
export const pictureName = (name: string, picture: number, format: PictureFormat): string =>
  `${name}.${numbered(picture, format)}`;
export const sheetKey = (job: string, name: string): string => `${job}/${name}.sheet.jpg`;
export const spriteTrackKey = (job: string, name: string): string => `${job}/${name}.sprites.vtt`;
export const spritesPrefix = (job: string): string => `${job}/sprites/`;
/** @param sprite number of the file, from 0 */
export const spriteKey = (job: string, name: string, sprite: number): string =>
  `${spritesPrefix(job)}${spriteName(name, sprite)}`;
export const spriteName = (name: string, sprite: number): string => `${name}.${String(sprite).padStart(3, '0')}.jpg`;
