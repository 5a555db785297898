import { LambdaLayerVersion, type LambdaLayerVersionConfig } from '@cdktf/provider-aws/lib/lambda-layer-version';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { HandlerEnvironment, MeteringEnvironment } from '../pipeline/environment';
import { functionMemory } from '../pipeline/function-memory';
import { functionTimeouts } from '../statemachine/function-timeouts';
import type { Principal } from '../statemachine/names';
import type { Artifacts } from './artifacts';
import { type FunctionName, besideFunction } from './bundle-function';
import { HandlerFunction } from './constructs/handler-function';
import { layerFfprobe } from './ffprobe-layer';
import { taskLogGroup } from '../statemachine/log-groups';
import type { Stage } from './stage';
import type { Artifact } from './zip';

interface Shape {
  principal: Principal;
  description: string;
  /** Of its folder /tmp, where 512 aren't enough. */
  storageMiB?: number;
}

/** Besides their memory (pipeline/function-memory.ts). Those that run models have room for these and for pictures. */
const shapes: Record<FunctionName, Shape> = {
  probe: { principal: 'probe', description: 'What kind of video is it, and where can it be cut?' },
  checkModels: {
    principal: 'check-models',
    description: 'Are the models what they should be, and how long do they take?',
    storageMiB: 2048,
  },
  planSegments: { principal: 'plan-segments', description: 'Cuts a video at key frames, on paper' },
  resumeJob: { principal: 'resume-job', description: 'Finds what a run before has left to do' },
  inspectPictures: {
    principal: 'inspect-pictures',
    description: 'Runs models over the pictures of a segment',
    storageMiB: 2048,
  },
  mergeResults: { principal: 'merge-results', description: "Puts the segments' results together" },
  describeFailure: { principal: 'describe-failure', description: 'Says which segment failed, and why' },
  writePage: { principal: 'write-page', description: "Writes a job's page" },
  clearWork: { principal: 'clear-work', description: 'Removes what a finished job needs no more' },
  reconcile: { principal: 'reconcile', description: 'Corrects the record of a job whose run has died' },
  recordRun: { principal: 'record-run', description: 'Notes how a launch of a task has ended' },
};

/** What lies in the image of the tasks can't be seen from a function; what it has fetched is there at its next call. */
const readingModels = { FRAMEFLEET_MODEL_CACHE: '/tmp/models', FRAMEFLEET_FILES: 'elsewhere' };

/** ONNX Runtime would tell its makers what it runs, and on what. */
const runningModels = { ...readingModels, ORT_DISABLE_TELEMETRY: '1' };

/** The handlers, each a function with a role of its own. */
export class Functions extends Construct {
  /** ARNs, as the state machine calls them. */
  readonly arns: Readonly<Record<FunctionName, string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly stage: Stage,
    private readonly artifacts: Artifacts,
  ) {
    super(scope, id);
    const { config, names } = stage;
    const { ffprobeLayer, runtimeLayer } = artifacts;
    const ffprobe = this.#layer('Ffprobe', ffprobeLayer, {
      layerName: names.ffprobeLayer,
      description: 'ffprobe, a static build',
      licenseInfo: 'GPL-3.0',
    });
    const runtime = this.#layer('Runtime', runtimeLayer, {
      layerName: names.runtimeLayer,
      description: 'onnxruntime-node, which runs models',
      licenseInfo: 'MIT',
    });
    this.arns = {
      probe: this.#function('probe', { FFPROBE_PATH: layerFfprobe }, [ffprobe]),
      checkModels: this.#function('checkModels', runningModels, [runtime]),
      planSegments: this.#function('planSegments'),
      resumeJob: this.#function('resumeJob'),
      inspectPictures: this.#function('inspectPictures', runningModels, [runtime]),
      // Runs none, but reads the people that faces are compared with.
      mergeResults: this.#function('mergeResults', readingModels),
      describeFailure: this.#function('describeFailure', { FRAMEFLEET_TASK_LOGS: taskLogGroup(names.cluster) }),
      writePage: this.#function('writePage', {
        FRAMEFLEET_JOB_TABLE: names.jobTable,
        FRAMEFLEET_PAGE: besideFunction('job-page.html'),
      }),
      clearWork: this.#function('clearWork'),
      reconcile: this.#function('reconcile', { FRAMEFLEET_EVENT_BUS: names.eventBus }),
      recordRun: this.#function('recordRun', {
        FRAMEFLEET_PUBLIC_ADDRESSES: config.network.kind === 'public' ? 'yes' : 'no',
      }),
    };
  }

  /** @returns its ARN */
  #layer(
    id: string,
    { path, sha256 }: Artifact,
    named: Pick<LambdaLayerVersionConfig, 'layerName' | 'description' | 'licenseInfo'>,
  ): string {
    const file = new TerraformAsset(this, `${id}File`, { path, type: AssetType.FILE });
    const { arn } = new LambdaLayerVersion(this, id, {
      ...named,
      compatibleArchitectures: [this.stage.config.architecture],
      filename: file.path,
      sourceCodeHash: sha256,
    });
    return arn;
  }

  #function(name: FunctionName, variables: Record<string, string> = {}, layers: readonly string[] = []): string {
    const { config, names, permissions } = this.stage;
    const { principal, ...shape } = shapes[name];
    const environment = {
      FRAMEFLEET_WORK_BUCKET: names.workBucket,
      FRAMEFLEET_OUTPUT_BUCKET: names.outputBucket,
      FRAMEFLEET_JOB_TABLE: names.jobTable,
      FRAMEFLEET_RECORD_DAYS: String(config.jobs.recordDays),
    } satisfies z.input<typeof HandlerEnvironment> & z.input<typeof MeteringEnvironment>;
    const { arn } = new HandlerFunction(this, name, {
      ...shape,
      memoryMiB: functionMemory[name],
      name: names.functions[name],
      roleName: names.roleOf(principal),
      code: this.artifacts.functions[name],
      architecture: config.architecture,
      timeoutSeconds: functionTimeouts[name],
      environment: { ...environment, ...variables },
      layers,
      statements: permissions[principal],
      logDays: config.retention.logDays,
    });
    return arn;
  }
}
