import { join } from 'node:path';
import type { Log } from '../../aws/log';
import type { JobOptions } from '../../pipeline/job-options';
import { samplesKey, segmentFile } from '../../pipeline/keys';
import { pictureGrid } from '../../pipeline/picture-grid';
import type { Plan } from '../../pipeline/plan';
import type { Segment } from '../../pipeline/segment';
import type { InspectContext, KernelOutput, KernelRun, ModelFiles, SegmentContext } from '../kernel';
import { LineFile } from '../line-file';
import { SamplesWriter, readSamples } from './samples';

/** The pictures that it wants, and the filters that make them of the source's: rgb24. */
export interface Frame {
  width: number;
  height: number;
  filters: readonly string[];
}

/** Looks at single pictures. */
export interface Inspector extends Frame {
  /**
   * @param pts in units of the source's time base
   * @param pixels used again after the promise is kept
   * @returns what is written of the picture, as a line
   */
  look(pts: number, pixels: Uint8Array): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export interface InspectorContext {
  plan: Plan;
  models: ModelFiles;
  threads: number;
  folder: string;
  log: Log;
  signal?: AbortSignal | undefined;
}

/** A kernel that runs models over single pictures: in the task that decodes, or in a function that gets samples from it. */
export interface PictureKernel {
  name: 'objects' | 'faces';
  /** One picture is looked at in so many seconds, to the millisecond. */
  everySeconds(options: JobOptions): number;
  /** Without opening any model, by what is known of them; for a task that only takes samples. */
  frame(plan: Plan): Frame;
  open(context: InspectorContext): Promise<Inspector>;
}

/** Looks at the pictures where they are decoded, or only takes samples of them, as the plan says. */
export const startInspecting =
  (kernel: PictureKernel) =>
  (context: SegmentContext): Promise<KernelRun> =>
    context.plan.inspectIn === 'function' ? sample(kernel, context) : inspect(kernel, context);

async function inspect(kernel: PictureKernel, context: SegmentContext): Promise<KernelRun> {
  const inspector = await kernel.open(context);
  const lines = await openLines(kernel, context).catch(async (error: unknown) => {
    await inspector.close();
    throw error;
  });
  return {
    ...askFor(kernel, context.plan, inspector),
    onFrame: async (pts, pixels) => lines.write(await inspector.look(pts, pixels)),
    finish: () => lines.finish(),
    async close() {
      await lines.close();
      await inspector.close();
    },
  };
}

function sample(kernel: PictureKernel, { plan, segment, folder }: SegmentContext): Promise<KernelRun> {
  const frame = kernel.frame(plan);
  const path = join(folder, `${kernel.name}.samples`);
  const writer = new SamplesWriter(path, frame);
  return Promise.resolve({
    ...askFor(kernel, plan, frame),
    onFrame: (pts, pixels) => writer.add(pts, pixels),
    async finish() {
      await writer.finish();
      return { path, key: samplesKey(plan.jobId, segment.index, kernel.name), contentType: 'application/gzip' };
    },
    close() {
      writer.abandon();
      return Promise.resolve();
    },
  });
}

/** Does with samples just what the task would have done with its pictures. */
export const inspectSamples =
  (kernel: PictureKernel) =>
  async (context: InspectContext): Promise<KernelOutput> => {
    const inspector = await kernel.open(context);
    try {
      const lines = await openLines(kernel, context);
      try {
        for await (const { pts, pixels } of readSamples(context.samplesPath, inspector)) {
          context.signal?.throwIfAborted();
          await lines.write(await inspector.look(pts, pixels));
        }
        return await lines.finish();
      } finally {
        await lines.close();
      }
    } finally {
      await inspector.close();
    }
  };

const askFor = (kernel: PictureKernel, { options, media }: Plan, { width, height, filters }: Frame) => ({
  branch: {
    range: 'segment' as const,
    pick: pictureGrid(media.video, kernel.everySeconds(options)),
    filters,
    output: { kind: 'frames' as const },
  },
  frameBytes: width * height * 3,
});

/** Where the work bucket holds what was found in a segment's pictures. */
const findingsKey = (job: string, index: number, { name }: Pick<PictureKernel, 'name'>): string =>
  segmentFile(job, index, `${name}.ndjson`);

async function openLines(
  kernel: PictureKernel,
  { plan, segment, folder }: { plan: Plan; segment: Segment; folder: string },
) {
  const path = join(folder, `${kernel.name}.ndjson`);
  const lines = await LineFile.create(path);
  let records = 0;
  return {
    async write(record: Readonly<Record<string, unknown>>): Promise<void> {
      await lines.add(JSON.stringify(record));
      records += 1;
    },
    async finish(): Promise<KernelOutput> {
      await lines.end();
      const key = findingsKey(plan.jobId, segment.index, kernel);
      return { path, key, contentType: 'application/x-ndjson', records };
    },
    close: () => lines.close(),
  };
}
