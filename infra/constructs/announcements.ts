import { CloudwatchEventBus } from '@cdktf/provider-aws/lib/cloudwatch-event-bus';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { Location } from '../arns';
import { allowServices } from '../policy-document';

export interface AnnouncementsProps {
  /** Of the bus, and of the rules and the topic in front. */
  name: string;
  location: Location;
  /** Told of everything, once the address has confirmed. */
  email?: string;
}

/** What is announced, and how it reads in a mail. */
const endings: readonly { id: string; detailType: string; paths: Record<string, string>; template: string }[] = [
  {
    id: 'Succeeded',
    detailType: 'Job Succeeded',
    paths: { bucket: '$.detail.source.bucket', key: '$.detail.source.key', job: '$.detail.jobId' },
    template: '"framefleet has finished s3://<bucket>/<key>. Job: <job>"',
  },
  {
    id: 'Failed',
    detailType: 'Job Failed',
    paths: {
      bucket: '$.detail.source.bucket',
      key: '$.detail.source.key',
      job: '$.detail.jobId',
      error: '$.detail.error.name',
      message: '$.detail.error.message',
    },
    template: '"framefleet has failed on s3://<bucket>/<key>. <error>: <message> Job: <job>"',
  },
  {
    id: 'Cancelled',
    detailType: 'Job Cancelled',
    paths: { bucket: '$.detail.source.bucket', key: '$.detail.source.key', job: '$.detail.jobId' },
    template: '"Work on s3://<bucket>/<key> was cancelled. Job: <job>"',
  },
];

/** How a job's end gets out: an event bus for programs, a topic for people. A bus of its own keeps stages apart. */
export class Announcements extends Construct {
  readonly busName: string;
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: AnnouncementsProps) {
    super(scope, id);
    const { name } = props;
    const { region, account } = props.location;
    const bus = new CloudwatchEventBus(this, 'Bus', { name });
    // Not encrypted by KMS: its own key can't be used by EventBridge and CloudWatch, another costs by the month.
    const topic = new SnsTopic(this, 'Topic', { name, displayName: `framefleet ${name}` });
    new SnsTopicPolicy(this, 'TopicPolicy', {
      arn: topic.arn,
      policy: allowServices(topic.arn, 'sns:Publish', [
        {
          service: 'events.amazonaws.com',
          action: 'sns:Publish',
          sources: [`arn:aws:events:${region}:${account}:rule/${name}/*`],
        },
        {
          service: 'cloudwatch.amazonaws.com',
          action: 'sns:Publish',
          sources: [`arn:aws:cloudwatch:${region}:${account}:alarm:${name}-*`],
        },
      ]),
    });
    for (const ending of endings) {
      const rule = new CloudwatchEventRule(this, ending.id, {
        name: `${name}-${ending.id.toLowerCase()}`,
        description: `Tells people: ${ending.detailType}`,
        eventBusName: bus.name,
        eventPattern: JSON.stringify({ source: ['framefleet'], 'detail-type': [ending.detailType] }),
      });
      new CloudwatchEventTarget(this, `Tell${ending.id}`, {
        rule: rule.name,
        eventBusName: bus.name,
        arn: topic.arn,
        inputTransformer: { inputPaths: ending.paths, inputTemplate: ending.template },
      });
    }
    if (props.email !== undefined) {
      new SnsTopicSubscription(this, 'Mail', { topicArn: topic.arn, protocol: 'email', endpoint: props.email });
    }
    this.busName = bus.name;
    this.topicArn = topic.arn;
  }
}
