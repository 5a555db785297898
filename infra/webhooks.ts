import { DataAwsSecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/data-aws-secretsmanager-secret-version';
import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { Role } from './constructs/role';
import { Webhook } from './constructs/webhook';
import { webhookPermissions } from './permissions';
import { trust } from './policy-document';
import type { Stage } from './stage';
import type { Webhook as WebhookConfig } from './webhook-config';

export interface WebhooksProps {
  busName: string;
  /** ARN of a queue that takes letters of the rules of `webhookRules`. */
  deadLetters: string;
}

/** ARNs of the rules that tell webhooks. */
export const webhookRules = ({ config, arns }: Stage): string[] =>
  config.notifications.webhooks.map((_, index) => arns.webhookRule(index));

/** Every address that the stage tells of its jobs; one role calls them all. */
export class Webhooks extends Construct {
  readonly #keys = new Map<string, string>();

  constructor(scope: Construct, id: string, stage: Stage, props: WebhooksProps) {
    super(scope, id);
    const { config, names, arns, location } = stage;
    const role = new Role(this, 'Role', {
      name: names.webhookRole,
      description: 'Of the rules that tell webhooks',
      trust: trust('events.amazonaws.com', { account: location.account, sources: webhookRules(stage) }),
      statements: webhookPermissions(arns),
    });
    for (const [index, webhook] of config.notifications.webhooks.entries()) {
      new Webhook(this, `Webhook${index + 1}`, {
        ...props,
        name: names.webhook(index),
        config: webhook,
        key: this.#keyOf(webhook),
        role,
      });
    }
  }

  /** Two addresses may have the same key. */
  #keyOf({ secretName, keyVariable = '' }: WebhookConfig): string {
    const where = secretName === undefined ? `variable ${keyVariable}` : `secret ${secretName}`;
    const key =
      this.#keys.get(where) ?? (secretName === undefined ? this.#variable(keyVariable) : this.#secret(secretName));
    this.#keys.set(where, key);
    return key;
  }

  #secret(name: string): string {
    return new DataAwsSecretsmanagerSecretVersion(this, `Secret${this.#keys.size + 1}`, { secretId: name })
      .secretString;
  }

  #variable(name: string): string {
    const variable = new TerraformVariable(this, name, {
      type: 'string',
      sensitive: true,
      nullable: false,
      description: `Key of a webhook: set TF_VAR_${name}`,
    });
    // Under its own name, for who deploys to set.
    variable.overrideLogicalId(name);
    return variable.stringValue;
  }
}
