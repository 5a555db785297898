import { randomBytes } from 'node:crypto';

/** Who and where the embedded AWS pretends to be. */
export const region = 'us-east-1';
export const account = '000000000000';

/** Access keys are made anew for every stack: no other process on the machine can guess them. */
export const createCredentials = () => ({
  accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
});
export type Credentials = ReturnType<typeof createCredentials>;

export const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;

/** IAM is the same in all regions. */
export const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
