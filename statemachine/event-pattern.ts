/** What starts a job. The rule on AWS and the embedded event bus match with this very object. */
export interface EventPattern {
  source: string[];
  'detail-type': string[];
  detail: { bucket: { name: string[] }; object?: { key: { suffix: string }[] } };
}

/**
 * Matches uploads into a bucket: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * @param suffixes endings of keys that count; none means every upload, and Probe refuses what is no video
 */
export const uploadPattern = (inputBucket: string, suffixes: readonly string[] = []): EventPattern => ({
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: {
    bucket: { name: [inputBucket] },
    ...(suffixes.length === 0 ? {} : { object: { key: suffixes.map((suffix) => ({ suffix })) } }),
  },
});
