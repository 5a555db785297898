import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../../aws/clients';
import type { ObjectStore } from '../../../aws/object-store';
import { concatSegments } from '../../../container/concat-segments';
import { processSegment } from '../../../container/process-segment';
import type { TaskDependencies } from '../../../container/task';
import type { HandlerDependencies } from '../../../handlers/handler';
import { createPlanSegments } from '../../../handlers/plan-segments';
import { type Probed, createProbe } from '../../../handlers/probe';
import { type KernelName, JobOptions } from '../../../pipeline/job-options';
import { PlanningPolicy } from '../../../pipeline/job-policy';
import { KeyFrameIndex } from '../../../pipeline/key-frame-index';
import { indexKey, planKey } from '../../../pipeline/keys';
import { Plan } from '../../../pipeline/plan';
import type { Source } from '../../../pipeline/source';
import { type Services, startServices } from '../../aws/services';
import { RememberingJobs, rememberingLog } from '../../container/fakes';
import { noModels } from '../../../kernels/models/model-files';
import { tools } from '../../tools';

const buckets = { input: 'input', work: 'work', output: 'output' };
const executionId = 'arn:aws:states:us-east-1:000000000000:execution:exactness:1';

/** An uploaded video that Probe has accepted. */
export interface Prepared {
  jobId: string;
  source: Source;
  probed: Probed;
}

/**
 * The pipeline without its state machine: real functions, real tasks, real ffmpeg, the embedded S3; the job table only
 * remembers. A whole execution of each cut would take ten times as long.
 */
export class Workbench {
  readonly #store: ObjectStore;

  private constructor(
    private readonly services: Services,
    readonly folder: string,
  ) {
    this.#store = openStore(services.clients);
  }

  static async open(): Promise<Workbench> {
    const services = await startServices();
    await services.createBucket(buckets.input, { versioned: true });
    await services.createBucket(buckets.work);
    await services.createBucket(buckets.output);
    return new Workbench(services, await mkdtemp(join(tmpdir(), 'framefleet-exactness-')));
  }

  async close(): Promise<void> {
    await this.services.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @throws PipelineError when Probe refuses it */
  async prepare(path: string, key: string, kernels: readonly KernelName[]): Promise<Prepared> {
    const version = await this.#store.upload(buckets.input, key, { path }, { contentType: 'application/octet-stream' });
    if (version === undefined) throw new Error('The bucket keeps no versions');
    const { size: sizeBytes } = await stat(path);
    const source = { bucket: buckets.input, key, version, versionId: version, etag: '', sizeBytes };
    const defaults = JobOptions.parse({ kernels, crf: 0 });
    const probe = createProbe(await this.#handlerDependencies());
    return { jobId: version, source, probed: await probe({ jobId: version, executionId, source, defaults }) };
  }

  /** Cuts, processes and joins; leaves the gray video at `grayPath`. Returns the number of segments. */
  async cut(prepared: Prepared, segmentSeconds: number, grayPath: string): Promise<number> {
    const { source, probed } = prepared;
    const jobId = `${prepared.jobId}-${segmentSeconds}`;
    const index = await this.#store.readJson(buckets.work, indexKey(prepared.jobId), KeyFrameIndex);
    await this.#store.writeJson(buckets.work, indexKey(jobId), index);
    const policy = PlanningPolicy.parse({ maxConcurrency: 1000 });
    const options = { ...probed.options, segmentSeconds };
    const planSegments = createPlanSegments(await this.#handlerDependencies());
    await planSegments({ jobId, executionId, source, probed: { ...probed, options }, policy });
    const plan = await this.#store.readJson(buckets.work, planKey(jobId), Plan);
    for (const segment of plan.segments) {
      await this.#task((dependencies) => processSegment(dependencies, plan, segment, plan.kernels));
    }
    const { key } = await this.#task((dependencies) => concatSegments(dependencies, plan));
    await this.#store.download(buckets.output, key, grayPath);
    return plan.segments.length;
  }

  async #handlerDependencies(): Promise<HandlerDependencies> {
    const { ffprobe } = await tools();
    return {
      store: this.#store,
      workBucket: buckets.work,
      outputBucket: buckets.output,
      log: rememberingLog(),
      now: () => new Date(),
      variables: { FFPROBE_PATH: ffprobe.path },
    };
  }

  async #task<Result>(work: (dependencies: TaskDependencies) => Promise<Result>): Promise<Result> {
    const folder = await mkdtemp(join(this.folder, 'task-'));
    try {
      return await work({
        ...(await tools()),
        models: noModels,
        store: this.#store,
        jobs: new RememberingJobs(),
        log: rememberingLog(),
        now: () => new Date(),
        workBucket: buckets.work,
        outputBucket: buckets.output,
        folder,
        threads: 1,
        signal: new AbortController().signal,
        launch: { executionId: 'arn:of-the-matrix', attempt: 1 },
        onFrames: () => undefined,
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
