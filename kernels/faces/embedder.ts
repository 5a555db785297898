import { PipelineError } from '../../pipeline/errors';
import { type ImageModel, nameOf, shapeText } from '../models/session';
import { cropOf, cropSize, cutCrop } from './align';
import { type Embedding, unit } from './embedding';
import type { FoundFace, Picture } from './picture';
import type { Preprocessing } from './presets';

/** Of an embedding: those that are used have 128 to 2048. */
const mostNumbers = 4096;

/** Turns faces into numbers. */
export interface Embedder {
  embed(picture: Picture, face: Pick<FoundFace, 'landmarks'>): Promise<Embedding>;
}

/**
 * Each face goes through the model by itself: in a batch the same face might come out a little different.
 * @throws PipelineError InvalidModel when it doesn't take crops of 112x112
 */
export function createEmbedder(model: ImageModel, { channels, mean, std }: Preprocessing): Embedder {
  const { reference, input } = model;
  const { width = cropSize, height = cropSize } = input;
  if (width !== cropSize || height !== cropSize) {
    const message = `${nameOf(reference)} takes pictures of ${width}x${height}; faces are given as ${cropSize}x${cropSize}. Take a model of the ArcFace family, such as SFace.`;
    throw new PipelineError('InvalidModel', message, { figures: { role: reference.role, width, height } });
  }
  const plane = cropSize * cropSize;
  const crop = new Uint8Array(3 * plane);
  const planes = new (input.type === 'uint8' ? Uint8Array : Float32Array)(3 * plane);
  return {
    async embed(picture, { landmarks }) {
      const where = cropOf(landmarks);
      if (where) cutCrop(picture, where, crop);
      else crop.fill(0);
      for (let channel = 0; channel < 3; channel += 1) {
        const to = (channels === 'rgb' ? channel : 2 - channel) * plane;
        for (let at = 0; at < plane; at += 1) planes[to + at] = ((crop[3 * at + channel] ?? 0) - mean) / std;
      }
      const [output] = await model.run(planes, { width, height });
      const numbers = output?.values.length ?? 0;
      if (!output || output.shape.filter((length) => length !== 1).length !== 1 || numbers > mostNumbers) {
        const found = output ? `${output.name} ${shapeText(output.shape)}` : 'no floats';
        const message = `${nameOf(reference)} gives ${found} for a face; an embedding is [1, numbers], 2 to ${mostNumbers} of them. Take a model that was made to recognise faces.`;
        throw new PipelineError('InvalidModel', message, { figures: { role: reference.role, found } });
      }
      return unit(output.values);
    },
  };
}
