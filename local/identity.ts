import { randomBytes } from 'node:crypto';

/** Who and where the embedded AWS pretends to be. */
export const region = 'us-east-1';
export const account = '000000000000';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Access keys are made anew for every stack: no other process on the machine can guess them. */
export const createCredentials = (): Credentials => ({
  accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString('base64url'),
});

/** What people are used to type for an AWS on their own machine. Whoever reaches the stack has it. */
export const knownCredentials: Credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export const arn = (service: string, resource: string): string => `arn:aws:${service}:${region}:${account}:${resource}`;

/** IAM is the same in all regions. */
export const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
