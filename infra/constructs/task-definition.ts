import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { Construct } from 'constructs';
import type { TaskSize } from '../fargate-size';
import type { Architecture } from '../layer';

export interface TaskDefinitionProps {
  family: string;
  containerName: string;
  /** Name and tag. */
  image: string;
  architecture: Architecture;
  size: TaskSize;
  /** ARN of the role that the program has. */
  taskRole: string;
  /** ARN of the role with which ECS pulls the image and opens the log. */
  launchRole: string;
  environment: Readonly<Record<string, string>>;
  logGroup: string;
  region: string;
}

/** Where the image has a volume that its user may write to (container/Dockerfile): everything else is read-only. */
const scratch = '/scratch';

/** One kind of Fargate task: nobody's user, nothing to write to but its scratch volume, no capabilities. */
export class TaskDefinition extends Construct {
  /** Without a revision: ECS takes the newest. */
  readonly family: string;

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const definition = new EcsTaskDefinition(this, 'Definition', {
      family: props.family,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(props.size.cpu),
      memory: String(props.size.memoryMiB),
      ephemeralStorage: { sizeInGib: props.size.storageGiB },
      runtimePlatform: {
        operatingSystemFamily: 'LINUX',
        cpuArchitecture: props.architecture === 'arm64' ? 'ARM64' : 'X86_64',
      },
      taskRoleArn: props.taskRole,
      executionRoleArn: props.launchRole,
      volume: [{ name: 'scratch' }],
      containerDefinitions: JSON.stringify([container(props)]),
      // There is one at any time, also while a deployment replaces it: jobs that are under way go on.
      lifecycle: { createBeforeDestroy: true },
    });
    this.family = definition.family;
  }
}

const container = (props: TaskDefinitionProps) => ({
  name: props.containerName,
  image: props.image,
  essential: true,
  user: '65532:65532',
  readonlyRootFilesystem: true,
  mountPoints: [{ sourceVolume: 'scratch', containerPath: scratch, readOnly: false }],
  // Two minutes between SIGTERM and SIGKILL is the most that Fargate gives, and what a Spot interruption announces.
  stopTimeout: 120,
  // Reaps ffmpeg's orphans and passes signals on.
  linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
  environment: Object.entries({ ...props.environment, AWS_REGION: props.region, TMPDIR: scratch }).map(
    ([name, value]) => ({ name, value }),
  ),
  logConfiguration: {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': props.logGroup,
      'awslogs-region': props.region,
      'awslogs-stream-prefix': props.family,
      // A slow log must not hold up the work.
      mode: 'non-blocking',
      'max-buffer-size': '4m',
    },
  },
});
