import { PipelineError } from '../../pipeline/errors';
import type { ModelReference } from '../../pipeline/model';
import { type Output, nameOf, shapeText } from '../models/session';
import type { Layout } from './layout';
import type { FoundFace } from './picture';
import { scrfd } from './scrfd';
import { yunet } from './yunet';

/** YuNet's outputs have names; SCRFD's have numbers, which differ from file to file. */
export const layoutOf = (outputs: readonly { name: string }[]): Layout =>
  outputs.some(({ name }) => name === 'cls_8') ? yunet : scrfd;

/**
 * @param size of the detector's input, in pixels
 * @throws PipelineError InvalidModel when the outputs are of neither layout
 */
export function decodeFaces(
  reference: ModelReference,
  outputs: readonly Output[],
  size: { width: number; height: number },
  threshold: number,
): FoundFace[] {
  const faces = layoutOf(outputs).decode(outputs, size, threshold);
  if (faces) return faces;
  const found = outputs.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ');
  const message = `${nameOf(reference)} gives, for a picture of ${size.width}x${size.height}, ${found || 'no floats'}. That is neither YuNet's layout (cls, obj, bbox and kps, each for the strides 8, 16 and 32) nor SCRFD's (scores, boxes and five landmarks for each of these strides, two anchors per cell). Take a model of one of them, with landmarks: OpenCV's face_detection_yunet, or an SCRFD whose name says kps.`;
  throw new PipelineError('InvalidModel', message, { figures: { role: reference.role, uri: reference.uri, found } });
}
