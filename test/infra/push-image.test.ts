import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { imageTag } from '../../infra/artifacts';
import { StageConfig } from '../../infra/stage-config';
import { temporaryFolder } from '../tools';
import { type Answers, type Ecr, ecrOnAPort } from './ecr-on-a-port';

const checkout = join(__dirname, '..', '..');
const folder = temporaryFolder();
const programs = () => join(folder(), 'bin');

let ecr: Ecr | undefined;
afterEach(() => ecr?.close());

/** `npm run image -- …` for these stages, with no builders but those in the folder. */
async function pushImage(stages: object, ...args: string[]) {
  const path = join(folder(), 'stages.json');
  await writeFile(path, JSON.stringify(stages));
  const child = spawn(process.execPath, ['--import', 'tsx', join('infra', 'push-image.ts'), ...args], {
    cwd: checkout,
    env: {
      FRAMEFLEET_STAGES: path,
      PATH: programs(),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ending = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const [status, stdout, stderr] = await Promise.all([ending, text(child.stdout), text(child.stderr)]);
  return { status, stdout, stderr };
}

/** A stand-in for a builder: notes its arguments and, for a login, its standard input. */
async function builder(
  name: string,
  failing = 'none',
  engine: 'runs' | 'is off' = 'runs',
): Promise<() => Promise<string[]>> {
  const log = join(folder(), 'log');
  const script = `#!/bin/sh
[ "$1" = version ] && exit ${engine === 'runs' ? 0 : 1}
echo "${name} $*" >> '${log}'
[ "$1" = login ] && while read -r line || [ -n "$line" ]; do echo "< $line" >> '${log}'; done
[ "$1" = ${failing} ] && exit 3
exit 0
`;
  await mkdir(programs(), { recursive: true });
  await writeFile(join(programs(), name), script);
  await chmod(join(programs(), name), 0o755);
  await writeFile(log, '');
  return async () => (await readFile(log, 'utf8')).trim().split('\n');
}

const tag = (architecture: 'x86_64' | 'arm64') => imageTag(checkout, StageConfig.parse({ architecture }));
const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const deployed: Answers = {
  DescribeRepositories: { repositories: [{ repositoryUri: `${host}/framefleet-dev` }] },
  DescribeImages: 'ImageNotFoundException',
  GetAuthorizationToken: {
    authorizationData: [
      { authorizationToken: Buffer.from('AWS:hush').toString('base64'), proxyEndpoint: `https://${host}` },
    ],
  },
};

async function stageAt(answers: Answers): Promise<object> {
  ecr = await ecrOnAPort(answers);
  return { dev: { emulator: ecr.url } };
}

test('--help tells what it does, its options, and examples', async () => {
  const { status, stdout } = await pushImage({ dev: {} }, '--help');
  expect(status).toBe(0);
  for (const word of [
    '--stage <name>',
    '--builder <program>',
    '--base <image>',
    '--ffmpeg <build>',
    '--models <folder>',
    '--no-push',
    'Examples:',
  ]) {
    expect(stdout).toContain(word);
  }
});

describe('a mistake is told in a line', () => {
  test.each<[string, object, string[], string]>([
    [
      'no such stage',
      { dev: {}, prod: {} },
      ['--stage', 'test'],
      'There is no stage "test": name one of dev, prod by --stage.',
    ],
    [
      'none at all, but a name that every object knows',
      { dev: {} },
      ['--stage', 'constructor'],
      'There is no stage "constructor": name one of dev by --stage.',
    ],
    [
      'several stages and none named',
      { dev: {}, prod: {} },
      [],
      'There are several stages: name one of dev, prod by --stage.',
    ],
    [
      'no builder',
      { dev: {} },
      ['--no-push'],
      'No program that builds images works here: install, or start, one of docker, podman, buildah, or name it by --builder.',
    ],
    [
      'models that the stage does not know of',
      { dev: {} },
      ['--models', 'container'],
      'The deployed stage would look for an image with other models: write "models": {"folder": "container"} into it and deploy, or only build, by --no-push.',
    ],
    [
      'models that are not there',
      { dev: { models: { folder: 'no/models' } } },
      [],
      `There is no folder ${join(checkout, 'no/models')} with models for the image: make it, or mend models.folder of the stage, or --models.`,
    ],
    [
      'a builder that is not installed',
      { dev: {} },
      ['--no-push', '--builder', 'podman'],
      '"podman" can\'t be run: spawn podman ENOENT',
    ],
  ])('%s', async (_what, stages, args, expected) => {
    expect(await pushImage(stages, ...args)).toEqual({ status: 1, stdout: '', stderr: `${expected}\n` });
  });

  test("docker without its engine isn't taken for a builder", async () => {
    await builder('docker', 'none', 'is off');
    const said = await builder('buildah');
    expect((await pushImage({ dev: {} }, '--no-push')).status).toBe(0);
    expect((await said()).map((line) => line.split(' ')[0])).toEqual(['buildah']);
  });

  test('a stage that is wrong', async () => {
    const { status, stderr } = await pushImage({ dev: { region: 'mars-1' } });
    expect([status, stderr.split(';')[0]]).toEqual([1, `${join(folder(), 'stages.json')}: dev.region is "mars-1"`]);
  });

  test('a stage that is not deployed', async () => {
    await builder('docker');
    const stages = await stageAt({ DescribeRepositories: 'RepositoryNotFoundException' });
    const { status, stderr } = await pushImage(stages);
    expect([status, stderr]).toEqual([
      1,
      'There is no repository framefleet-dev yet: deploy the stage first (npm run deploy).\n',
    ]);
  });

  test('a builder that fails', async () => {
    const calls = await builder('docker', 'build');
    const { status, stderr } = await pushImage(await stageAt(deployed));
    expect([status, stderr]).toEqual([1, '"docker build" ended with 3; what it said is above.\n']);
    expect(await calls()).toHaveLength(1);
  });
});

test('the image is built, and pushed where the stage looks for it; the password is no argument', async () => {
  const calls = await builder('docker');
  const { status, stdout, stderr } = await pushImage(await stageAt(deployed));
  const image = `${host}/framefleet-dev:${await tag('x86_64')}`;
  expect([status, stdout, stderr]).toEqual([0, `Pushed ${image}\n`, '']);
  expect(await calls()).toEqual([
    `docker build --platform linux/amd64 --file container/Dockerfile --tag ${image} .`,
    `docker login --username AWS --password-stdin ${host}`,
    '< hush',
    `docker push ${image}`,
  ]);
});

test('an image that is there is neither built nor pushed', async () => {
  const calls = await builder('docker');
  const stages = await stageAt({ ...deployed, DescribeImages: { imageDetails: [{}] } });
  const { status, stdout } = await pushImage(stages);
  expect([status, stdout]).toEqual([
    0,
    `${host}/framefleet-dev:${await tag('x86_64')} is there already. For a new one with Debian's newest fixes raise imageRevision in the stage, come back, and deploy then.\n`,
  ]);
  expect(await calls()).toEqual(['']);
});

test('--no-push builds only, with another builder and base, and asks AWS nothing', async () => {
  const calls = await builder('buildah');
  const { status, stdout } = await pushImage(
    { dev: { architecture: 'arm64' } },
    '--no-push',
    '--base',
    'localhost/base',
    '--ffmpeg',
    'package',
  );
  const image = `framefleet:${await tag('arm64')}`;
  expect([status, stdout]).toEqual([0, `Built ${image}\n`]);
  expect(await calls()).toEqual([
    `buildah build --format docker --layers --platform linux/arm64 --file container/Dockerfile --tag ${image} --build-arg BASE=localhost/base --build-arg FFMPEG=package .`,
  ]);
});
