import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Announcements } from './announcements';
import { withCounting } from './count-requests';
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

/**
 * In milliseconds. Without these, a connection that dies in silence is waited for as long as the system does. A socket on which
 * nothing comes or goes is cut, in the middle of an answer, too: whoever reads takes it up again.
 */
export const transferConfig = { maxAttempts, requestHandler: { connectionTimeout: 5000, socketTimeout: 30_000 } };
/** The same for calls whose answers are short. */
const callConfig = { maxAttempts, requestHandler: { connectionTimeout: 3000, socketTimeout: 10_000 } };

export const openStore = (options: ClientOptions = {}): ObjectStore =>
  new ObjectStore(withCounting(new S3Client({ ...transferConfig, ...options })));

export const openJobTable = (tableName: string, options: ClientOptions = {}): JobTable =>
  new JobTable(new DynamoDBClient({ ...callConfig, ...options }), tableName);

export const openExecutions = (options: ClientOptions = {}): Executions =>
  new Executions(new SFNClient({ ...callConfig, ...options }));

export const openAnnouncements = (busName: string, options: ClientOptions = {}): Announcements =>
  new Announcements(new EventBridgeClient({ ...callConfig, ...options }), busName);
