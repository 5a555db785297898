import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PipelineError } from '../../pipeline/errors';
import { motionFramesKey, motionKey } from '../../pipeline/keys';
import { MotionFrame, MotionReport } from '../../pipeline/motion';
import { type Rational, toPts } from '../../pipeline/rational';
import { shotsKey } from '../histogram/keys';
import { ShotList } from '../histogram/shots';
import type { IllustrateContext } from '../kernel';
import { mostPictures } from './kernel';

/**
 * Times of the frames that other kernels have found worth a picture, ascending, each once, in units of the time base.
 * @throws PipelineError LimitExceeded when there are too many
 */
export async function findMoments(context: IllustrateContext, at: 'scenes' | 'motion'): Promise<number[]> {
  const found = at === 'scenes' ? await firstFramesOfShots(context) : await peaksOfEvents(context);
  const moments = [...new Set(found)].sort((a, b) => a - b);
  if (moments.length > mostPictures) {
    const message = `There are ${moments.length} moments to take a picture of, and a job may have ${mostPictures}. Take them at 'interval'.`;
    throw new PipelineError('LimitExceeded', message, { figures: { pictures: moments.length, limit: mostPictures } });
  }
  return moments;
}

async function firstFramesOfShots(context: IllustrateContext): Promise<number[]> {
  const { plan } = context;
  const { shots } = await context.readJson(shotsKey(plan.jobId, plan.name), ShotList);
  return shots.map(({ startPts }) => startPts);
}

/** The report tells a peak in seconds; which frame that is, stands in the list of frames. */
async function peaksOfEvents(context: IllustrateContext): Promise<number[]> {
  const { plan, folder } = context;
  const { events } = await context.readJson(motionKey(plan.jobId, plan.name), MotionReport);
  const peaks = new Set(events.map(({ peak }) => peak));
  if (peaks.size === 0) return [];
  const path = join(folder, 'frames-with-peaks.ndjson');
  await context.download(motionFramesKey(plan.jobId, plan.name), path);
  const moments: number[] = [];
  const Frame = MotionFrame.pick({ pts: true, time: true });
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const { pts, time } = Frame.parse(JSON.parse(line) as unknown);
    if (peaks.delete(time)) moments.push(pts);
  }
  await rm(path);
  const [missing] = peaks;
  if (missing === undefined) return moments;
  const message = `Motion has its peak at ${missing} s, and no frame is there. Start the job anew.`;
  throw new PipelineError('FrameMismatch', message, { figures: { peak: missing } });
}

/** Decoding on to the next moment costs less than a new start, where it isn't farther than this. */
const farSeconds = 10;
/** Each is a comparison for every frame that is decoded. */
const mostTogether = 100;

/**
 * Moments in stretches that are decoded in one go.
 * @param moments ascending
 * @param keyFrames ascending, where decoding can begin
 */
export function stretchesOf(moments: readonly number[], keyFrames: readonly number[], timeBase: Rational): number[][] {
  const far = toPts(farSeconds, timeBase);
  const stretches: number[][] = [];
  let keyFrame = 0;
  for (const moment of moments) {
    while ((keyFrames[keyFrame + 1] ?? Infinity) <= moment) keyFrame += 1;
    const stretch = stretches.at(-1);
    const last = stretch?.at(-1) ?? -Infinity;
    if (stretch && stretch.length < mostTogether && (keyFrames[keyFrame] ?? -Infinity) - last <= far)
      stretch.push(moment);
    else stretches.push([moment]);
  }
  return stretches;
}
