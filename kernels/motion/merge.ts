import { motionChaptersKey, motionCsvKey, motionFramesKey, motionKey } from '../../pipeline/keys';
import { MotionRecord, type MotionReport } from '../../pipeline/motion';
import { motionCsv } from '../../pipeline/motion-csv';
import { MotionMerge } from '../../pipeline/motion-merge';
import { motionChapters } from '../../pipeline/motion-vtt';
import type { MergeContext } from '../kernel';

/** Joins the segments' records to one line per frame of the video, and decides the events over all of them. */
export async function mergeMotion({ plan, records, leave, log }: MergeContext): Promise<void> {
  const { jobId, name, media, options } = plan;
  const merge = new MotionMerge(media, options);
  const done: { report?: MotionReport } = {};

  async function* lines(): AsyncGenerator<string> {
    for await (const record of records()) {
      for (const frame of merge.add(MotionRecord.parse(record))) yield `${JSON.stringify(frame)}\n`;
    }
    const { frames, report } = merge.finish();
    for (const frame of frames) yield `${JSON.stringify(frame)}\n`;
    done.report = report;
  }

  await leave(motionFramesKey(jobId, name), lines(), 'application/x-ndjson');
  const { report } = done;
  if (!report) throw new Error('The upload of the frames ended before the last of them');
  await leave(motionCsvKey(jobId, name), [motionCsv(report.events)], 'text/csv; charset=utf-8');
  await leave(motionChaptersKey(jobId, name), [motionChapters(report)], 'text/vtt; charset=utf-8');
  await leave(motionKey(jobId, name), [JSON.stringify(report)], 'application/json');
  log.info('motion merged', { frameCount: report.video.frameCount, eventCount: report.events.length });
}
