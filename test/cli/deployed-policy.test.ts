import type { SFNClient } from '@aws-sdk/client-sfn';
import { readDeployedPolicy } from '../../cli/deployed-policy';
import { JobPolicy } from '../../pipeline/job-policy';
import { renderDefinition } from '../../statemachine/definition';
import { settings } from '../statemachine/settings';

const stageOf = (definition: string) => ({
  title: 'stage dev',
  region: 'eu-west-1',
  stateMachineArn: 'arn',
  stepFunctions: { send: () => Promise.resolve({ definition }) } as unknown as SFNClient,
});

test('how a stage plans is read back from its state machine', async () => {
  const policy = JobPolicy.parse({
    defaults: { crf: 30 },
    limits: { hours: 2 },
    maxCostUsd: 3,
    keepWork: true,
    fleet: { region: 'eu-west-1', architecture: 'arm64' },
  });
  const read = await readDeployedPolicy(stageOf(renderDefinition({ ...settings, policy })));
  const { defaults, limits, fleet, maxCostUsd, spotShare } = policy;
  expect(read).toMatchObject({ defaults, limits, policy: { fleet, maxCostUsd, spotShare }, keepWork: true });
});

test('a machine of another kind is wrong usage, with a way out', async () => {
  await expect(readDeployedPolicy(stageOf('{"StartAt": "A", "States": {}}'))).rejects.toThrow(
    /^How stage dev plans can't be read .* --region eu-west-1 and --architecture/,
  );
});
