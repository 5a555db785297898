import { LambdaLayerVersion } from '@cdktf/provider-aws/lib/lambda-layer-version';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { HandlerEnvironment } from '../pipeline/environment';
import { functionTimeouts } from '../statemachine/function-timeouts';
import type { Principal } from '../statemachine/names';
import type { Artifacts } from './artifacts';
import type { FunctionName } from './bundle-function';
import { HandlerFunction } from './constructs/handler-function';
import { layerFfprobe } from './ffprobe-layer';
import { taskLogGroup } from './log-groups';
import type { Stage } from './stage';

/** Functions need what their work takes: MiB of memory, of which 1,769 come with one vCPU and a fitting share of the network. */
const shapes: Record<FunctionName, { principal: Principal; description: string; memoryMiB: number }> = {
  probe: { principal: 'probe', description: 'What kind of video is it, and where can it be cut?', memoryMiB: 1769 },
  planSegments: { principal: 'plan-segments', description: 'Cuts a video at key frames, on paper', memoryMiB: 1024 },
  resumeJob: { principal: 'resume-job', description: 'Finds what a run before has left to do', memoryMiB: 1024 },
  mergeMotion: { principal: 'merge-motion', description: 'Joins the records of motion to events', memoryMiB: 1769 },
  describeFailure: { principal: 'describe-failure', description: 'Says which segment failed, and why', memoryMiB: 512 },
  clearWork: { principal: 'clear-work', description: 'Removes what a finished job needs no more', memoryMiB: 512 },
  reconcile: { principal: 'reconcile', description: 'Corrects the record of a job whose run has died', memoryMiB: 512 },
};

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
    const ffprobe = this.#ffprobe();
    this.arns = {
      probe: this.#function('probe', { FFPROBE_PATH: layerFfprobe }, [ffprobe]),
      planSegments: this.#function('planSegments'),
      resumeJob: this.#function('resumeJob'),
      mergeMotion: this.#function('mergeMotion'),
      describeFailure: this.#function('describeFailure', { FRAMEFLEET_TASK_LOGS: taskLogGroup(names.cluster) }),
      clearWork: this.#function('clearWork'),
      reconcile: this.#function('reconcile', {
        FRAMEFLEET_JOB_TABLE: names.jobTable,
        FRAMEFLEET_EVENT_BUS: names.eventBus,
        FRAMEFLEET_RECORD_DAYS: String(config.jobs.recordDays),
      }),
    };
  }

  #ffprobe(): string {
    const { path, sha256 } = this.artifacts.ffprobeLayer;
    const file = new TerraformAsset(this, 'FfprobeFile', { path, type: AssetType.FILE });
    const layer = new LambdaLayerVersion(this, 'Ffprobe', {
      layerName: this.stage.names.ffprobeLayer,
      description: 'ffprobe, a static build',
      licenseInfo: 'GPL-3.0',
      compatibleArchitectures: [this.stage.config.architecture],
      filename: file.path,
      sourceCodeHash: sha256,
    });
    return layer.arn;
  }

  #function(name: FunctionName, variables: Record<string, string> = {}, layers: readonly string[] = []): string {
    const { config, names, permissions } = this.stage;
    const { principal, ...shape } = shapes[name];
    const environment: HandlerEnvironment = {
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
