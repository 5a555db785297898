import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '../../../aws/log';
import { decodeSegment } from '../../../container/decode-segment';
import { fileFootage } from '../../../kernels/footage';
import type { IllustrateContext, MergeContext } from '../../../kernels/kernel';
import type { PicturesOptions } from '../../../kernels/pictures/options';
import { PictureList } from '../../../kernels/pictures/picture-list';
import { program } from '../../../kernels/pictures/program';
import { probeMedia } from '../../../media/probe';
import type { JobOptions } from '../../../pipeline/job-options';
import type { Plan } from '../../../pipeline/plan';
import { planJob } from '../../../pipeline/plan-job';
import { jobOptions, policy } from '../../pipeline/examples';
import { tools } from '../../tools';

export interface Wanted {
  segmentSeconds?: number;
  pictures?: Partial<PicturesOptions>;
  /** Of others, on whose results pictures are taken. */
  kernels?: JobOptions['kernels'];
  /** Have them look at the same decode. */
  fused?: boolean;
  /** What these have left, by key. */
  left?: (plan: Plan) => Readonly<Record<string, string>>;
}

export interface Made {
  plan: Plan;
  list: PictureList;
  /** By key, without the job's id. */
  outputs: Map<string, Buffer>;
  contentTypes: Map<string, string>;
}

const silent = createLog('test', () => undefined);

const noModels = { fetch: () => Promise.reject(new Error('No model')) };

/** All that the kernel does in a job: its segments one by one, the merge, and what is put together after it. */
export async function runPictures(
  folder: string,
  path: string,
  { segmentSeconds = 60, pictures = {}, kernels = ['pictures'], fused = false, left }: Wanted = {},
): Promise<Made> {
  const footage = await fileFootage(path);
  const { signal } = new AbortController();
  const task = { ...(await tools()), log: silent, threads: 1, models: noModels, signal };
  const { media, index } = await probeMedia(task.ffprobe.path, { url: path }, 'clip');
  const options = jobOptions({ kernels, segmentSeconds });
  const { plan } = planJob({
    ...{ jobId: 'job-1', source: { ...footage.source, key: 'a b.mp4' }, media, index, policy, expiresAt: 1 },
    options: { ...options, pictures: { ...options.pictures, ...pictures } },
    buckets: { work: 'work', output: 'results' },
  });
  const work = new Map<string, Buffer>();
  const lines: string[] = [];
  for (const segment of plan.segments) {
    const own = await mkdtemp(join(folder, 'segment-'));
    const decoding = { ...task, store: footage.store, folder: own };
    const { outputs } = await decodeSegment(decoding, plan, segment, fused ? kernels : ['pictures'], () => undefined);
    for (const { path, key, files = [] } of outputs.filter(({ kernel }) => kernel === 'pictures')) {
      lines.push(...(await readFile(path, 'utf8')).split('\n').filter(Boolean));
      for (const file of [...files, { path, key }]) work.set(file.key, await readFile(file.path));
    }
    await rm(own, { recursive: true });
  }

  const results = new Map<string, Buffer>(
    Object.entries(left?.(plan) ?? {}).map(([key, text]) => [key, Buffer.from(text)]),
  );
  const others = new Set(results.keys());
  const contentTypes = new Map<string, string>();
  const found = (store: Map<string, Buffer>, key: string): Buffer => {
    const content = store.get(key);
    if (!content) throw new Error(`${key} isn't there`);
    return content;
  };
  const merging: MergeContext = {
    ...{ plan, log: silent, folder, threads: 1, models: noModels },
    async *records() {
      for (const line of lines) yield await Promise.resolve(JSON.parse(line) as unknown);
    },
    async leave(key, pieces, contentType) {
      const parts: Buffer[] = [];
      for await (const piece of pieces) parts.push(Buffer.from(piece));
      results.set(key, Buffer.concat(parts));
      contentTypes.set(key, contentType);
    },
    copy: (workKey, outputKey) => Promise.resolve(void results.set(outputKey, found(work, workKey))),
  };
  await program.merge?.(merging);

  const own = await mkdtemp(join(folder, 'illustrate-'));
  const illustrating: IllustrateContext = {
    ...{ ...task, plan, footage, index, folder: own, report: () => undefined },
    readJson: (key, schema) => Promise.resolve(schema.parse(JSON.parse(found(results, key).toString()))),
    download: (key, path) => writeFile(path, found(results, key)),
    downloadWork: (key, path) => writeFile(path, found(work, key)),
    async leave(key, path, contentType) {
      results.set(key, await readFile(path));
      contentTypes.set(key, contentType);
    },
  };
  await program.illustrate?.(illustrating);
  await rm(own, { recursive: true });

  const outputs = new Map(
    [...results].flatMap(([key, content]) => (others.has(key) ? [] : [[key.replace('job-1/', ''), content] as const])),
  );
  const list = PictureList.parse(JSON.parse(found(outputs, 'a b.pictures.json').toString()));
  return { plan, list, outputs, contentTypes };
}
