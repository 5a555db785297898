import { type Property, added, changed, gone, testProperties } from './properties';
import { synthesize } from './synthesize';

const clusterProperties: Property[] = [
  {
    name: 'the cluster has spare capacity and regular one',
    holds: (stack) => {
      const values = {
        cluster_name: stack.one('aws_ecs_cluster').reference('name'),
        capacity_providers: ['FARGATE', 'FARGATE_SPOT'],
      };
      expect(stack.one('aws_ecs_cluster_capacity_providers')).toMatchObject({ values });
    },
    takeAway: [
      gone('aws_ecs_cluster_capacity_providers'),
      changed('aws_ecs_cluster_capacity_providers', 'capacity_providers', ['FARGATE']),
      changed('aws_ecs_cluster_capacity_providers', 'capacity_providers', ['FARGATE_SPOT']),
      changed('aws_ecs_cluster_capacity_providers', 'cluster_name', 'default'),
    ],
  },
  {
    name: 'nothing runs while no job does',
    holds: (stack) => expect(stack.types()).not.toContain('aws_ecs_service'),
    takeAway: [added('aws_ecs_service', { desired_count: 1 })],
  },
];

const repository = 'aws_ecr_repository';
const imageProperties: Property[] = [
  {
    name: 'a tag of an image never changes its meaning',
    holds: (stack) => expect(stack.one(repository)).toMatchObject({ values: { image_tag_mutability: 'IMMUTABLE' } }),
    takeAway: [
      changed(repository, 'image_tag_mutability', 'MUTABLE'),
      changed(repository, 'image_tag_mutability', undefined),
    ],
  },
  {
    name: 'every image is scanned and encrypted',
    holds: (stack) =>
      expect(stack.one(repository)).toMatchObject({
        values: {
          image_scanning_configuration: { scan_on_push: true },
          encryption_configuration: [{ encryption_type: 'AES256' }],
        },
      }),
    takeAway: [
      changed(repository, 'image_scanning_configuration.scan_on_push', false),
      changed(repository, 'image_scanning_configuration', undefined),
      changed(repository, 'encryption_configuration', []),
    ],
  },
  {
    name: 'old images go',
    holds: (stack) => {
      const policy = stack.one('aws_ecr_lifecycle_policy');
      expect(policy.values.repository).toBe(stack.one(repository).reference('name'));
      const expire = { action: { type: 'expire' } };
      expect(policy.json('policy')).toMatchObject({
        rules: [
          {
            selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
            ...expire,
          },
          { selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 10 }, ...expire },
        ],
      });
    },
    takeAway: [
      gone('aws_ecr_lifecycle_policy'),
      changed('aws_ecr_lifecycle_policy', 'policy', '{"rules":[]}'),
      changed('aws_ecr_lifecycle_policy', 'repository', 'elsewhere'),
    ],
  },
];

const stack = synthesize();
describe('the cluster', () => testProperties(stack, clusterProperties));
describe('images', () => testProperties(stack, imageProperties));
