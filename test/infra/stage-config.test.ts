import { StageConfig, StageName } from '../../infra/stage-config';
import { jobOptions } from '../pipeline/examples';

test('a stage that says nothing is like this', () => {
  const { uploads, ...config } = StageConfig.parse({});
  expect(config).toEqual({
    region: 'us-east-1',
    architecture: 'x86_64',
    imageRevision: 0,
    models: { buckets: [] },
    jobs: {
      defaults: jobOptions(),
      limits: { pixels: 35_651_584, hours: 24, streams: 100, frames: 5_184_000, gigapixels: 21_500 },
      ...{
        maxConcurrency: 40,
        spotShare: 1,
        recordDays: 365,
        stallSeconds: 300,
        keepWork: false,
        progressEvents: false,
      },
    },
    tasks: {
      segment: { cpu: 2048, memoryMiB: 4096, storageGiB: 21 },
      concat: { cpu: 1024, memoryMiB: 2048, storageGiB: 100 },
    },
    network: { kind: 'public', cidr: '10.80.0.0/16', zones: 2 },
    retention: { workDays: 30, replacedUploadDays: 7, inputDays: null, outputDays: null, logDays: 30 },
    alarms: { enabled: true, executionHours: 6 },
    notifications: { webhooks: [] },
    protect: false,
  });
  expect(uploads).toEqual({
    suffixes: expect.arrayContaining(['.mp4', '.mov', '.mkv', '.webm', '.mpg', '.ts']) as unknown,
  });
});

test('what a stage says within a part leaves the rest of the part as it is', () => {
  const config = StageConfig.parse({ tasks: { concat: { storageGiB: 50 } }, jobs: { defaults: { crf: 30 } } });
  expect(config.tasks.concat).toEqual({ cpu: 1024, memoryMiB: 2048, storageGiB: 50 });
  expect(config.tasks.segment.cpu).toBe(2048);
  expect(config.jobs.defaults).toEqual(jobOptions({ crf: 30 }));
});

test.each(['dev', 'eu-prod-2', 'ab', 'a'.repeat(20)])('a stage may be called %s', (name) => {
  expect(StageName.parse(name)).toBe(name);
});
