import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLog } from '../../../aws/log';
import { decodeSegment } from '../../../container/decode-segment';
import { FacesOptions } from '../../../kernels/faces/options';
import { program } from '../../../kernels/faces/program';
import type { FacesReport } from '../../../kernels/faces/report';
import type { FaceLine } from '../../../kernels/faces/record';
import { fileFootage } from '../../../kernels/footage';
import type { MergeContext } from '../../../kernels/kernel';
import { createModelFiles } from '../../../kernels/models/model-files';
import { probeMedia } from '../../../media/probe';
import { run } from '../../../media/run';
import type { PinnedFile } from '../../../pipeline/model';
import { planJob } from '../../../pipeline/plan-job';
import { jobOptions, policy } from '../../pipeline/examples';
import { tools } from '../../tools';
import { faceDetector, faceEmbedder } from './face-models';

export const silent = createLog('test', () => undefined);

/** Files alone. */
export const models = createModelFiles(
  { download: () => Promise.reject(new Error('Nothing is in S3')) },
  '/nonexistent',
);

/** Writes a file and pins it. */
export async function pin(folder: string, name: string, content: Uint8Array | string): Promise<PinnedFile> {
  const path = join(folder, name);
  await writeFile(path, content);
  return { uri: pathToFileURL(path).href, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Two models and what is said of them, for pictures of 128x64. */
export async function givenModels(
  folder: string,
  layout: 'yunet' | 'scrfd' = 'yunet',
): Promise<{ detector: PinnedFile; embedder: PinnedFile }> {
  return {
    detector: await pin(folder, `${layout}.onnx`, faceDetector({ layout })),
    embedder: await pin(folder, 'embedder.onnx', faceEmbedder()),
  };
}

export const facesOptions = (given: Partial<FacesOptions>): FacesOptions => FacesOptions.parse(given);

/** Somebody: a red square with a little of another colour, on the grid of the detector. */
export interface Face {
  /** Of the square, from 0, across and down. */
  at: readonly [column: number, row: number];
  color: string;
  /** Seconds. */
  from: number;
  to: number;
}

export const ann = '0xFF6000';
export const bob = '0xFF0060';
/** Somewhat like nobody else. */
export const cleo = '0xFF0000';

/** A video of 128x64, ten frames a second, with a key frame every second. */
export async function makeClip(path: string, seconds: number, faces: readonly Face[]): Promise<string> {
  const { ffmpeg } = await tools();
  const squares = faces.map(
    ({ at: [column, row], color, from, to }) =>
      `drawbox=x=${32 * column}:y=${32 * row}:w=32:h=32:color=${color}:t=fill:enable='gte(t,${from})*lt(t,${to})'`,
  );
  await run(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', `color=gray:s=128x64:r=10:d=${seconds},format=rgb24`],
    ...['-vf', [...squares, 'format=yuv444p'].join(), '-c:v', 'libx264', '-qp', '0', '-g', '10', path],
  ]);
  return path;
}

export interface Wanted {
  faces: FacesOptions;
  segmentSeconds?: number;
  inspect?: 'task' | 'function';
}

export interface Found {
  segments: number;
  /** By key, without the job's id. */
  outputs: Map<string, string>;
  lines: FaceLine[];
  report: FacesReport;
}

/** All that the kernel does in a job: its segments one by one, the functions that look at samples, the merge. */
export async function runFaces(
  folder: string,
  path: string,
  { faces, segmentSeconds = 60, inspect = 'task' }: Wanted,
): Promise<Found> {
  const footage = await fileFootage(path);
  const { signal } = new AbortController();
  const task = { ...(await tools()), log: silent, threads: 1, models, signal };
  const { media, index } = await probeMedia(task.ffprobe.path, { url: path }, 'clip');
  const options = jobOptions({ kernels: ['faces'], segmentSeconds, inspect, faces });
  const facts = await program.checkModels?.({ ...task, options, folder, filesAreElsewhere: false });
  const { plan } = planJob({
    ...{ jobId: 'job-1', source: { ...footage.source, key: 'clip.mp4' }, media, index, policy, expiresAt: 1 },
    options,
    ...(facts ? { models: facts } : {}),
    buckets: { work: 'work', output: 'results' },
  });
  const lines: string[] = [];
  for (const segment of plan.segments) {
    const own = await mkdtemp(join(folder, 'segment-'));
    const context = { ...task, store: footage.store, folder: own };
    const { outputs } = await decodeSegment(context, plan, segment, ['faces'], () => undefined);
    const [left] = outputs;
    if (!left) throw new Error('Nothing was left');
    const { path } =
      inspect === 'task'
        ? left
        : ((await program.inspect?.({ ...context, plan, segment, samplesPath: left.path })) ?? left);
    lines.push(...(await readFile(path, 'utf8')).split('\n').filter(Boolean));
    await rm(own, { recursive: true });
  }
  const outputs = new Map<string, string>();
  const merging: MergeContext = {
    ...{ plan, log: silent, folder, threads: 1, models },
    async *records() {
      for (const line of lines) yield await Promise.resolve(JSON.parse(line) as unknown);
    },
    async leave(key, pieces) {
      let text = '';
      for await (const piece of pieces) text += Buffer.from(piece).toString();
      outputs.set(key.replace('job-1/', ''), text);
    },
    copy: () => Promise.reject(new Error('Nothing is copied')),
  };
  await program.merge?.(merging);
  const written = (outputs.get('clip.faces.ndjson') ?? '').split('\n').filter(Boolean);
  return {
    segments: plan.segments.length,
    outputs,
    lines: written.map((line) => JSON.parse(line) as FaceLine),
    report: JSON.parse(outputs.get('clip.faces.json') ?? '') as FacesReport,
  };
}
