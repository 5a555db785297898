import type { MediaInfo } from '../../pipeline/media-info';
import type { KernelProgram } from '../kernel';
import { type PictureKernel, inspectSamples, startInspecting } from '../models/inspect-pictures';
import { checkFaceModels } from './check-models';
import { openFaceFinder } from './find-faces';
import { mergeFaces } from './merge';
import { modelsOf } from './models-of';
import { type WrittenPicture, writeFace } from './record';

/** Finds faces in single pictures and says in numbers what each looks like. Who it is, is decided at the merge. */
const pictures: PictureKernel = {
  name: 'faces',
  everySeconds: ({ faces }) => faces.everySeconds,
  frame: ({ media, options }) => pictureFrame(media, options.faces.longerSide),
  async open({ plan, models, threads }) {
    const { faces: options } = plan.options;
    const finder = await openFaceFinder({ models, threads }, modelsOf(options), options);
    const frame = pictureFrame(plan.media, options.longerSide);
    return {
      ...frame,
      async look(pts, pixels) {
        const picture = { ...frame, pixels };
        const faces = await finder.find(picture);
        return { pts, faces: faces.map((face) => writeFace(picture, face, face.embedding)) } satisfies WrittenPicture;
      },
      close: () => finder.close(),
    };
  },
};

export const program: KernelProgram = {
  start: startInspecting(pictures),
  inspect: inspectSamples(pictures),
  merge: mergeFaces,
  checkModels: checkFaceModels,
};

/** The pictures' size, with square pixels, so that a face has the shape that models know; never enlarged. */
export function pictureFrame(
  { video: { width, height, sampleAspectRatio: ratio } }: Pick<MediaInfo, 'video'>,
  longerSide: number,
): { width: number; height: number; filters: string[] } {
  const shown = width * (ratio ? ratio.numerator / ratio.denominator : 1);
  const scale = Math.min(1, longerSide / Math.max(shown, height));
  const size = { width: Math.max(1, Math.round(shown * scale)), height: Math.max(1, Math.round(height * scale)) };
  // Without shortcuts, so that it is the same on every processor.
  const scaling = `scale=${size.width}:${size.height}:flags=bilinear+accurate_rnd+full_chroma_int+bitexact`;
  return { ...size, filters: [scaling, 'format=rgb24'] };
}
