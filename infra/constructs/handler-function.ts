import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { Architecture } from '../layer';
import { functionLogGroup } from '../../statemachine/log-groups';
import type { Statement } from '../permissions';
import { trust } from '../policy-document';
import type { Artifact } from '../zip';
import { Role } from './role';

export interface HandlerFunctionProps {
  name: string;
  roleName: string;
  /** What it does, as the console shows it. */
  description: string;
  /** Archive with index.js. */
  code: Artifact;
  architecture: Architecture;
  /** MiB; 1,769 are one vCPU. */
  memoryMiB: number;
  /** Of its folder /tmp; 512 unless told otherwise. */
  storageMiB?: number;
  timeoutSeconds: number;
  environment: Readonly<Record<string, string>>;
  layers?: readonly string[];
  statements: readonly Statement[];
  logDays: number;
}

/** A handler as a Lambda function, with its log and a role of its own. */
export class HandlerFunction extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      name: props.roleName,
      description: `Of the function ${props.name}`,
      trust: trust('lambda.amazonaws.com'),
      statements: props.statements,
    });
    // Made before the function: Lambda would make one that keeps everything for ever.
    const log = new CloudwatchLogGroup(this, 'Log', {
      name: functionLogGroup(props.name),
      retentionInDays: props.logDays,
    });
    const code = new TerraformAsset(this, 'Code', { path: props.code.path, type: AssetType.FILE });
    const lambda = new LambdaFunction(this, 'Function', {
      functionName: props.name,
      description: props.description,
      role: role.arn,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      architectures: [props.architecture],
      filename: code.path,
      sourceCodeHash: props.code.sha256,
      layers: props.layers === undefined ? undefined : [...props.layers],
      memorySize: props.memoryMiB,
      ephemeralStorage: props.storageMiB === undefined ? undefined : { size: props.storageMiB },
      timeout: props.timeoutSeconds,
      environment: { variables: { ...props.environment } },
      tracingConfig: { mode: 'Active' },
      dependsOn: [role.policy, log],
    });
    this.arn = lambda.arn;
  }
}
