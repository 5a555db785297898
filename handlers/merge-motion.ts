import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { ObjectStore } from '../aws/object-store';
import { PipelineError } from '../pipeline/errors';
import { motionFramesKey, motionKey, parseS3Uri, segmentResultKey } from '../pipeline/keys';
import { type MotionFrame, MotionRecord, type MotionReport } from '../pipeline/motion';
import { MotionEvents } from '../pipeline/motion-events';
import { Plan } from '../pipeline/plan';
import { formatRational, toSeconds } from '../pipeline/rational';
import { SegmentResult, countFrames, taskOf } from '../pipeline/segment';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({ jobId: z.string(), executionId: z.string(), plan: z.string() });

export interface Merged {
  frameCount: number;
  eventCount: number;
}

/** Joins the segments' records to one line per frame of the video, and decides the events over all of them. */
export function createMergeMotion({ store, workBucket, outputBucket, log }: HandlerDependencies): Handler<Merged> {
  return async (event) => {
    const { jobId, executionId, plan: uri } = Event.parse(event);
    const { bucket, key } = parseS3Uri(uri);
    const plan = await store.readJson(bucket, key, Plan);
    const events = new MotionEvents();
    const totals = { frameCount: 0 };

    const lines = async function* () {
      for await (const frame of readFrames(store, workBucket, plan)) {
        events.add(frame);
        totals.frameCount += 1;
        yield `${JSON.stringify(frame)}\n`;
      }
    };
    const framesKey = motionFramesKey(jobId, plan.name);
    await store.upload(
      outputBucket,
      framesKey,
      { stream: Readable.from(inBlocks(lines())) },
      { contentType: 'application/x-ndjson' },
    );

    const { width, height, timeBase } = plan.media.video;
    const { durationSeconds } = plan.media;
    const report: MotionReport = {
      video: { width, height, frameCount: totals.frameCount, durationSeconds, timeBase: formatRational(timeBase) },
      regions: plan.options.regions,
      events: events.finish(durationSeconds, totals.frameCount),
    };
    await store.writeJson(outputBucket, motionKey(jobId, plan.name), report);
    const merged = { frameCount: totals.frameCount, eventCount: report.events.length };
    log.with({ jobId, executionId }).info('motion merged', merged);
    return merged;
  };
}

async function* readFrames(store: ObjectStore, workBucket: string, plan: Plan): AsyncGenerator<MotionFrame> {
  const task = taskOf(plan.mode === 'fused' ? plan.kernels : ['motion']);
  let frame = 0;
  let firstPts: number | undefined;
  let lastPts = -Infinity;
  for (const { index } of plan.segments) {
    const result = await store.readJson(workBucket, segmentResultKey(plan.jobId, index, task), SegmentResult);
    const expected = frame + countFrames(result.frameTimes);
    if (result.outputs.motion === undefined) throw mismatch(index, `its ${task} task has left none`);
    const records = await store.open(workBucket, result.outputs.motion);
    try {
      for await (const line of createInterface({ input: records })) {
        const record: unknown = JSON.parse(line);
        const { pts, area, boxes } = MotionRecord.parse(record);
        if (pts <= lastPts) throw mismatch(index, `the frame at ${pts} doesn't come after the one at ${lastPts}`);
        firstPts ??= pts;
        lastPts = pts;
        yield { frame, pts, time: toSeconds(pts - firstPts, plan.media.video.timeBase), area, boxes };
        frame += 1;
      }
    } finally {
      records.destroy();
    }
    if (frame !== expected) throw mismatch(index, `${expected} frames up to its end were announced, ${frame} recorded`);
  }
}

const mismatch = (segment: number, why: string) =>
  new PipelineError('FrameMismatch', `Motion records of segment ${segment}: ${why}.`, { figures: { segment } });

/** Small writes cost more than the bytes they carry: lines are passed on some 64 KB at a time. */
async function* inBlocks(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let block = '';
  for await (const line of lines) {
    block += line;
    if (block.length < 65_536) continue;
    yield Buffer.from(block);
    block = '';
  }
  if (block !== '') yield Buffer.from(block);
}

export const handler = lambda('framefleet-merge-motion', createMergeMotion);
