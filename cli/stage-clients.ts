import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { ClientOptions } from '../aws/clients';

interface Client {
  destroy(): void;
}

/** Clients of what a stage consists of, each opened when it is asked for first. */
export class StageClients {
  readonly #opened = new Map<string, Client>();

  constructor(private readonly options: ClientOptions) {}

  get s3(): S3Client {
    // A bucket's name before an address such as localhost leads nowhere.
    const byPath = this.options.endpoint === undefined ? {} : { forcePathStyle: true };
    return this.#open('s3', () => new S3Client({ ...this.#config, ...byPath }));
  }

  get stepFunctions(): SFNClient {
    return this.#open('stepFunctions', () => new SFNClient(this.#config));
  }

  get ecs(): ECSClient {
    return this.#open('ecs', () => new ECSClient(this.#config));
  }

  get logs(): CloudWatchLogsClient {
    return this.#open('logs', () => new CloudWatchLogsClient(this.#config));
  }

  get sqs(): SQSClient {
    return this.#open('sqs', () => new SQSClient(this.#config));
  }

  get sts(): STSClient {
    return this.#open('sts', () => new STSClient(this.#config));
  }

  get ecr(): ECRClient {
    return this.#open('ecr', () => new ECRClient(this.#config));
  }

  get iam(): IAMClient {
    return this.#open('iam', () => new IAMClient(this.#config));
  }

  get lambda(): LambdaClient {
    return this.#open('lambda', () => new LambdaClient(this.#config));
  }

  get quotas(): ServiceQuotasClient {
    return this.#open('quotas', () => new ServiceQuotasClient(this.#config));
  }

  destroy(): void {
    for (const client of this.#opened.values()) client.destroy();
    this.#opened.clear();
  }

  get #config() {
    return { maxAttempts: 5, ...this.options };
  }

  #open<C extends Client>(name: string, create: () => C): C {
    const opened = this.#opened.get(name);
    // By its name it is the one that `create` has made before.
    if (opened) return opened as C;
    const client = create();
    this.#opened.set(name, client);
    return client;
  }
}
