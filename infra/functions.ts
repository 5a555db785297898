import { LambdaLayerVersion, type LambdaLayerVersionConfig } from '@cdktf/provider-aws/lib/lambda-layer-version';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { HandlerEnvironment } from '../pipeline/environment';
import { functionTimeouts } from '../statemachine/function-timeouts';
import type { Principal } from '../statemachine/names';
import type { Artifacts } from './artifacts';
import type { FunctionName } from './bundle-function';
import { HandlerFunction } from './constructs/handler-function';
import { layerFfprobe } from './ffprobe-layer';
import { taskLogGroup } from './log-groups';
import type { Stage } from './stage';
import type { Artifact } from './zip';

interface Shape {
  principal: Principal;
  description: string;
  /** 1,769 come with one vCPU and a fitting share of the network. */
  memoryMiB: number;
  /** Of its folder /tmp, where 512 aren't enough. */
  storageMiB?: number;
}

/** Functions need what their work takes. Those that run models have two processors' share, and room for the models and for pictures. */
const shapes: Record<FunctionName, Shape> = {
  probe: { principal: 'probe', description: 'What kind of video is it, and where can it be cut?', memoryMiB: 1769 },
  checkModels: {
    principal: 'check-models',
    description: 'Are the models what they should be, and how long do they take?',
    memoryMiB: 3008,
    storageMiB: 2048,
  },
  planSegments: { principal: 'plan-segments', description: 'Cuts a video at key frames, on paper', memoryMiB: 1024 },
  resumeJob: { principal: 'resume-job', description: 'Finds what a run before has left to do', memoryMiB: 1024 },
  inspectPictures: {
    principal: 'inspect-pictures',
    description: 'Runs models over the pictures of a segment',
    memoryMiB: 3008,
    storageMiB: 2048,
  },
  mergeResults: { principal: 'merge-results', description: "Puts the segments' results together", memoryMiB: 1769 },
  describeFailure: { principal: 'describe-failure', description: 'Says which segment failed, and why', memoryMiB: 512 },
  clearWork: { principal: 'clear-work', description: 'Removes what a finished job needs no more', memoryMiB: 512 },
  reconcile: { principal: 'reconcile', description: 'Corrects the record of a job whose run has died', memoryMiB: 512 },
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
      clearWork: this.#function('clearWork'),
      reconcile: this.#function('reconcile', {
        FRAMEFLEET_JOB_TABLE: names.jobTable,
        FRAMEFLEET_EVENT_BUS: names.eventBus,
        FRAMEFLEET_RECORD_DAYS: String(config.jobs.recordDays),
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
    const environment: z.input<typeof HandlerEnvironment> = {
      FRAMEFLEET_WORK_BUCKET: names.workBucket,
      FRAMEFLEET_OUTPUT_BUCKET: names.outputBucket,
    };
    const { arn } = new HandlerFunction(this, name, {
      ...shape,
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
