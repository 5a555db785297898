import type { JobOptions } from './job-options';
import type { MediaInfo } from './media-info';
import { type Box, type MotionFrame, type MotionRecord, type MotionReport, sixDigits } from './motion';
import { MotionEvents } from './motion-events';
import { type Judged, MotionTracks } from './motion-tracks';
import { motionWindow } from './motion-window';
import { formatRational, toSeconds } from './rational';
import { type Region, area as areaOf, wholePicture } from './region';

/**
 * Joins the records of all segments, in the order of their time, to one frame per record and decides what counts: the one place
 * where more than a frame's surroundings is known. Frames come out later than their records go in, but all of them do.
 */
export class MotionMerge {
  readonly #regions: readonly (Region & { area: number })[];
  readonly #tracks: MotionTracks;
  readonly #events: MotionEvents;
  #frameCount = 0;
  #firstPts: number | undefined;

  constructor(
    private readonly media: MediaInfo,
    private readonly options: Pick<JobOptions, 'regions' | 'masks' | 'motion'>,
  ) {
    const regions = options.regions.length > 0 ? options.regions : [wholePicture];
    this.#regions = regions.map((region) => ({ ...region, area: areaOf(region.polygon) }));
    const { width, height } = media.video;
    this.#tracks = new MotionTracks({
      maxStandSeconds: options.motion.maxStandSeconds,
      aspect: height / width,
      frameSeconds: media.durationSeconds / media.video.frameCount,
      cellSeconds: motionWindow(media).cellSeconds,
      regionAreas: this.#regions.map(({ area }) => area),
    });
    this.#events = new MotionEvents(options.motion);
  }

  add(record: MotionRecord): MotionFrame[] {
    this.#firstPts ??= record.pts;
    const time = toSeconds(record.pts - this.#firstPts, this.media.video.timeBase);
    return this.#tracks.add(record, time).map((judged) => this.#settle(judged));
  }

  /** The last frames, and the report over all of them. */
  finish(): { frames: MotionFrame[]; report: MotionReport } {
    const frames = this.#tracks.finish().map((judged) => this.#settle(judged));
    const { width, height, timeBase } = this.media.video;
    const { durationSeconds } = this.media;
    const { events, unreliable } = this.#events.finish(durationSeconds, this.#frameCount);
    const report: MotionReport = {
      video: { width, height, frameCount: this.#frameCount, durationSeconds, timeBase: formatRational(timeBase) },
      regions: this.options.regions,
      masks: this.options.masks,
      events: events.map((event) => {
        return { ...event, start: sixDigits(event.start), end: sixDigits(event.end), peak: sixDigits(event.peak) };
      }),
      unreliable: unreliable.map((span) => ({ ...span, start: sixDigits(span.start), end: sixDigits(span.end) })),
    };
    return { frames, report };
  }

  /** A record whose objects are all that will ever be known of its frame. */
  #settle({ record: { pts, objects: all, flags }, time }: Judged): MotionFrame {
    const objects = all.filter(({ regions }) => regions.length > 0);
    const frame: MotionFrame = {
      frame: this.#frameCount,
      pts,
      time,
      area: sum(objects.map(({ area }) => area)),
      boxes: objects.map(({ box: [left, top, right, bottom] }): Box => {
        return [sixDigits(left), sixDigits(top), sixDigits(right), sixDigits(bottom)];
      }),
      regions: this.#regions.flatMap(({ name, area }, number) => {
        const inside = objects.map(({ regions }) => regions.find(([region]) => region === number)?.[1] ?? 0);
        const boxes = inside.flatMap((part, box) => (part > 0 ? [box] : []));
        return boxes.length === 0 ? [] : [{ region: name, score: sum(inside, area), boxes }];
      }),
      flags,
    };
    this.#frameCount += 1;
    // Events are decided by exact times: two that were rounded may lie a microsecond further apart.
    this.#events.add(frame);
    return { ...frame, time: sixDigits(time) };
  }
}

/** Parts of a whole, as a fraction of it; parts may overlap, and a polygon's pixels are a little more or less than its area. */
const sum = (parts: readonly number[], whole = 1): number =>
  sixDigits(Math.min(1, parts.reduce((total, part) => total + part, 0) / whole));
