import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { carriedStreams } from '../../media/carried-streams';
import { clipContainer, copyCommand, soundCommand } from '../../media/clip-command';
import { readTicks } from '../../media/frame-times';
import type { MediaInput } from '../../media/input';
import { ProcessFailed, run } from '../../media/run';
import { PipelineError } from '../../pipeline/errors';
import { checkClipCount, clipName } from '../../pipeline/event-clip';
import type { Container } from '../../pipeline/job-options';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { MediaInfo } from '../../pipeline/media-info';
import type { MotionEvent, MotionReport } from '../../pipeline/motion';
import type { EventClips } from './options';
import { toSeconds } from '../../pipeline/rational';
import type { Tools } from '../kernel';
import { encodePictures } from './encode-pictures';
import type { Footage } from '../footage';
import { segmentWindows } from '../source-windows';

/** A video and what was found in it. */
export interface Material {
  footage: Footage;
  media: MediaInfo;
  index: KeyFrameIndex;
  report: MotionReport;
  /** Of every frame, in units of the source's time base. */
  pts: Float64Array;
}

export interface Clip {
  /** Of the file, for people. */
  name: string;
  path: string;
  container: Container;
}

/** What a clip is made of: frames by number and by time. */
export interface Excerpt {
  number: number;
  event: MotionEvent;
  /** Times of its frames, in units of the source's time base. */
  pts: Float64Array;
  /** Of the first frame after it; null at the end of the video. */
  endPts: number | null;
}

/**
 * Makes a video of each event. Its file is the listener's, and gone when that returns.
 * @throws PipelineError LimitExceeded when there are too many events, FrameMismatch when a clip hasn't the frames of its event
 */
export async function cutEventClips(
  tools: Tools,
  material: Material,
  { how, name }: { how: Exclude<EventClips, 'none'>; name: string },
  onClip: (clip: Clip, number: number) => Promise<void>,
): Promise<void> {
  const { events } = material.report;
  checkClipCount(events);
  for (const [index, event] of events.entries()) {
    const folder = join(tools.folder, `clip-${index + 1}`);
    await mkdir(folder);
    const excerpt = excerptOf(material, event, index + 1);
    const cut = how === 'copy' ? copyClip : exactClip;
    const { path, container } = await cut({ ...tools, folder }, material, excerpt);
    await onClip({ path, container, name: clipName(name, index + 1, event.region, container) }, index + 1);
    await rm(folder, { recursive: true });
  }
}

const excerptOf = ({ pts }: Material, event: MotionEvent, number: number): Excerpt => ({
  number,
  event,
  pts: pts.subarray(event.startFrame, event.endFrame),
  endPts: pts[event.endFrame] ?? null,
});

type Made = Omit<Clip, 'name'>;

const read = <T>({ footage, media }: Material, use: (input: MediaInput) => Promise<T>): Promise<T> =>
  footage.store.relaySource(footage.source, segmentWindows({ source: footage.source, media }), use);

/** From the key frame at or before the event to the first one at or after it. */
async function copyClip(tools: Tools, material: Material, { number, pts, endPts }: Excerpt): Promise<Made> {
  const { media, index } = material;
  const { ffmpeg, ffprobe, folder, signal, log } = tools;
  const container = clipContainer(media.video.codec);
  const seconds = (time: number | null | undefined) => (time == null ? null : toSeconds(time, media.video.timeBase));
  const [first = 0] = pts;
  const start = index.keyFrames.findLast((time) => time <= first);
  const end = endPts === null ? undefined : index.keyFrames.find((time) => time >= endPts);
  const { audio } = carriedStreams(media, container, ffmpeg);
  const copied = audio.filter(({ as }) => as === 'copied').map(({ stream }) => stream);
  if (number === 1 && copied.length < media.audio.length) {
    log.warn(
      `sound that ${container.toUpperCase()} can't carry as it is was left out of the clips; --clips exact encodes it`,
    );
  }
  const outputPath = join(folder, `clip.${container}`);
  const command = {
    stream: media.video.index,
    start: start === undefined || start === index.keyFrames[0] ? null : seconds(start),
    end: seconds(end),
    firstSeconds: toSeconds(index.startPts, media.video.timeBase),
    container,
    outputPath,
  };
  const copy = (sound: typeof copied) =>
    read(material, (source) => run(ffmpeg.path, copyCommand({ ...command, source, audio: sound }), { signal }));
  try {
    await copy(copied);
  } catch (error) {
    if (!(error instanceof ProcessFailed) || copied.length === 0) throw error;
    log.warn(`the sound of clip ${number} can't be copied and was left out: ${error.stderr.at(-1) ?? ''}`);
    await copy([]);
  }
  const { length } = await readTicks(ffprobe.path, outputPath, signal);
  if (length < pts.length) throw mismatch(number, pts.length, length, '--clips exact encodes the frames anew');
  return { path: outputPath, container };
}

/** The event's frames and no others, at their times. */
async function exactClip(tools: Tools, material: Material, excerpt: Excerpt): Promise<Made> {
  const { media, index } = material;
  const { ffmpeg, ffprobe, folder, signal, log } = tools;
  const picturePath = join(folder, 'pictures.mp4');
  await read(material, (source) => encodePictures(tools, { source, media, index, excerpt, path: picturePath }));
  const seconds = (time = 0) => toSeconds(time, media.video.timeBase);
  // AAC has no names for more channels than 8.
  const audio = media.audio.filter(({ channels, codec }) => codec !== 'unknown' && channels <= 8);
  let path = picturePath;
  if (audio.length > 0) {
    const outputPath = join(folder, 'clip.mp4');
    const [start, end] = [seconds(excerpt.pts[0]), seconds(excerpt.endPts ?? media.video.endPts)];
    const command = { picturePath, audio, start, end, firstSeconds: seconds(index.startPts), outputPath };
    try {
      await read(material, (source) => run(ffmpeg.path, soundCommand({ ...command, source }), { signal }));
      path = outputPath;
    } catch (error) {
      if (!(error instanceof ProcessFailed)) throw error;
      log.warn(`clip ${excerpt.number} has no sound: ${error.stderr.at(-1) ?? ''}`);
    }
  }
  const { length } = await readTicks(ffprobe.path, path, signal);
  if (length !== excerpt.pts.length) throw mismatch(excerpt.number, excerpt.pts.length, length, 'Try --clips copy');
  return { path, container: 'mp4' };
}

function mismatch(number: number, expected: number, found: number, remedy: string): PipelineError {
  const message = `The clip of event ${number} has ${found} frames, the event ${expected}. ${remedy}.`;
  return new PipelineError('FrameMismatch', message, { figures: { number, expected, found } });
}
