import { type Shown, showAsExports, showAsJson } from '../../cli/show-stack';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const clients = { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1', credentials };
const pipeline: Shown['pipeline'] = {
  ...{ stateMachineArn: 'arn:machine', inputBucket: 'in', workBucket: 'work', outputBucket: 'out', jobTable: 'jobs' },
  ...{ logFolder: '/logs', onEvent: () => undefined, stop: () => Promise.resolve() },
};

test('as JSON: one line with what a client needs, and nothing of this process', () => {
  expect(showAsJson({ clients })).not.toContain('\n');
  expect(JSON.parse(showAsJson({ clients }))).toEqual({
    endpoint: clients.endpoint,
    region: 'us-east-1',
    ...credentials,
  });
  expect(JSON.parse(showAsJson({ clients, pipeline }))).toEqual({
    ...{ endpoint: clients.endpoint, region: 'us-east-1', ...credentials },
    ...{ stateMachineArn: 'arn:machine', inputBucket: 'in', workBucket: 'work', outputBucket: 'out', jobTable: 'jobs' },
  });
});

test('for a shell: exports, and the rest as comments', () => {
  const lines = showAsExports({ clients, pipeline }).split('\n');
  expect(lines.filter((line) => line.startsWith('export '))).toEqual([
    'export AWS_ENDPOINT_URL=http://127.0.0.1:4566',
    'export AWS_ACCESS_KEY_ID=test',
    'export AWS_SECRET_ACCESS_KEY=test',
    'export AWS_REGION=us-east-1',
    'export AWS_DEFAULT_REGION=us-east-1',
  ]);
  expect(lines.filter((line) => line !== '' && !/^(export|#) /.test(line))).toEqual([]);
  expect(lines).toContain('# start a job    aws s3 cp video.mp4 s3://in/');
  expect(showAsExports({ clients })).not.toContain('#');
  const console = 'http://127.0.0.1:4566/_framefleet/';
  expect(showAsExports({ clients, pipeline, console })).toContain(`# console        ${console}`);
  expect(JSON.parse(showAsJson({ clients, pipeline, console }))).toMatchObject({ console });
});
