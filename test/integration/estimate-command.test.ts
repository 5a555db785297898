import { join } from 'node:path';
import * as z from 'zod';
import { openStore } from '../../aws/clients';
import { estimate } from '../../cli/commands/estimate';
import { knownCredentials } from '../../local/identity';
import { typeCommand } from '../cli/type-command';
import { temporaryFolder, tools } from '../tools';
import { plainClip } from './clips';
import { startCommand, stopCommands } from './command';
import { openWorkshop } from './run-job';

const Spread = z.object({ low: z.number(), likely: z.number(), high: z.number() });
const Told = z.object({
  ...{ video: z.string(), where: z.string(), segments: z.number(), mode: z.string(), tasks: z.number() },
  ...{ seconds: Spread, dollars: Spread, region: z.string().optional() },
});

describe('estimate', () => {
  const folder = temporaryFolder('all');
  let clip = '';
  let opened: Awaited<ReturnType<typeof openWorkshop>>;
  beforeAll(async () => {
    clip = join(folder(), 'yard.mp4');
    await plainClip(clip, 3);
    opened = await openWorkshop(undefined, { user: knownCredentials, policy: { maxCostUsd: 0.5 } });
  });
  afterAll(async () => {
    await stopCommands();
    await opened.close();
  });

  const type = async (...words: string[]) => {
    const { ffmpeg, ffprobe } = await tools();
    const { region } = opened.workshop.stack.clients;
    const variables = { AWS_REGION: region, FFMPEG_PATH: ffmpeg.path, FFPROBE_PATH: ffprobe.path };
    return typeCommand(estimate, ['estimate', ...words], { variables, packagePath: () => undefined });
  };

  test('here: by two stretches that are run, which leave nothing behind', async () => {
    const { ended } = await startCommand(folder(), ['estimate', clip, '--segment-seconds', '1', '--json']);
    const { exitCode, stdout, stderr, temporary } = await ended;
    expect([exitCode, stderr, temporary]).toEqual([0, '', []]);
    const { where, segments, seconds, dollars } = Told.parse(JSON.parse(stdout));
    expect([where, segments]).toEqual(['this machine', 3]);
    expect(dollars.likely).toBeGreaterThan(0);
    expect(seconds.low).toBeGreaterThan(0);
    expect(seconds.high).toBeGreaterThan(seconds.low);
  });

  test('for a region: with its prices, and in words', async () => {
    const { code, stdout } = await type(clip, '--region', 'af-south-1', '--kernels', 'motion');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^\S+yard\.mp4 on a stage of defaults in af-south-1\n {2}cut +1 segment, 1 task \(fused\)\n/,
    );
    expect(stdout).toMatch(
      / cost +about \$0\.00\d+ \(.* to .*\)\n +prices .*\(those of us-east-1: af-south-1's aren't listed\)/,
    );
  });

  test('for a stage: by its own policy, of an object as of a file; what it would refuse is refused', async () => {
    const { clients, inputBucket } = opened.workshop.stack;
    const store = openStore(clients);
    await store.upload(inputBucket, 'other/yard.bin', { path: clip }, { contentType: 'video/mp4' });
    const at = ['--endpoint', clients.endpoint];
    const { code, stdout } = await type(
      `s3://${inputBucket}/other/yard.bin`,
      ...at,
      '--segment-seconds',
      '1',
      '--json',
    );
    const ofObject = Told.parse(JSON.parse(stdout));
    expect([code, ofObject.segments, ofObject.region]).toEqual([0, 3, 'us-east-1']);
    const ofFile = Told.parse(JSON.parse((await type(clip, ...at, '--segment-seconds', '1', '--json')).stdout));
    expect(ofFile).toEqual({ ...ofObject, video: clip });
    await expect(type(clip, ...at, '--max-cost-usd', '0.0001')).rejects.toMatchObject({ name: 'CostLimitExceeded' });
    await expect(type(`s3://${inputBucket}/none.mp4`, ...at)).rejects.toThrow(/knows no object s3:.*none\.mp4: check/);
  });

  test.each([
    [['s3://videos/a.mp4'], 'name the stage that would work on it with --stage'],
    [['none.mp4'], 'none.mp4" can\'t be read'],
    [['a.mp4', '--stage', 'dev', '--region', 'eu-west-1'], 'Either --stage'],
    [['a.mp4', '--region', 'Europe'], '--region "Europe": write it as AWS does'],
    [['a.mp4', '--architecture', 'mips'], '--architecture "mips": write x86_64 or arm64'],
    [['a.mp4', '--max-cost-usd', '-1'], '--max-cost-usd "-1": '],
  ])('%j is refused: %s', async (words, complaint) => {
    await expect(type(...words)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining(complaint) as string,
    });
  });
});
