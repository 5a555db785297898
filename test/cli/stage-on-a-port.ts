import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StageClients } from '../../cli/stage-clients';
import { Callers } from '../../local/callers';
import { createEcsService, ecsActions } from '../../local/ecs-service';
import { EcsTasks, usualSize } from '../../local/ecs-tasks';
import { openEndpoint } from '../../local/endpoint';
import { arn } from '../../local/identity';
import { forCallers } from '../../local/json-service';
import { createS3 } from '../../local/s3/server';
import { resourceNames } from '../../statemachine/names';

const names = resourceNames('local', '000000000000');

/** The embedded S3 with a stage's buckets, and the embedded ECS with tasks that nobody runs, behind one address. */
export async function openStage() {
  const root = await mkdtemp(join(tmpdir(), 'framefleet-stage-'));
  const [region, credentials] = ['us-east-1', { accessKeyId: 'test', secretAccessKey: 'test' }];
  const callers = new Callers(credentials);
  const s3 = createS3({ root, region, credentials: callers.secrets });
  const tasks = new EcsTasks();
  const nothing = () => undefined;
  const endpoint = await openEndpoint({
    ...{ stepFunctions: nothing, dynamodb: nothing },
    s3: (request, response) => s3.handle(request, response),
    ecs: forCallers(callers, createEcsService(tasks), ecsActions),
  });
  for (const bucket of [names.inputBucket, names.workBucket, names.outputBucket]) await s3.createBucket(bucket);
  const clients = new StageClients({ endpoint: endpoint.url, region, credentials });
  return {
    ...{ names, clients, tasks },
    async close() {
      clients.destroy();
      await endpoint.close();
      await s3.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** As the state machine launches it. */
export function launched(id: string, { jobId, command, at }: { jobId?: string; command: string[]; at: Date }) {
  const environment = [
    { name: 'FRAMEFLEET_EXECUTION', value: `execution of ${id}` },
    { name: 'FRAMEFLEET_RETRY', value: '1' },
  ];
  return {
    taskArn: arn('ecs', `task/${names.cluster}/${id}`),
    clusterArn: arn('ecs', `cluster/${names.cluster}`),
    taskDefinitionArn: arn('ecs', `task-definition/${names.taskDefinitions.segment}:1`),
    capacityProviderName: 'FARGATE_SPOT',
    size: usualSize,
    container: { name: names.container, command, environment },
    tags: jobId === undefined ? [] : [{ key: 'framefleet:job', value: jobId }],
    ...{ createdAt: at, startedAt: at },
  };
}
