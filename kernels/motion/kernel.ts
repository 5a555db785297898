import {
  annotatedKey,
  eventClipsPrefix,
  motionChaptersKey,
  motionCsvKey,
  motionFramesKey,
  motionKey,
} from '../../pipeline/keys';
import { framesAround, mostFramesPerSecond } from '../../pipeline/motion-window';
import { framesPerSecond, megapixelsPerSecond } from '../../pipeline/pixel-rate';
import type { Kernel } from '../kernel';
import { GivenMotionOptions } from './options';

/** vCPU seconds for making the picture small, and for looking at it. */
const perMegapixel = 0.0008;
const perFrame = 0.002;
/** And to draw it all again: decoded, drawn on, encoded. Clips that are cut to the frame are encoded, too, where something moves. */
const perDrawnMegapixel = 0.02;
const sharedByClips = 0.3;

/** What moves, in which region, from when to when. */
export const motion: Kernel<typeof GivenMotionOptions> = {
  options: GivenMotionOptions,
  around: framesAround,
  outputs: ({ jobId, name, options: { motion } }) => ({
    motion: motionKey(jobId, name),
    motionFrames: motionFramesKey(jobId, name),
    motionCsv: motionCsvKey(jobId, name),
    motionChapters: motionChaptersKey(jobId, name),
    ...(motion.clips === 'none' ? {} : { clips: eventClipsPrefix(jobId) }),
    ...(motion.annotate ? { annotated: annotatedKey(jobId, name) } : {}),
  }),
  cost: ({ media }) => ({
    perVideoSecond:
      perMegapixel * megapixelsPerSecond(media) + perFrame * Math.min(mostFramesPerSecond, framesPerSecond(media)),
  }),
  merges: true,
  illustrates: ({ motion: { clips, annotate } }) => clips !== 'none' || annotate,
  illustrationCost: ({ options: { motion }, media }) =>
    perDrawnMegapixel *
    megapixelsPerSecond(media) *
    ((motion.annotate ? 1 : 0) + (motion.clips === 'exact' ? sharedByClips : 0)),
  program: () => import('./program').then(({ program }) => program),
};
