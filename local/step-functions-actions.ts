import * as z from 'zod';
import { access, type Access } from './api-call';
import { arn } from './identity';

/** A request is about one thing, and names it by its ARN; only a machine to be made has none yet. */
const Request = z.object({
  stateMachineArn: z.string().optional(),
  executionArn: z.string().optional(),
  mapRunArn: z.string().optional(),
  resourceArn: z.string().optional(),
  name: z.string().optional(),
  roleArn: z.string().optional(),
});

/**
 * What a request to Step Functions needs of IAM. One that can't be read is about everything, and so stands out.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export function stepFunctionsActions(operation: string, body: unknown): Access[] {
  const { stateMachineArn, executionArn, mapRunArn, resourceArn, name, roleArn } = Request.catch({}).parse(body);
  const created = operation === 'CreateStateMachine' ? arn('states', `stateMachine:${name ?? ''}`) : undefined;
  const resource = stateMachineArn ?? executionArn ?? mapRunArn ?? resourceArn ?? created ?? '*';
  return [
    access(`states:${operation}`, resource),
    ...(roleArn === undefined
      ? []
      : [access('iam:PassRole', roleArn, { 'iam:PassedToService': 'states.amazonaws.com' })]),
  ];
}
