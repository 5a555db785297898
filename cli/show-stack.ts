import type { Stack } from '../local/stack';

type Named = Pick<Stack, 'stateMachineArn' | 'inputBucket' | 'workBucket' | 'outputBucket' | 'jobTable'>;
/** What a client needs to know of what runs; the pipeline's parts where it is deployed. */
export type Shown = Pick<Stack, 'clients'> & {
  pipeline?: Named;
  /** Address of the page about its jobs. */
  console?: string;
};

const names = ({ inputBucket, workBucket, outputBucket, jobTable, stateMachineArn }: Named) => ({
  stateMachineArn,
  inputBucket,
  workBucket,
  outputBucket,
  jobTable,
});

/** One line. */
export function showAsJson({ clients: { endpoint, region, credentials }, pipeline, console }: Shown): string {
  const { accessKeyId, secretAccessKey } = credentials; // The SDK writes further properties into them.
  const page = console === undefined ? {} : { console };
  return JSON.stringify({ endpoint, region, accessKeyId, secretAccessKey, ...(pipeline && names(pipeline)), ...page });
}

/** To be read, and to be pasted into a shell as a whole. */
export function showAsExports({ clients: { endpoint, region, credentials }, pipeline, console }: Shown): string {
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_ACCESS_KEY_ID=${credentials.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
    `export AWS_REGION=${region}`,
    `export AWS_DEFAULT_REGION=${region}`,
    ...(pipeline ? describe(pipeline) : []),
    ...(console === undefined ? [] : [`# console        ${console}`]),
  ].join('\n');
}

const describe = (pipeline: Named): string[] => [
  '',
  `# state machine  ${pipeline.stateMachineArn}`,
  `# buckets        ${[pipeline.inputBucket, pipeline.workBucket, pipeline.outputBucket].join(' ')}`,
  `# table          ${pipeline.jobTable}`,
  `# start a job    aws s3 cp video.mp4 s3://${pipeline.inputBucket}/`,
  `# its results    aws s3 ls --recursive s3://${pipeline.outputBucket}/`,
];
