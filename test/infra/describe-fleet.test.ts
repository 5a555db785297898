import { describeFleet } from '../../infra/describe-fleet';
import { StageConfig } from '../../infra/stage-config';
import { Fleet } from '../../pipeline/fleet';

test('a stage that says nothing has the fleet that a policy takes for granted', () => {
  expect(describeFleet(StageConfig.parse({}))).toEqual(Fleet.parse({}));
});

test('a stage’s sizes, place and network are what estimates and bills go by', () => {
  const config = StageConfig.parse({
    region: 'eu-central-1',
    architecture: 'arm64',
    tasks: { segment: { cpu: 4096, memoryMiB: 10_240 }, concat: { storageGiB: 200 } },
    network: { kind: 'private' },
  });
  expect(Fleet.parse(describeFleet(config))).toEqual({
    region: 'eu-central-1',
    architecture: 'arm64',
    segment: { vcpus: 4, memoryGib: 10, storageGib: 21 },
    concat: { vcpus: 1, memoryGib: 2, storageGib: 200 },
    publicAddresses: false,
  });
});
