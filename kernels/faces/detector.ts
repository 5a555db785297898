import { PipelineError } from '../../pipeline/errors';
import { suppress } from '../models/nms';
import { type ImageModel, nameOf } from '../models/session';
import { decodeFaces, layoutOf } from './decode-faces';
import { fitPicture } from './fit-picture';
import type { FacesOptions } from './options';
import type { FoundFace, Picture, Point } from './picture';

/** The side of the largest cell: an input is made of whole ones. */
const cell = 32;

/** Finds the faces of a picture. */
export interface Detector {
  /** Of its input, in pixels. */
  width: number;
  height: number;
  /** @returns those with the highest scores first, in pixels of the picture */
  find(picture: Picture): Promise<FoundFace[]>;
}

/** @throws PipelineError InvalidModel when its input isn't made of whole cells */
export function createDetector(
  model: ImageModel,
  { size, threshold, overlap }: Pick<FacesOptions, 'size' | 'threshold' | 'overlap'>,
): Detector {
  const { reference, input } = model;
  const { width = size, height = size } = input;
  if (width % cell !== 0 || height % cell !== 0) {
    const message = `${nameOf(reference)} takes pictures of ${width}x${height}; both sides must be multiples of ${cell}. Export it for 640x640.`;
    throw new PipelineError('InvalidModel', message, { figures: { role: reference.role, width, height } });
  }
  const into = { width, height, tensor: new Float32Array(3 * width * height) };
  return {
    width,
    height,
    async find(picture) {
      const { scaleX, scaleY } = fitPicture(picture, into, layoutOf(model.outputs).input);
      const planes = input.type === 'uint8' ? Uint8Array.from(into.tensor) : into.tensor;
      const faces = decodeFaces(reference, await model.run(planes, into), into, threshold);
      const back = ([x, y]: Point): Point => [x / scaleX, y / scaleY];
      const claims = faces.map((face) => ({ ...face, class: 0 }));
      return suppress(claims, { overlap, most: Infinity }).map(
        ({ box: [left, top, right, bottom], score, landmarks }) => ({
          box: [left / scaleX, top / scaleY, right / scaleX, bottom / scaleY],
          score,
          landmarks: landmarks.map(back),
        }),
      );
    },
  };
}
