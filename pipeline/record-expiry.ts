import type { JobRecord } from './job';
import { JobPolicy } from './job-policy';

const secondsPerDay = 86_400;

/** When a record that is written now expires, as DynamoDB's time to live wants it: in whole epoch seconds. */
export const recordExpiry = (now: Date, recordDays: number): number =>
  Math.floor(now.getTime() / 1000) + recordDays * secondsPerDay;

/** When it expires where nobody knows the stage's policy: as planned, or after the days that are usual. */
export const expiryWithoutPolicy = ({ plan }: Pick<JobRecord, 'plan'>, now: Date): number =>
  plan?.expiresAt ?? recordExpiry(now, JobPolicy.shape.recordDays.parse(undefined));
