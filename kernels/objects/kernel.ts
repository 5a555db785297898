import { PipelineError } from '../../pipeline/errors';
import type { MediaInfo } from '../../pipeline/media-info';
import { framesPerSecond, megapixelsPerSecond } from '../../pipeline/pixel-rate';
import type { Kernel } from '../kernel';
import { checkClasses } from './check-classes';
import { annotatedPicturesPrefix, objectsFramesKey, objectsKey } from './keys';
import { detectorRole, objectsModels } from './models';
import { GivenObjectsOptions, type ObjectsOptions } from './options';

/** vCPU seconds for passing frames by, for making a picture small and of colours, and for a model that wasn't measured. */
const perMegapixel = 0.0001;
const perPictureMegapixel = 0.003;
const usualModel = 0.4;

/** A job that draws more pictures than this would leave more files than anyone looks at. */
const mostDrawn = 100_000;

/** What is to be seen in pictures taken in equal times: boxes, classes and scores of an ONNX detector. */
export const objects: Kernel<typeof GivenObjectsOptions> = {
  options: GivenObjectsOptions,
  check({ options: { objects }, media }) {
    const { model, names, classes } = objects;
    if (!model) {
      const message =
        'Objects are asked for, but no model: give objects.model (--model), uri and sha256 of an ONNX detector of the YOLO family.';
      throw new PipelineError('InvalidOptions', message);
    }
    if (!names) {
      const message =
        'Objects are asked for, but not what the model’s classes are called: give objects.names (--names), a list in the model’s order, or uri and sha256 of a file with one name in each line.';
      throw new PipelineError('InvalidOptions', message);
    }
    if (Array.isArray(names)) checkClasses(names, classes);
    const drawn = Math.round(picturesPerSecond(objects, media) * media.durationSeconds);
    if (objects.annotate && drawn > mostDrawn) {
      const message = `With objects.annotate there would be ${drawn} drawn pictures; the limit is ${mostDrawn}. Look at fewer by a greater objects.everySeconds than ${objects.everySeconds}, or go without objects.annotate.`;
      throw new PipelineError('LimitExceeded', message, { figures: { pictures: drawn, limit: mostDrawn } });
    }
  },
  models: ({ objects }) => objectsModels(objects),
  outputs: ({ jobId, name, options: { objects } }) => ({
    objects: objectsKey(jobId, name),
    objectsFrames: objectsFramesKey(jobId, name),
    ...(objects.annotate ? { objectsPictures: annotatedPicturesPrefix(jobId) } : {}),
  }),
  cost({ options: { objects }, media, models }) {
    const { width, height } = media.video;
    const measured = models.find(({ role }) => role === detectorRole)?.secondsPerPicture;
    return {
      perVideoSecond: perMegapixel * megapixelsPerSecond(media),
      perPicture: (measured ?? usualModel) + (perPictureMegapixel * width * height) / 1e6,
      picturesPerSecond: picturesPerSecond(objects, media),
    };
  },
  merges: true,
  illustrates: ({ objects }) => objects.annotate,
  inspects: true,
  program: () => import('./program').then(({ program }) => program),
};

const picturesPerSecond = ({ everySeconds }: ObjectsOptions, media: MediaInfo): number =>
  Math.min(framesPerSecond(media), 1 / everySeconds);
