import { ECRClient } from '@aws-sdk/client-ecr';
import { ImageError } from '../../infra/build-image';
import { Registry } from '../../infra/registry';
import { type Answers, type Ecr, ecrOnAPort } from './ecr-on-a-port';

let ecr: Ecr | undefined;
afterEach(() => ecr?.close());

async function registry(answers: Answers): Promise<Registry> {
  ecr = await ecrOnAPort(answers);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new ECRClient({ region: 'us-east-1', endpoint: ecr.url, credentials, maxAttempts: 1 });
  return new Registry(client, 'framefleet-dev');
}

test('the address is that of the repository', async () => {
  const repositoryUri = '123456789012.dkr.ecr.us-east-1.amazonaws.com/framefleet-dev';
  const deployed = await registry({ DescribeRepositories: { repositories: [{ repositoryUri }] } });
  expect(await deployed.url()).toBe(repositoryUri);
  expect(ecr?.requests).toEqual([{ operation: 'DescribeRepositories', body: { repositoryNames: ['framefleet-dev'] } }]);
});

test.each([
  ['says so', 'RepositoryNotFoundException'],
  ['knows of none', { repositories: [] }],
])('a stage that is not deployed has none: ECR %s', async (_how, answer) => {
  const missing = (await registry({ DescribeRepositories: answer })).url();
  await expect(missing).rejects.toThrow(ImageError);
  await expect(missing).rejects.toThrow(
    'There is no repository framefleet-dev yet: deploy the stage first (npm run deploy).',
  );
});

test('an image is there or not, by its tag', async () => {
  const there = await registry({ DescribeImages: { imageDetails: [{ imageTags: ['tag'] }] } });
  expect(await there.has('tag')).toBe(true);
  expect(ecr?.requests[0]?.body).toEqual({ repositoryName: 'framefleet-dev', imageIds: [{ imageTag: 'tag' }] });
  await ecr?.close();
  expect(await (await registry({ DescribeImages: 'ImageNotFoundException' })).has('tag')).toBe(false);
});

test('a login is for the registry, not for its URL', async () => {
  const authorizationToken = Buffer.from('AWS:hush').toString('base64');
  const proxyEndpoint = 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com';
  const open = await registry({
    GetAuthorizationToken: { authorizationData: [{ authorizationToken, proxyEndpoint }] },
  });
  expect(await open.login()).toEqual({
    registry: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    user: 'AWS',
    password: 'hush',
  });
});

test.each(['url', 'has', 'login'] as const)('%s: what else ECR refuses is told as it is', async (method) => {
  const refusing = await registry({
    DescribeRepositories: 'AccessDeniedException',
    DescribeImages: 'AccessDeniedException',
    GetAuthorizationToken: 'AccessDeniedException',
  });
  await expect(refusing[method]('tag')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
