import * as z from 'zod';
import { JobRecord } from './job';
import { MotionEvent, UnreliableSpan } from './motion';
import { Mask, Region } from './region';

/** Link from the page to a file: relative, or an address. */
const Href = z.string().min(1);

/** How much of a region moves, along the video. */
export const MotionLevels = z.object({
  region: z.string(),
  /** The most of each part of the video; all parts are as long. In thousandths of the region. */
  levels: z.array(z.number().int().min(0).max(1000)),
});
export type MotionLevels = z.infer<typeof MotionLevels>;

/** What moves at a moment: milliseconds from the first frame, then left, top, right and bottom of each box in thousandths of the picture. */
export const MotionMoment = z.array(z.number().int());
export type MotionMoment = z.infer<typeof MotionMoment>;

export const PageMotion = z.object({
  regions: z.array(Region),
  masks: z.array(Mask),
  events: z.array(MotionEvent),
  unreliable: z.array(UnreliableSpan),
  /** Of each region. */
  levels: z.array(MotionLevels),
  moments: z.array(MotionMoment),
  /** For so long, in seconds, a moment's boxes are shown. */
  momentSeconds: z.number().nonnegative(),
});
export type PageMotion = z.infer<typeof PageMotion>;

/** Of `<name>.shots.json` what the page shows; of the following likewise. */
export const PageShots = z.object({ shots: z.array(z.object({ start: z.number(), end: z.number() })) });

export const PageObjects = z.object({
  pictures: z.number(),
  classes: z.array(
    z.object({
      name: z.string(),
      objects: z.number(),
      pictures: z.number(),
      first: z.number(),
      last: z.number(),
      best: z.object({ score: z.number(), time: z.number() }),
    }),
  ),
});

const Appearance = z.object({
  faces: z.number(),
  pictures: z.number(),
  firstTime: z.number(),
  lastTime: z.number(),
});

export const PageFaces = z.object({
  pictures: z.number(),
  faces: z.number(),
  people: z.array(Appearance.extend({ name: z.string() })),
  clusters: z.array(Appearance.extend({ cluster: z.number() })),
});

/** `<name>.pictures.json`; `file` is where a picture is, seen from the list, which lies beside the page. */
export const PagePictures = z.object({ pictures: z.array(z.object({ time: z.number(), file: z.string() })) });

/** All that a job's page shows. */
export const PageData = z.object({
  /** The video's name, without its ending. */
  name: z.string(),
  writtenAt: z.iso.datetime(),
  record: JobRecord,
  /** Videos that play in the page; of the source only where whoever has written the page knew a way from it to there. */
  gray: Href.optional(),
  source: Href.optional(),
  /** What lies beside the page, by kind. */
  files: z.array(z.object({ kind: z.string(), name: z.string(), href: Href })),
  /** Until when its links work; absent where they don't end. */
  linksEndAt: z.iso.datetime().optional(),
  motion: PageMotion.optional(),
  pictures: z.array(z.object({ time: z.number(), href: Href })).optional(),
  shots: PageShots.shape.shots.optional(),
  objects: PageObjects.optional(),
  faces: PageFaces.optional(),
  /** In words, what was left out so that the page doesn't grow without end. */
  leftOut: z.array(z.string()),
});
export type PageData = z.infer<typeof PageData>;
