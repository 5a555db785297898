import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers';
import { Construct } from 'constructs';
import type { TaskEnvironment } from '../pipeline/environment';
import type { StateMachineSettings } from '../statemachine/settings';
import { ImageRepository } from './constructs/image-repository';
import { Network } from './constructs/network';
import { Role } from './constructs/role';
import { TaskDefinition } from './constructs/task-definition';
import { taskLogGroup } from '../statemachine/log-groups';
import { trust } from './policy-document';
import type { Stage } from './stage';

/** What a task is told by its definition; the rest comes with each start. */
type GivenEnvironment = Omit<TaskEnvironment, 'FRAMEFLEET_EXECUTION' | 'FRAMEFLEET_RETRY' | 'FRAMEFLEET_MODEL_CACHE'>;

/** Where the tasks run, from which image, in which sizes and as whom. */
export class Fleet extends Construct {
  /** What the state machine needs to start a task. */
  readonly settings: Pick<StateMachineSettings, 'cluster' | 'taskDefinitions' | 'containerName' | 'network'>;
  readonly repositoryUrl: string;
  /** Repository and tag. */
  readonly image: string;
  readonly #log: CloudwatchLogGroup;
  readonly #launchRole: Role;

  constructor(
    scope: Construct,
    id: string,
    private readonly stage: Stage,
    imageTag: string,
  ) {
    super(scope, id);
    const { config, location, names, deleteWithContent } = stage;
    const network = new Network(this, 'Network', {
      name: names.cluster,
      region: location.region,
      ...config.network,
    });
    const repository = new ImageRepository(this, 'Image', { name: names.repository, deleteWithContent });
    this.repositoryUrl = repository.url;
    this.image = `${repository.url}:${imageTag}`;

    const cluster = new EcsCluster(this, 'Cluster', {
      name: names.cluster,
      // Figures of containers cost by the metric; the job record has what matters.
      setting: [{ name: 'containerInsights', value: 'disabled' }],
    });
    new EcsClusterCapacityProviders(this, 'Capacity', {
      clusterName: cluster.name,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    });
    this.#log = new CloudwatchLogGroup(this, 'Log', {
      name: taskLogGroup(names.cluster),
      retentionInDays: config.retention.logDays,
    });
    this.#launchRole = new Role(this, 'LaunchRole', {
      name: names.launchRole,
      description: 'With which ECS pulls the image and opens the log of a task',
      trust: this.#trust(),
      statements: stage.launchPermissions,
    });
    this.settings = {
      cluster: cluster.arn,
      taskDefinitions: { segment: this.#task('segment'), concat: this.#task('concat') },
      containerName: names.container,
      network: {
        subnets: [...network.subnets],
        securityGroups: [network.securityGroup],
        assignPublicIp: network.assignPublicIp,
      },
    };
  }

  #task(kind: 'segment' | 'concat'): string {
    const { config, location, names, permissions } = this.stage;
    const role = new Role(this, `${kind}Role`, {
      name: names.roleOf(kind),
      description: `Of the tasks ${names.taskDefinitions[kind]}`,
      trust: this.#trust(),
      statements: permissions[kind],
    });
    const environment: Record<keyof GivenEnvironment, string> = {
      FRAMEFLEET_WORK_BUCKET: names.workBucket,
      FRAMEFLEET_OUTPUT_BUCKET: names.outputBucket,
      FRAMEFLEET_JOB_TABLE: names.jobTable,
    };
    const { family } = new TaskDefinition(this, kind, {
      family: names.taskDefinitions[kind],
      containerName: names.container,
      image: this.image,
      architecture: config.architecture,
      size: config.tasks[kind],
      taskRole: role.arn,
      launchRole: this.#launchRole.arn,
      environment,
      logGroup: this.#log.name,
      region: location.region,
    });
    return family;
  }

  #trust(): string {
    const { region, account } = this.stage.location;
    return trust('ecs-tasks.amazonaws.com', { account, sources: [`arn:aws:ecs:${region}:${account}:*`] });
  }
}
