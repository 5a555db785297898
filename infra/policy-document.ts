import type { Statement } from './permissions';

const render = (statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** What the holder of a role may do. */
export const allow = (statements: readonly Statement[]): string =>
  render(
    statements.map(({ actions, resources, conditions }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    })),
  );

/**
 * Who may take a role on: a service of AWS, and only for this account and these resources, so that nobody can have the
 * service do it for them: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const trust = (service: string, from?: { account: string; sources: readonly string[] }): string =>
  render([
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: service },
      ...(from === undefined
        ? {}
        : {
            Condition: {
              StringEquals: { 'aws:SourceAccount': from.account },
              ArnLike: { 'aws:SourceArn': from.sources },
            },
          }),
    },
  ]);

/** Nobody reaches a resource without TLS. */
export const denyWithoutTls = (action: string, resources: readonly string[]): string =>
  render([withoutTls(action, resources)]);

/** A service of AWS that may do something to a resource, on behalf of these sources alone. */
export interface ServiceGrant {
  service: string;
  action: string;
  /** ARNs, with wildcards. */
  sources: readonly string[];
}

/** The policy of a resource that services of AWS deliver to; nobody reaches it without TLS. */
export const allowServices = (resource: string, denied: string, grants: readonly ServiceGrant[]): string =>
  render([
    ...grants.map(({ service, action, sources }, index) => ({
      Sid: `Deliver${index}`,
      Effect: 'Allow',
      Principal: { Service: service },
      Action: action,
      Resource: resource,
      Condition: { ArnLike: { 'aws:SourceArn': sources } },
    })),
    withoutTls(denied, [resource]),
  ]);

const withoutTls = (action: string, resources: readonly string[]) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: resources,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
