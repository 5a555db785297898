import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { ObjectStore } from '../aws/object-store';
import { PipelineError } from '../pipeline/errors';
import {
  motionChaptersKey,
  motionCsvKey,
  motionFramesKey,
  motionKey,
  parseS3Uri,
  segmentResultKey,
} from '../pipeline/keys';
import { MotionRecord, type MotionReport } from '../pipeline/motion';
import { motionCsv } from '../pipeline/motion-csv';
import { MotionMerge } from '../pipeline/motion-merge';
import { motionChapters } from '../pipeline/motion-vtt';
import { Plan } from '../pipeline/plan';
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
    const merge = new MotionMerge(plan.media, plan.options);

    const lines = async function* () {
      for await (const record of readRecords(store, workBucket, plan)) {
        for (const frame of merge.add(record)) yield `${JSON.stringify(frame)}\n`;
      }
      const { frames, report } = merge.finish();
      for (const frame of frames) yield `${JSON.stringify(frame)}\n`;
      done.report = report;
    };
    const done: { report?: MotionReport } = {};
    const leave = (key: string, pieces: AsyncIterable<Buffer> | string[], contentType: string) =>
      store.upload(outputBucket, key, { stream: Readable.from(pieces) }, { contentType });
    await leave(motionFramesKey(jobId, plan.name), inBlocks(lines()), 'application/x-ndjson');
    const { report } = done;
    if (!report) throw new Error('The upload of the frames ended before the last of them');

    await leave(motionCsvKey(jobId, plan.name), [motionCsv(report.events)], 'text/csv; charset=utf-8');
    await leave(motionChaptersKey(jobId, plan.name), [motionChapters(report)], 'text/vtt; charset=utf-8');
    await store.writeJson(outputBucket, motionKey(jobId, plan.name), report);
    const merged = { frameCount: report.video.frameCount, eventCount: report.events.length };
    log.with({ jobId, executionId }).info('motion merged', merged);
    return merged;
  };
}

/** The records of all segments, in the order of their time, each frame's once. */
async function* readRecords(store: ObjectStore, workBucket: string, plan: Plan): AsyncGenerator<MotionRecord> {
  const task = taskOf(plan.mode === 'fused' ? plan.kernels : ['motion']);
  let count = 0;
  let lastPts = -Infinity;
  for (const { index } of plan.segments) {
    const result = await store.readJson(workBucket, segmentResultKey(plan.jobId, index, task), SegmentResult);
    const expected = count + countFrames(result.frameTimes);
    if (result.outputs.motion === undefined) throw mismatch(index, `its ${task} task has left none`);
    const lines = await store.open(workBucket, result.outputs.motion);
    try {
      for await (const line of createInterface({ input: lines })) {
        const json: unknown = JSON.parse(line);
        const record = MotionRecord.parse(json);
        const { pts } = record;
        if (pts <= lastPts) throw mismatch(index, `the frame at ${pts} doesn't come after the one at ${lastPts}`);
        lastPts = pts;
        count += 1;
        yield record;
      }
    } finally {
      lines.destroy();
    }
    if (count !== expected) throw mismatch(index, `${expected} frames up to its end were announced, ${count} recorded`);
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
