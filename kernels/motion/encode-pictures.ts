import { colorEncode } from '../../media/color-encode';
import type { MediaInput } from '../../media/input';
import { readTimes } from '../../media/read-frames';
import { run } from '../../media/run';
import { segmentCommand } from '../../media/segment-command';
import { PipelineError } from '../../pipeline/errors';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { MediaInfo } from '../../pipeline/media-info';
import { toSeconds } from '../../pipeline/rational';
import type { Excerpt } from './cut-event-clips';
import type { Tools } from '../kernel';

export interface Pictures {
  source: MediaInput;
  media: MediaInfo;
  index: KeyFrameIndex;
  excerpt: Excerpt;
  /** Of the MP4 that is made. */
  path: string;
}

/** High quality: a clip is looked at closely. */
const crf = 18;

/**
 * Encodes some frames of a video, cut by their time as a segment is. Decoding begins at the key frame before them; where that comes
 * out too late, at an earlier one, and at last at the beginning.
 * @throws PipelineError FrameMismatch when it never gives the very frames
 */
export async function encodePictures(tools: Tools, { source, media, index, excerpt, path }: Pictures): Promise<void> {
  const { ffmpeg, threads, signal, log } = tools;
  const { timeBase, index: stream } = media.video;
  const { number, pts, endPts } = excerpt;
  const [start = 0] = pts;
  const isFirst = start <= index.startPts;
  const seconds = (time: number) => toSeconds(time - index.startPts, timeBase);
  const earlier = index.keyFrames.filter((time) => time <= start).slice(1);
  const seeks = isFirst ? [null] : [earlier.at(-1) ?? null, earlier.at(-3) ?? null, null];
  const { filters, encoder } = colorEncode(media.video, crf);
  let found: number[] = [];
  for (const seek of new Set(seeks)) {
    const segment = {
      index: number,
      start: isFirst ? null : start,
      end: endPts,
      ...{ seek, warmUpSeek: seek, lookAheadEnd: null, announcedFrames: null },
      timeRange: { start: seconds(start), end: seconds(endPts ?? index.endPts) },
    };
    const { args, pipes } = segmentCommand({
      ...{ ffmpeg, source, stream, timeBase, segment, seek, threads },
      branches: [{ range: 'segment', filters, output: { kind: 'file', path, encoder } }],
    });
    const times = pipes[0]?.times ?? 3;
    found = [];
    await run(ffmpeg.path, ['-y', ...args], {
      signal,
      pipes: [times],
      read: (pipe) => readTimes(pipe(times), (time) => void found.push(time)),
    });
    if (found.length === pts.length && found.every((time, frame) => time === pts[frame])) return;
    log.warn(`not the frames of event ${number}; decoding again, from an earlier key frame if there is one`);
  }
  const message = `The clip of event ${number} has ${found.length} frames, or at other times; the event has ${pts.length}. The source may be damaged there; --clips copy takes its packets as they are.`;
  throw new PipelineError('FrameMismatch', message, { figures: { number, expected: pts.length, found: found.length } });
}
