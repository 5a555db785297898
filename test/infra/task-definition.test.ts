import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { nodeFlags } from '../../local/task-process';
import { type Property, changed, each, gone, put, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const type = 'aws_ecs_task_definition';

const Containers = z.array(z.record(z.string(), z.unknown()));
const containersOf = (task: Resource) => Containers.parse(task.json('container_definitions'));

/** Each task has one container, with these settings. */
const everyContainerHas = (settings: object) => (stack: Stack) => {
  for (const task of stack.all(type)) {
    expect({ task: task.path, containers: containersOf(task) }).toMatchObject({
      task: task.path,
      containers: [settings],
    });
  }
};

/** A setting of each container is another one, one task at a time. */
const container = (setting: string, value: unknown) =>
  each(type, value === undefined ? `has no ${setting}` : `has ${setting} ${JSON.stringify(value)}`, (task) => {
    const containers = containersOf(task);
    put(containers, ['0', ...setting.split('.')], value);
    task.values.container_definitions = JSON.stringify(containers);
  });

const everyTaskHas = (values: object) => (stack: Stack) =>
  expect(stack.all(type)).toMatchObject([
    { path: 'Fleet/segment/Definition', values },
    { path: 'Fleet/concat/Definition', values },
  ]);

const properties: Property[] = [
  {
    name: 'tasks run on Fargate, each with a network interface of its own',
    holds: everyTaskHas({ requires_compatibilities: ['FARGATE'], network_mode: 'awsvpc' }),
    takeAway: [
      gone(type),
      changed(type, 'requires_compatibilities', ['EC2']),
      changed(type, 'requires_compatibilities', ['FARGATE', 'EC2']),
      changed(type, 'network_mode', 'host'),
    ],
  },
  {
    name: 'a deployment replaces a task definition without a moment in which there is none',
    holds: everyTaskHas({ lifecycle: { create_before_destroy: true } }),
    takeAway: [changed(type, 'lifecycle.create_before_destroy', false), changed(type, 'lifecycle', undefined)],
  },
  {
    name: 'tasks run as nobody in particular',
    holds: (stack) => {
      everyContainerHas({ user: expect.stringMatching(/^[1-9]\d{3,}:[1-9]\d{3,}$/) as unknown })(stack);
      expect(
        stack
          .all(type)
          .flatMap(containersOf)
          .filter((settings) => 'privileged' in settings),
      ).toEqual([]);
    },
    takeAway: [
      container('user', undefined),
      container('user', 'root'),
      container('user', '0:0'),
      container('user', '65532:0'),
      container('privileged', true),
    ],
  },
  {
    name: 'tasks write to their scratch volume alone, which is empty at each start',
    holds: (stack) => {
      everyContainerHas({
        readonlyRootFilesystem: true,
        mountPoints: [{ sourceVolume: 'scratch', containerPath: '/scratch', readOnly: false }],
        environment: expect.arrayContaining([{ name: 'TMPDIR', value: '/scratch' }]) as unknown,
      })(stack);
      for (const { values } of stack.all(type)) expect(values.volume).toEqual([{ name: 'scratch' }]);
    },
    takeAway: [
      container('readonlyRootFilesystem', false),
      container('readonlyRootFilesystem', undefined),
      container('mountPoints', []),
      container('mountPoints.1', { sourceVolume: 'scratch', containerPath: '/app' }),
      container('environment', []),
      changed(type, 'volume.0.host_path', '/'),
      changed(type, 'volume.1', { name: 'shared', efs_volume_configuration: { file_system_id: 'fs-0123' } }),
    ],
  },
  {
    name: 'tasks have none of the rights that Linux gives to root',
    holds: (stack) => {
      everyContainerHas({ linuxParameters: { capabilities: { drop: ['ALL'] } } })(stack);
      const added = stack
        .all(type)
        .flatMap(containersOf)
        .filter((settings) => JSON.stringify(settings).includes('"add"'));
      expect(added).toEqual([]);
    },
    takeAway: [
      container('linuxParameters', undefined),
      container('linuxParameters.capabilities', undefined),
      container('linuxParameters.capabilities.drop', ['NET_RAW']),
      container('linuxParameters.capabilities.add', ['SYS_PTRACE']),
    ],
  },
  {
    name: 'tasks can be stopped in order: an init process passes signals on, and there are two minutes',
    holds: everyContainerHas({ stopTimeout: 120, linuxParameters: { initProcessEnabled: true } }),
    takeAway: [
      container('stopTimeout', undefined),
      container('stopTimeout', 30),
      container('linuxParameters.initProcessEnabled', false),
    ],
  },
  {
    name: 'tasks write to the log of the tasks',
    holds: (stack) => {
      const group = stack.one('aws_cloudwatch_log_group', 'Fleet/Log').reference('name');
      everyContainerHas({ logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': group } } })(stack);
    },
    takeAway: [
      container('logConfiguration', undefined),
      container('logConfiguration.options.awslogs-group', '/elsewhere'),
      gone('aws_cloudwatch_log_group', ({ path }) => path === 'Fleet/Log'),
    ],
  },
  {
    name: 'tasks have as much storage as Fargate gives, and no less than it takes as a figure',
    holds: (stack) => {
      const sizes = z.array(z.object({ ephemeral_storage: z.object({ size_in_gib: z.number() }) }));
      for (const { ephemeral_storage } of sizes.parse(stack.all(type).map(({ values }) => values))) {
        expect(ephemeral_storage.size_in_gib).toBeGreaterThanOrEqual(21);
        expect(ephemeral_storage.size_in_gib).toBeLessThanOrEqual(200);
      }
    },
    takeAway: [changed(type, 'ephemeral_storage.size_in_gib', 20), changed(type, 'ephemeral_storage.size_in_gib', 201)],
  },
  {
    name: 'each kind of task has a role of its own, and none has the one that starts it',
    holds: (stack) => {
      const role = (path: string) => stack.one('aws_iam_role', path).reference('arn');
      const launch = role('Fleet/LaunchRole/Role');
      expect(stack.all(type)).toMatchObject([
        { values: { task_role_arn: role('Fleet/segmentRole/Role'), execution_role_arn: launch } },
        { values: { task_role_arn: role('Fleet/concatRole/Role'), execution_role_arn: launch } },
      ]);
    },
    takeAway: [
      each(
        type,
        'works with the role that starts it',
        ({ values }) => (values.task_role_arn = values.execution_role_arn),
      ),
      each(type, 'is started with the role that it works with', ({ values }) => {
        values.execution_role_arn = values.task_role_arn;
      }),
      each(type, 'has the role of the other', (task, stack) => {
        const other = stack.all(type).find(({ path }) => path !== task.path);
        task.values.task_role_arn = other?.values.task_role_arn;
      }),
      changed(type, 'task_role_arn', undefined),
    ],
  },
  {
    name: "tasks run the image with this deployment's program",
    holds: (stack) => {
      const repository = stack.one('aws_ecr_repository').reference('repository_url');
      everyContainerHas({ image: `${repository}:tag-of-the-image` })(stack);
    },
    takeAway: [
      container('image', 'docker.io/library/node:22'),
      container('image', '${aws_ecr_repository.Fleet_Image_Repository_FF4754A0.repository_url}:latest'),
    ],
  },
];

testProperties(synthesize(), properties);

test('a stage decides on architecture and sizes', () => {
  const own = synthesize({
    architecture: 'arm64',
    tasks: { segment: { cpu: 4096, memoryMiB: 8192 }, concat: { storageGiB: 200 } },
  });
  const runtime_platform = { cpu_architecture: 'ARM64', operating_system_family: 'LINUX' };
  expect(own.all(type)).toMatchObject([
    { values: { cpu: '4096', memory: '8192', ephemeral_storage: { size_in_gib: 21 }, runtime_platform } },
    { values: { cpu: '1024', memory: '2048', ephemeral_storage: { size_in_gib: 200 }, runtime_platform } },
  ]);
});

test('the image has the user that the tasks run as, and a folder of his where the volume is mounted', () => {
  const dockerfile = readFileSync(join(__dirname, '..', '..', 'container', 'Dockerfile'), 'utf8').split('\n');
  const stack = synthesize();
  for (const settings of stack.all(type).flatMap(containersOf)) {
    expect(dockerfile).toContain(`USER ${String(settings.user)}`);
    expect(dockerfile).toContain('VOLUME ["/scratch"]');
  }
});

test('the image starts Node as the embedded stack does', () => {
  const dockerfile = readFileSync(join(__dirname, '..', '..', 'container', 'Dockerfile'), 'utf8').split('\n');
  const line = dockerfile.findLast((one) => one.startsWith('ENTRYPOINT ')) ?? '';
  const entryPoint: unknown = JSON.parse(line.slice('ENTRYPOINT '.length));
  expect(entryPoint).toEqual(['/usr/bin/node', ...nodeFlags, '/app/container.cjs']);
});
