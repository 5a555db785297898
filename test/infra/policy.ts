import * as z from 'zod';
import { each } from './properties';
import { NotInStack, type Resource } from './stack';

/** IAM takes a text for a list of one. */
const Texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/** A statement of a policy; what may be one or many is always many. */
export const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.string(), z.record(z.string(), Texts)]).optional(),
  Action: Texts,
  Resource: Texts.optional(),
  Condition: z.record(z.string(), z.record(z.string(), Texts)).optional(),
});
export type Statement = z.infer<typeof Statement>;

const Policy = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(Statement) });

/** The statements of a policy, which may say nothing but what `Statement` knows: no NotAction, for instance. */
export function statementsOf(resource: Resource, argument = 'policy'): Statement[] {
  const { data, error } = Policy.safeParse(resource.json(argument));
  if (data === undefined) throw new NotInStack(`${resource.path}: ${argument} says something else: ${error.message}`);
  return data.Statement;
}

/** The statement with which a resource refuses whatever comes without TLS. */
export const tlsOnly = (action: string, resources: readonly string[]): Statement => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: [action],
  Resource: [...resources],
  Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
});

/** The statement with which a resource lets a service do one thing, for sources of ours. */
export const delivery = (service: string, action: string, resource: string, ...sources: readonly string[]) => ({
  Sid: expect.stringMatching(/^Deliver\d$/) as unknown,
  Effect: 'Allow',
  Principal: { Service: [service] },
  Action: [action],
  Resource: [resource],
  Condition: { ArnLike: { 'aws:SourceArn': sources } },
});

/** Terraform's reference to the account that everything is in. */
export const account = '${data.aws_caller_identity.Account.account_id}';

/** Changes the policy of a resource, in place. */
export function editStatements(resource: Resource, edit: (statements: Statement[]) => void, argument = 'policy'): void {
  const statements = statementsOf(resource, argument);
  edit(statements);
  resource.values[argument] = JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/**
 * What can be wrong with the policy of a resource that services deliver to, over TLS only: each statement is missing, the
 * grant is for anybody, is unconditional, is joined by another one; the refusal allows, or is for somebody, or of TLS itself.
 */
export function weakened(type: string) {
  const edit = (what: string, change: (statements: Statement[]) => void) =>
    each(type, what, (resource) => editStatements(resource, change));
  const grant = (change: (statement: Statement) => void) => (statements: Statement[]) =>
    statements.filter(({ Effect }) => Effect === 'Allow').forEach(change);
  const refusal = (change: (statement: Statement) => void) => (statements: Statement[]) =>
    statements.filter(({ Effect }) => Effect === 'Deny').forEach(change);
  return [
    edit('grants nothing', (statements) => statements.shift()),
    edit('grants something else, too', (statements) => {
      statements.push({
        Effect: 'Allow',
        Principal: '*',
        Action: ['sns:Subscribe', 'sqs:DeleteMessage'],
        Resource: ['*'],
      });
    }),
    edit(
      'grants it to anybody',
      grant((statement) => (statement.Principal = '*')),
    ),
    edit(
      'grants it to a service, whoever sends it',
      grant((statement) => delete statement.Condition),
    ),
    edit('refuses nothing', (statements) => statements.pop()),
    edit(
      'refuses TLS',
      refusal((statement) => (statement.Condition = { Bool: { 'aws:SecureTransport': ['true'] } })),
    ),
    edit(
      'refuses one service',
      refusal((statement) => (statement.Principal = { Service: ['ec2.amazonaws.com'] })),
    ),
    edit(
      'refuses something else',
      refusal((statement) => (statement.Resource = ['arn:aws:sqs:::other'])),
    ),
    edit(
      'refuses one action',
      refusal((statement) => (statement.Action = ['sns:GetTopicAttributes'])),
    ),
  ];
}
