import { DescribeImagesCommand } from '@aws-sdk/client-ecr';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { GetBucketNotificationConfigurationCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { Stage } from '../stage';
import { type Finding, look, ok, warning, wrong } from './finding';

type Asked = Pick<Stage, 'clients' | 'names' | 'jobs' | 'region'>;

const deployAgain = 'deploy the stage (npm run deploy)';

/** Whether the stage's parts are there and in order. */
export async function examineParts(stage: Asked): Promise<Finding[]> {
  const { names } = stage;
  const findings = await Promise.all([
    ...[names.inputBucket, names.workBucket, names.outputBucket].map((bucket) =>
      look(`bucket ${bucket}`, () => examineBucket(stage, bucket)),
    ),
    look(`table ${names.jobTable}`, () => examineTable(stage)),
    look('notifications', () => examineNotifications(stage)),
    look('image', () => examineImage(stage)),
    look('dead letters', () => examineDeadLetters(stage)),
  ]);
  return findings.flat();
}

async function examineBucket({ clients }: Asked, bucket: string): Promise<Finding> {
  const about = `bucket ${bucket}`;
  try {
    await clients.s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return ok(about, 'is there');
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFound') return wrong(about, "isn't there", deployAgain);
    throw error;
  }
}

async function examineTable({ jobs, names }: Asked): Promise<Finding> {
  const about = `table ${names.jobTable}`;
  try {
    await jobs.readJob('0'.repeat(64));
    return ok(about, 'can be read');
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') {
      return wrong(about, "isn't there", deployAgain);
    }
    throw error;
  }
}

/** Without them uploads start no jobs. */
async function examineNotifications({ clients, names }: Asked): Promise<Finding> {
  const asked = new GetBucketNotificationConfigurationCommand({ Bucket: names.inputBucket });
  const { EventBridgeConfiguration } = await clients.s3.send(asked);
  return EventBridgeConfiguration
    ? ok('notifications', 'uploads are told to EventBridge')
    : wrong('notifications', `${names.inputBucket} tells EventBridge nothing: uploads start no jobs`, deployAgain);
}

async function examineImage({ clients, names }: Asked): Promise<Finding> {
  const asked = new DescribeTaskDefinitionCommand({ taskDefinition: names.taskDefinitions.segment });
  const { taskDefinition } = await clients.ecs.send(asked);
  const image = taskDefinition?.containerDefinitions?.[0]?.image ?? '';
  const imageTag = image.split(':').at(-1) ?? '';
  try {
    await clients.ecr.send(new DescribeImagesCommand({ repositoryName: names.repository, imageIds: [{ imageTag }] }));
    return ok('image', `${image} is there`);
  } catch (error) {
    if (!(error instanceof Error && /^(ImageNotFound|RepositoryNotFound)Exception$/.test(error.name))) throw error;
    return wrong('image', `${image} isn't there: no task can start`, 'build and push it (npm run image)');
  }
}

async function examineDeadLetters({ clients, names, region }: Asked): Promise<Finding> {
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: names.deadLetters }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  const { Attributes } = await clients.sqs.send(asked);
  const number = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  if (number === 0) return ok('dead letters', 'none');
  return warning(
    'dead letters',
    `${number} events could not be dealt with: uploads without a job, or records that say RUNNING for ever`,
    `read them (aws sqs receive-message --queue-url ${QueueUrl ?? names.deadLetters} --region ${region}), upload again what has no job, then purge the queue`,
  );
}
