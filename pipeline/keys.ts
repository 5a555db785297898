import { createHash } from 'node:crypto';
import type { Container } from './job-options';
import type { TaskName } from './segment';

/** Every S3 key and every table key of the pipeline is a function here. Work keys begin with the job, so that one prefix is one job. */

/**
 * One job per version of an object and options. The state machine computes the same with States.Hash (statemachine/definition.ts).
 * @param version the object's version id, or the event's sequencer in a bucket without versions
 * @param options as text, where the execution's input names them; those of the upload go with its version
 */
export const jobId = (bucket: string, key: string, version: string, options = ''): string =>
  createHash('sha256').update(`${bucket}/${key}/${version}${options}`).digest('hex');

const number = (index: number): string => String(index).padStart(5, '0');

// Work bucket
export const workPrefix = (job: string): string => `${job}/`;
export const indexKey = (job: string): string => `${job}/key-frames.json`;
export const planKey = (job: string): string => `${job}/plan.json`;
/** The Map's items: a JSON array, as the ItemReader of a Distributed Map wants it. */
export const itemsKey = (job: string): string => `${job}/segments.json`;
/** What the segments' tasks leave lies below it. */
export const segmentsPrefix = (job: string): string => `${job}/segments/`;
/** A file of one segment: `00007.motion.ndjson`. */
export const segmentFile = (job: string, index: number, ending: string): string =>
  `${segmentsPrefix(job)}${number(index)}.${ending}`;
export const segmentResultKey = (job: string, index: number, task: TaskName): string =>
  segmentFile(job, index, `${task}.json`);
export const graySegmentKey = (job: string, index: number): string => segmentFile(job, index, 'gray.mp4');
export const motionSegmentKey = (job: string, index: number): string => segmentFile(job, index, 'motion.ndjson');
/** The pictures that a segment's task has set aside for a function. */
export const samplesKey = (job: string, index: number, kernel: string): string =>
  segmentFile(job, index, `${kernel}.samples`);
export const concatResultKey = (job: string): string => `${job}/concatenation.json`;
export const illustrationResultKey = (job: string): string => `${job}/illustration.json`;
export const failuresPrefix = (job: string): string => `${job}/failures/`;
export const failureKey = (job: string, task: TaskName, index: number | null): string =>
  `${failuresPrefix(job)}${index === null ? task : `${number(index)}.${task}`}.json`;

// Output bucket
/** The name people know a video by: the last part of its key, without its ending. */
export function baseName(key: string): string {
  const last = key.split('/').filter(Boolean).at(-1) ?? key;
  return shorten(last.replace(/(?<=.)\.[^.]*$/, ''));
}

/** File systems allow 255 bytes for a name, of which the longest ending takes 21. */
function shorten(name: string): string {
  let short = name;
  while (Buffer.byteLength(short) > 200) short = Array.from(short).slice(0, -1).join('');
  return short;
}

export const outputPrefix = (job: string): string => `${job}/`;
export const grayKey = (job: string, name: string, container: Container): string => `${job}/${name}.gray.${container}`;
export const motionKey = (job: string, name: string): string => `${job}/${name}.motion.json`;
export const motionFramesKey = (job: string, name: string): string => `${job}/${name}.motion-frames.ndjson`;
/** All clips of events lie below it. */
export const eventClipsPrefix = (job: string): string => `${job}/events/`;
/** @param clip of pipeline/event-clip.ts */
export const eventClipKey = (job: string, clip: string): string => `${eventClipsPrefix(job)}${clip}`;
export const annotatedKey = (job: string, name: string): string => `${job}/${name}.motion.mp4`;
export const motionCsvKey = (job: string, name: string): string => `${job}/${name}.motion.csv`;
export const motionChaptersKey = (job: string, name: string): string => `${job}/${name}.motion.vtt`;
/** Everything about a job, for people: one file that needs no other, beside the outputs that it links to. */
export const pageKey = (job: string, name: string): string => `${job}/${name}.html`;

// Job table: partition key `jobId`, sort key `item`
export const jobItem = 'job';
export const segmentItem = (index: number): string => `segment#${number(index)}`;
export const taskItem = (task: TaskName, index: number | null): string =>
  index === null ? `task#${task}` : `task#${number(index)}#${task}`;

/** One launch of a task, by the task's id: the last part of its ARN. */
export const runItem = (taskArn: string): string => `run#${taskArn.replace(/^.*\//, '')}`;
/** What functions and tasks have used. */
export const usageItem = 'usage';

export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

/** @throws TypeError when the text is no s3:// URI */
export function parseS3Uri(uri: string): { bucket: string; key: string } {
  const match = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri);
  if (!match?.[1] || !match[2]) throw new TypeError(`"${uri}" is no s3://bucket/key`);
  return { bucket: match[1], key: match[2] };
}
