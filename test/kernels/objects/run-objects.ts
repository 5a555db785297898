import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLog } from '../../../aws/log';
import { decodeSegment } from '../../../container/decode-segment';
import { fileFootage } from '../../../kernels/footage';
import type { KernelOutput } from '../../../kernels/kernel';
import { createModelFiles } from '../../../kernels/models/model-files';
import type { ObjectsOptions } from '../../../kernels/objects/options';
import { program } from '../../../kernels/objects/program';
import { probeMedia } from '../../../media/probe';
import { run } from '../../../media/run';
import type { PinnedFile } from '../../../pipeline/model';
import type { Plan } from '../../../pipeline/plan';
import { planJob } from '../../../pipeline/plan-job';
import { jobOptions, policy } from '../../pipeline/examples';
import { tools } from '../../tools';
import { colors } from '../models/color-detector';

export const silent = createLog('test', () => undefined);

/** Models here are files; nothing is fetched. */
export const fileModels = () =>
  createModelFiles({ download: () => Promise.reject(new Error('Nothing is downloaded here')) }, '/nonexistent');

/** A file as options name it. */
export async function pinned(path: string, content: Buffer | string): Promise<PinnedFile> {
  await writeFile(path, content);
  return { uri: pathToFileURL(path).href, sha256: createHash('sha256').update(content).digest('hex') };
}

/** Four seconds of gray, 160 x 90, ten frames a second, a key frame each second, with squares that come and go. */
export async function makeClip(path: string): Promise<void> {
  const square = (color: string, x: number, y: number, from: number, to: number) =>
    `drawbox=x=${x}:y=${y}:w=60:h=60:color=${color}:t=fill:enable='between(t,${from},${to})'`;
  const squares = [
    square('red', 0, 0, 0, 1.25),
    square('red', 80, 20, 1.3, 3.55),
    square('blue', 20, 30, 2, 9),
    square('0x00ff00', 100, 0, 3.3, 9),
  ];
  const { ffmpeg } = await tools();
  await run(ffmpeg.path, [
    ...['-v', 'error', '-f', 'lavfi', '-i', `color=gray:s=160x90:r=10:d=4,format=rgb24,${squares.join()}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '10', '-sc_threshold', '0', '-bf', '0', '-pix_fmt', 'yuv420p'],
    path,
  ]);
}

export interface Wanted {
  model: PinnedFile;
  objects?: Partial<ObjectsOptions>;
  segmentSeconds?: number;
  /** Models are run over samples. */
  inFunction?: boolean;
}

export type Job = Prepared & { plan: Plan; lines: string[] };

/** A job for a clip, and what its segments' records say, in their order. */
export async function inspectClip(
  folder: string,
  path: string,
  { model, objects = {}, segmentSeconds = 60, inFunction = false }: Wanted,
): Promise<Job> {
  const prepared = await prepare(path);
  const { task, footage, media, index } = prepared;
  const options = jobOptions({ kernels: ['objects'], segmentSeconds });
  const facts = inFunction ? [{ role: 'objects', sha256: model.sha256, bytes: 1, width: 64, height: 64, secondsPerPicture: 1 }] : []; // prettier-ignore
  const { plan: planned } = planJob({
    ...{ jobId: 'job-1', source: { ...footage.source, key: 'a b.mp4' }, media, index, policy, expiresAt: 1 },
    options: { ...options, objects: { ...options.objects, model, names: [...colors], ...objects } },
    buckets: { work: 'work', output: 'results' },
  });
  const plan: Plan = { ...planned, models: facts, inspectIn: inFunction ? 'function' : 'task' };
  const lines: string[] = [];
  for (const segment of plan.segments) {
    const own = await mkdtemp(join(folder, 'segment-'));
    const decoding = { ...task, store: footage.store, folder: own };
    const { outputs } = await decodeSegment(decoding, plan, segment, ['objects'], () => undefined);
    let [output]: KernelOutput[] = outputs;
    if (inFunction) {
      expect(output).toMatchObject({ key: `job-1/segments/0000${segment.index}.objects.samples` });
      output = await program.inspect!({ ...task, folder: own, plan, segment, samplesPath: output!.path });
    }
    const key = `job-1/segments/0000${segment.index}.objects.ndjson`;
    expect(output).toMatchObject({ key, contentType: 'application/x-ndjson' });
    const written = (await readFile(output!.path, 'utf8')).split('\n').slice(0, -1);
    expect(output!.records).toBe(written.length);
    lines.push(...written);
    await rm(own, { recursive: true });
  }
  return { ...prepared, plan, lines };
}

/** By their keys, without the job's id. */
export type Outputs = Map<string, Buffer>;

/** The outputs of a whole job. */
export async function runObjects(folder: string, path: string, wanted: Wanted): Promise<Outputs> {
  const job = await inspectClip(folder, path, wanted);
  const { plan, lines, task } = job;
  const outputs: Outputs = new Map();
  await program.merge!({
    ...{ ...task, plan, folder },
    async *records() {
      for (const line of lines) yield await Promise.resolve(JSON.parse(line) as unknown);
    },
    async leave(key, pieces) {
      const parts: Buffer[] = [];
      for await (const piece of pieces) parts.push(Buffer.from(piece));
      outputs.set(nameOf(key), Buffer.concat(parts));
    },
    copy: () => Promise.reject(new Error('Nothing is copied')),
  });
  if (!plan.options.objects.annotate) return outputs;
  const frames = await illustrate(folder, job, outputs);
  expect(frames).toBe(plan.media.video.frameCount);
  return outputs;
}

/** Adds drawn pictures to the outputs; how many frames it has told to have seen. */
export async function illustrate(
  folder: string,
  { plan, task, footage, index }: Job,
  outputs: Outputs,
): Promise<number> {
  const found = (key: string) => outputs.get(nameOf(key)) ?? Buffer.of();
  let frames = 0;
  await program.illustrate!({
    ...{ ...task, plan, folder, footage, index },
    report: (done) => void (frames = done),
    readJson: (key, schema) => Promise.resolve(schema.parse(JSON.parse(found(key).toString()))),
    download: (key, to) => writeFile(to, found(key)),
    downloadWork: () => Promise.reject(new Error('No work is asked for')),
    leave: async (key, from) => void outputs.set(nameOf(key), await readFile(from)),
  });
  return frames;
}

const nameOf = (key: string): string => key.replace('job-1/', '');

type Prepared = Awaited<ReturnType<typeof prepare>>;

async function prepare(path: string) {
  const footage = await fileFootage(path);
  const { ffmpeg, ffprobe } = await tools();
  const { media, index } = await probeMedia(ffprobe.path, { url: path }, 'clip');
  const { signal } = new AbortController();
  const task = { ffmpeg, ffprobe, log: silent, threads: 1, models: fileModels(), signal };
  return { task, footage, media, index };
}
