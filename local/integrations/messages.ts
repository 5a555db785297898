import * as z from 'zod';
import { access, type Access } from '../api-call';
import { arn } from '../identity';
import { SnsError } from '../sns-error';
import type { Topics } from '../sns-topics';
import { MessageAttributes } from '../sqs-attributes';
import { SqsError } from '../sqs-error';
import type { Queues } from '../sqs-queues';
import type { JsonObject, JsonValue } from '../step-functions/json';
import type { Integration } from '../step-functions/states/state-run';
import { type FailureOf, optimizedFailure, sdkFailure } from './service-failure';
import { withMetadata } from './response-metadata';

/** A message may be any JSON; what isn't text is sent as JSON text. */
const Text = z
  .unknown()
  .transform((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
  .optional();
const Seconds = z.number().int().min(0).max(900);

const Message = z.object({
  QueueUrl: z.string(),
  MessageBody: Text,
  MessageAttributes: MessageAttributes.optional(),
  DelaySeconds: Seconds.optional(),
});

const Notification = z.object({
  TopicArn: z.string().optional(),
  TargetArn: z.string().optional(),
  PhoneNumber: z.string().optional(),
  Message: Text,
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: MessageAttributes.optional(),
});

export interface MessageServices {
  queues: Queues;
  topics: Topics;
  onAccess?: ((access: Access) => void) | undefined;
}

/** sqs:sendMessage and sns:publish, and what of them goes by aws-sdk. */
export function createMessageIntegrations({ queues, topics, onAccess }: MessageServices): Record<string, Integration> {
  const send = (parameters: JsonValue): JsonObject => {
    const message = Message.parse(parameters);
    onAccess?.(access('sqs:SendMessage', arn('sqs', message.QueueUrl.replace(/^.*[/:]/, ''))));
    return { ...queues.send(message) };
  };
  const publish = (parameters: JsonValue): JsonObject => {
    const notification = Notification.parse(parameters);
    const target = notification.TopicArn ?? notification.TargetArn;
    if (target !== undefined) onAccess?.(access('sns:Publish', target));
    return { MessageId: topics.publish(notification) };
  };
  const v1 = {
    sqs: optimizedFailure('SQS', 'AmazonSQS', 'AmazonSQSException'),
    sns: optimizedFailure('SNS', 'AmazonSNS', 'AmazonSNSException'),
  };
  return {
    'arn:aws:states:::sqs:sendMessage': integration(send, v1.sqs, (answer) => withMetadata(answer)),
    'arn:aws:states:::aws-sdk:sqs:sendMessage': integration(send, sdkFailure('Sqs')),
    'arn:aws:states:::sns:publish': integration(publish, v1.sns, (answer) => withMetadata(answer, 'text/xml')),
    'arn:aws:states:::aws-sdk:sns:publish': integration(publish, sdkFailure('Sns')),
  };
}

/** The same services as an endpoint has, in this process: no request in between that could fail. */
function integration(
  run: (parameters: JsonValue) => JsonObject,
  failure: FailureOf,
  finish: (answer: JsonObject) => JsonObject = (answer) => answer,
): Integration {
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject
  return async ({ parameters }) => {
    try {
      return finish(run(parameters));
    } catch (error) {
      if (error instanceof z.ZodError) {
        throw failure({ code: 'InvalidParameterValue', message: z.prettifyError(error), status: 400, modelled: false });
      }
      if (!(error instanceof SqsError || error instanceof SnsError)) throw error;
      throw failure({ ...toldOf(error), message: error.message, status: error.status });
    }
  };
}

/** Of their errors, the SDKs have classes for these. */
const modelled = new Set(['QueueDoesNotExist', 'NotFound', 'InvalidParameter']);

function toldOf(error: SqsError | SnsError) {
  const wire = error instanceof SqsError ? error.queryCode : error.code;
  return { code: wire, className: error.code, modelled: modelled.has(error.code) };
}
