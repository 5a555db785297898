import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What a SigV4 signature is good for: `20130524/us-east-1/s3/aws4_request`. */
export interface CredentialScope {
  /** YYYYMMDD. */
  day: string;
  region: string;
  service: string;
}

export function scopeText({ day, region, service }: CredentialScope): string {
  return `${day}/${region}/${service}/aws4_request`;
}

export function deriveSigningKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  return [scope.day, scope.region, scope.service, 'aws4_request'].reduce(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}

export function signText(signingKey: Buffer, text: string): string {
  return createHmac('sha256', signingKey).update(text).digest('hex');
}

export function sha256Hex(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** In a time that doesn't depend on where the two differ. */
export function sameSignature(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}
