import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Announcements } from './announcements';
import { Executions } from './executions';
import { JobTable } from './job-table';
import { ObjectStore } from './object-store';

/** Where and as whom to call AWS; empty on AWS, where the SDK finds out by itself. */
export interface ClientOptions {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Throttles and 503s are ordinary days: the SDK tries five times, with backoff, before a task fails. */
const maxAttempts = 5;

export const openStore = (options: ClientOptions = {}): ObjectStore =>
  new ObjectStore(new S3Client({ maxAttempts, ...options }));

export const openJobTable = (tableName: string, options: ClientOptions = {}): JobTable =>
  new JobTable(new DynamoDBClient({ maxAttempts, ...options }), tableName);

export const openExecutions = (options: ClientOptions = {}): Executions =>
  new Executions(new SFNClient({ maxAttempts, ...options }));

export const openAnnouncements = (busName: string, options: ClientOptions = {}): Announcements =>
  new Announcements(new EventBridgeClient({ maxAttempts, ...options }), busName);
