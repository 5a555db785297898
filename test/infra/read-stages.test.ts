import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidStages, parseStages, readStages } from '../../infra/read-stages';
import { regions } from '../../infra/stage-config';
import { KernelName } from '../../pipeline/job-options';
import { temporaryFolder } from '../tools';

/** What the owner of the file is told. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidStages) return error.message;
    throw error;
  }
  throw new Error('It was taken');
}

const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const stageName = 'must have 2 to 20 of a-z, 0-9 and "-"';

describe('a mistake is told by its key, its value and what is allowed', () => {
  test.each<[string, object, string]>([
    ['a region', { region: 'mars-1' }, `dev.region is "mars-1"; allowed: ${regions.join(', ')}`],
    ['an architecture', { architecture: 'arm' }, 'dev.architecture is "arm"; allowed: x86_64, arm64'],
    [
      'a CPU that Fargate has not',
      { tasks: { segment: { cpu: 300 } } },
      'dev.tasks.segment.cpu is 300; allowed: 256, 512, 1024, 2048, 4096, 8192, 16384',
    ],
    [
      'memory that Fargate has not with that CPU',
      { tasks: { segment: { cpu: 1024, memoryMiB: 512 } } },
      'dev.tasks.segment.memoryMiB is 512; allowed with cpu 1024: 2048, 3072, 4096, 5120, 6144, 7168, 8192',
    ],
    [
      'a text for a figure',
      { tasks: { concat: { memoryMiB: '4 GB' } } },
      'dev.tasks.concat.memoryMiB is "4 GB"; allowed: number',
    ],
    [
      'too little storage',
      { tasks: { concat: { storageGiB: 20 } } },
      'dev.tasks.concat.storageGiB is 20; allowed: at least 21',
    ],
    [
      'too much storage',
      { tasks: { segment: { storageGiB: 201 } } },
      'dev.tasks.segment.storageGiB is 201; allowed: at most 200',
    ],
    [
      'an address instead of a bucket',
      { models: { buckets: ['s3://our-models'] } },
      'dev.models.buckets.0 is "s3://our-models"; must be the name of a bucket',
    ],
    [
      'a webhook without TLS',
      { notifications: { webhooks: [{ url: 'http://example.com', secretName: 'framefleet/webhook' }] } },
      'dev.notifications.webhooks.0.url is "http://example.com"; must be an https:// address, such as https://example.com/framefleet',
    ],
    [
      'a webhook whose key nobody knows',
      { notifications: { webhooks: [{ url: 'https://example.com' }] } },
      'dev.notifications.webhooks.0.secretName is missing; give either secretName (a secret in Secrets Manager) or keyVariable (a Terraform variable, set as TF_VAR_<name> where it is deployed)',
    ],
    [
      'a secret in the file, which is not repeated',
      { notifications: { webhooks: [{ url: 'https://example.com', secretName: 'webhook', key: 'hush' }] } },
      'dev.notifications.webhooks.0.key looks like a secret, which must not stand in this file: remove it, and name where it is with secretName (a secret in Secrets Manager) or keyVariable (set as TF_VAR_<name> where it is deployed)',
    ],
    ['too many at once', { jobs: { maxConcurrency: 1001 } }, 'dev.jobs.maxConcurrency is 1001; allowed: at most 1000'],
    ['none at once', { jobs: { maxConcurrency: 0 } }, 'dev.jobs.maxConcurrency is 0; allowed: at least 1'],
    ['no time at all', { jobs: { limits: { hours: 0 } } }, 'dev.jobs.limits.hours is 0; allowed: at least 0.001'],
    [
      'too many streams',
      { jobs: { limits: { streams: 1001 } } },
      'dev.jobs.limits.streams is 1001; allowed: at most 1000',
    ],
    [
      'a limit that there is not',
      { jobs: { limits: { days: 1 } } },
      'dev.jobs.limits.days is no key that is known here; remove it or mend its spelling',
    ],
    ['a share above one', { jobs: { spotShare: 1.5 } }, 'dev.jobs.spotShare is 1.5; allowed: at most 1'],
    [
      'a kernel that there is not',
      { jobs: { defaults: { kernels: ['blur'] } } },
      `dev.jobs.defaults.kernels.0 is "blur"; allowed: ${KernelName.options.join(', ')}`,
    ],
    [
      'a key that there is not',
      { regoin: 'x' },
      'dev.regoin is no key that is known here; remove it or mend its spelling',
    ],
    [
      'a key that there is not, further in',
      { tasks: { merge: {} } },
      'dev.tasks.merge is no key that is known here; remove it or mend its spelling',
    ],
    ['an address', { alarms: { email: 'ops' } }, 'dev.alarms.email is "ops"; must be an address like team@example.com'],
    [
      'an ending',
      { uploads: { suffixes: ['mp4'] } },
      'dev.uploads.suffixes.0 is "mp4"; must begin with a point and have at most 12 characters, like .mp4',
    ],
    ['a size', { uploads: { maxBytes: 6e9 } }, 'dev.uploads.maxBytes is 6000000000; allowed: at most 5000000000'],
    [
      'sizes in the wrong order',
      { uploads: { minBytes: 5, maxBytes: 3 } },
      'dev.uploads.minBytes is 5; must not be greater than maxBytes',
    ],
    [
      'days that CloudWatch has not',
      { retention: { logDays: 10 } },
      `dev.retention.logDays is 10; allowed: ${logDays.join(', ')}`,
    ],
    [
      'a network too large',
      { network: { cidr: '10.0.0.0/8' } },
      'dev.network.cidr is "10.0.0.0/8"; must be a network like 10.0.0.0/16, of the sizes /16 to /22',
    ],
    ...['999.0.0.0/16', '10.80.3.4/16', '10.0.0.0', '10.0.0.0/23', 'fd00::/16'].map(
      (cidr): [string, object, string] => [
        `a network that is none: ${cidr}`,
        { network: { cidr } },
        `dev.network.cidr is "${cidr}"; must be a network like 10.0.0.0/16, of the sizes /16 to /22`,
      ],
    ),
    ['more zones than a region has', { network: { zones: 7 } }, 'dev.network.zones is 7; allowed: at most 6'],
    ['an address of an emulator', { emulator: 'here' }, 'dev.emulator is "here"; Invalid URL'],
    [
      'a state without region',
      { stateBucket: { bucket: 'states' } },
      `dev.stateBucket.region is missing; allowed: ${regions.join(', ')}`,
    ],
  ])('%s', (_what, stage, expected) => {
    expect(refusal(() => parseStages('stages.json', { dev: stage }))).toBe(`stages.json: ${expected}`);
  });

  test.each(['Dev', 'd', '1dev', 'dev-', '-dev', 'dev_1', 'dev--1', 'a'.repeat(21)])('the name %s', (name) => {
    expect(refusal(() => parseStages('stages.json', { [name]: {} }))).toContain(
      `stages.json: ${name} is {}; ${stageName}`,
    );
  });

  test('two stages do not share a state', () => {
    const stage = { stateBucket: { bucket: 'states', region: 'us-east-1', key: 'videos' } };
    expect(() => parseStages('stages.json', { dev: stage, prod: stage })).toThrow(
      'prod.stateBucket.key is "videos"; must not be the state of another stage, dev',
    );
  });

  test('several mistakes have a line each', () => {
    const stages = {
      dev: { region: 5, regoin: 1, zone: 2 },
      prod: { architecture: 'arm', tasks: { concat: { cpu: 1 } } },
    };
    expect(
      refusal(() => parseStages('stages.json', stages))
        .split('\n')
        .map((line) => line.split(';')[0]),
    ).toEqual([
      'stages.json: dev.region is 5',
      'stages.json: dev.regoin is no key that is known here',
      'stages.json: dev.zone is no key that is known here',
      'stages.json: prod.architecture is "arm"',
      'stages.json: prod.tasks.concat.cpu is 1',
    ]);
  });
});

test.each([
  [{}, 'the whole document is {}; must hold at least one stage, such as {"dev": {}}'],
  [[], 'the whole document is []; allowed: record'],
  ['dev', 'the whole document is "dev"; allowed: record'],
  [{ dev: null }, 'dev is null; allowed: object'],
])('%j is no list of stages', (document, expected) => {
  expect(refusal(() => parseStages('stages.json', document))).toBe(`stages.json: ${expected}`);
});

describe('the file', () => {
  const folder = temporaryFolder('all');

  test('is read', () => {
    const path = join(folder(), 'good.json');
    writeFileSync(path, '{"dev": {"region": "eu-west-1"}, "prod": {"protect": true}}');
    expect(readStages(path)).toMatchObject({ dev: { region: 'eu-west-1' }, prod: { protect: true } });
  });

  test('that is missing is named, with an example of one', () => {
    const path = join(folder(), 'none.json');
    expect(refusal(() => readStages(path))).toMatch(
      /none\.json: can't be read \(.*ENOENT.*\)\. It holds the stages as JSON, for instance \{"dev"/,
    );
  });

  test('that is no JSON is named, with the place of the mistake', () => {
    const path = join(folder(), 'bad.json');
    writeFileSync(path, '{"dev": {region: 1}}');
    expect(refusal(() => readStages(path))).toMatch(
      /bad\.json: can't be read \(.*position 9.*\)\. It holds the stages as JSON/,
    );
  });

  test('as README shows it, and as it comes with the project, is right', () => {
    const checkout = join(__dirname, '..', '..');
    const [, example = ''] = /```json\n([^`]*)```/.exec(readFileSync(join(checkout, 'README.md'), 'utf8')) ?? [];
    const path = join(folder(), 'example.json');
    writeFileSync(path, example);
    expect(Object.keys(readStages(path))).toEqual(['dev', 'prod']);
    // Whoever carries the project on has stages of his own in there.
    expect(Object.keys(readStages(join(checkout, 'stages.json'))).length).toBeGreaterThan(0);
  });
});
