import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';
import { stagePrefix } from '../statemachine/names';
import type { StageConfig } from './stage-config';

/** The services that an emulator has to stand in for. */
const services = [
  ...['s3', 'sts', 'iam', 'ec2', 'ecs', 'ecr', 'lambda', 'sfn', 'events', 'sqs', 'sns', 'dynamodb'],
  ...['cloudwatch', 'logs'],
];

/** Region, tags on everything, and where AWS is. Credentials come from the environment, as for every tool of AWS. */
export function useAws(scope: Construct, stage: string, config: StageConfig): void {
  new AwsProvider(scope, 'Aws', {
    region: config.region,
    defaultTags: [{ tags: { 'framefleet:stage': stage, Project: stagePrefix(stage) } }],
    ...(config.emulator === undefined ? {} : emulated(config.emulator)),
  });
}

/** Emulators have one address, know no account, and answer what they lack with errors that aren't worth 25 retries. */
const emulated = (url: string) => ({
  endpoints: [Object.fromEntries(services.map((service) => [service, url]))],
  accessKey: 'test',
  secretKey: 'test',
  skipCredentialsValidation: true,
  skipMetadataApiCheck: 'true',
  s3UsePathStyle: true,
  maxRetries: 2,
});
