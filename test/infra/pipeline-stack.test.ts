import * as z from 'zod';
import type { Resource, Stack } from './stack';
import { type Overrides, synthesize, synthesizeStages } from './synthesize';

const plain = synthesize();

/** The resources that two stacks don't have in common, or not with the same arguments. */
function differences(one: Stack, other: Stack): string[] {
  const texts = (stack: Stack) =>
    stack.resources().map(({ type, path, values }) => [`${type} ${path}`, JSON.stringify(values)] as const);
  const [first, second] = [new Map(texts(one)), new Map(texts(other))];
  return [...new Set([...first.keys(), ...second.keys()])].filter((key) => first.get(key) !== second.get(key));
}

describe('a change of the configuration touches', () => {
  const machine = 'aws_sfn_state_machine Workflow/StateMachine';
  const task = (kind: string) => `aws_ecs_task_definition Fleet/${kind}/Definition`;
  const lifecycle = (bucket: string) => `aws_s3_bucket_lifecycle_configuration Storage/${bucket}/Lifecycle`;

  test.each<[string, Overrides, string[]]>([
    ['jobs.maxConcurrency', { jobs: { maxConcurrency: 7 } }, [machine]],
    ['jobs.spotShare', { jobs: { spotShare: 0.5 } }, [machine]],
    ['jobs.defaults', { jobs: { defaults: { segmentSeconds: 20, crf: 18 } } }, [machine]],
    ['jobs.limits', { jobs: { limits: { hours: 48, pixels: 67_108_864 } } }, [machine]],
    // Each function notes what it has used, for as long.
    [
      'jobs.recordDays',
      { jobs: { recordDays: 30 } },
      [...plain.all('aws_lambda_function').map(({ path }) => `aws_lambda_function ${path}`), machine],
    ],
    ['jobs.stallSeconds', { jobs: { stallSeconds: 60 } }, [machine]],
    ['jobs.keepWork', { jobs: { keepWork: true } }, [machine]],
    // Estimates and bills are made for tasks of their sizes.
    ['tasks.segment.cpu', { tasks: { segment: { cpu: 1024 } } }, [task('segment'), machine]],
    ['tasks.concat.storageGiB', { tasks: { concat: { storageGiB: 50 } } }, [task('concat'), machine]],
    ['retention.workDays', { retention: { workDays: 3 } }, [lifecycle('Work')]],
    ['retention.outputDays', { retention: { outputDays: 90 } }, [lifecycle('Output')]],
    [
      'models.buckets',
      { models: { buckets: ['our-models'] } },
      ['checkModels', 'inspectPictures', 'mergeResults']
        .map((name) => `aws_iam_role_policy Functions/${name}/Role/Policy`)
        .concat('aws_iam_role_policy Fleet/segmentRole/Policy'),
    ],
    // It is in the image's tag, which nothing here builds.
    ['models.folder', { models: { folder: 'models' } }, []],
    ['uploads', { uploads: { suffixes: ['.mov'] } }, ['aws_cloudwatch_event_rule Uploads/Rule']],
    ['alarms.email', { alarms: { email: 'ops@example.com' } }, ['aws_sns_topic_subscription Announcements/Mail']],
    ['alarms.executionHours', { alarms: { executionHours: 1 } }, ['aws_cloudwatch_metric_alarm Alarms/slow']],
    ['emulator', { emulator: 'http://localhost:4566' }, []],
    ['stateBucket', { stateBucket: { bucket: 'states', region: 'us-east-1' } }, []],
  ])('%s', (_key, config, expected) => {
    expect(differences(plain, synthesize(config))).toEqual(expected);
  });

  test('nothing at all when there is none', () => {
    expect(synthesize().document).toEqual(plain.document);
  });
});

describe('several stages', () => {
  /** What a resource is called in an account, if it is called anything. */
  function nameOf({ type, values }: Resource): string | undefined {
    // Policies are named within their roles.
    if (type === 'aws_iam_role_policy') return undefined;
    const names = ['bucket', 'name', 'family', 'function_name', 'layer_name', 'alarm_name', 'dashboard_name'];
    const name = names.map((argument) => values[argument]).find((value) => typeof value === 'string');
    return name === undefined || name.startsWith('${') ? undefined : `${type} ${name}`;
  }
  const namesOf = (stack: Stack) => stack.resources().flatMap((resource) => nameOf(resource) ?? []);

  test('have no name in common, and none has one twice', () => {
    const { dev, prod } = synthesizeStages({ dev: {}, prod: { region: 'eu-west-1', network: { kind: 'private' } } });
    const names = [...namesOf(dev), ...namesOf(prod)];
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(
      namesOf(dev).filter((name) => !name.includes(' framefleet-dev') && !/ \/.*framefleet-dev/.test(name)),
    ).toEqual([]);
  });

  /** Names that end like another of the same type: what the stage `dev-old` calls `x` is what `dev` calls `old-x`. */
  function ambiguous(stack: Stack): string[] {
    const endings = namesOf(stack).map((name) => name.split('framefleet-dev'));
    return endings.flatMap(([type, long = '']) =>
      endings
        .filter(([other, short = '']) => other === type && short !== '' && short !== long && long.endsWith(short))
        .map(() => `${type ?? ''}${long}`),
    );
  }

  test('have none in common either when the name of one begins with that of another', () => {
    expect(ambiguous(plain)).toEqual([]);
    const mistaken = plain.copy();
    mistaken.one('aws_cloudwatch_metric_alarm', 'Alarms/slow').values.alarm_name = 'framefleet-dev-old-dead-letters';
    expect(ambiguous(mistaken)).toEqual(['aws_cloudwatch_metric_alarm -old-dead-letters']);
  });

  test('differ in nothing but their names', () => {
    const { dev, prod } = synthesizeStages({ dev: {}, prod: {} });
    const text = (stack: Stack) =>
      JSON.stringify(stack.document.resource, (key, value: unknown) => (key === '//' ? undefined : value));
    expect(text(prod).replaceAll('framefleet-prod', 'framefleet-dev')).toBe(text(dev));
  });

  test('may have names of 20 characters: nothing is called longer than AWS allows', () => {
    const long = 'a'.repeat(20);
    const limits = new Map(
      Object.entries({ aws_s3_bucket: 63, aws_iam_role: 64, aws_lambda_function: 64, aws_cloudwatch_event_rule: 64, aws_sqs_queue: 80, aws_sfn_state_machine: 80 }), // prettier-ignore
    );
    const names = namesOf(synthesizeStages({ [long]: {} })[long]!).map((name) => {
      const [type = '', called = ''] = name
        .replace('${data.aws_caller_identity.Account.account_id}', '123456789012')
        .split(' ');
      return { type, called };
    });
    expect(names.filter(({ type, called }) => called.length > (limits.get(type) ?? 255))).toEqual([]);
  });
});

describe('deleting a stage', () => {
  const kept = (stack: Stack) => ({
    buckets: stack.all('aws_s3_bucket').map(({ values }) => values.force_destroy),
    images: stack.one('aws_ecr_repository').values.force_delete,
    jobs: stack.one('aws_dynamodb_table').values.deletion_protection_enabled,
  });

  test('takes all it holds along', () => {
    expect(kept(plain)).toEqual({ buckets: [true, true, true], images: true, jobs: false });
  });

  test('stops at whatever it holds when the stage is protected', () => {
    const expected = { buckets: [false, false, false], images: false, jobs: true };
    expect(kept(synthesize({ protect: true }))).toEqual(expected);
  });
});

describe("Terraform's state", () => {
  test('is a file beside the project, for a start', () => {
    expect(plain.document.terraform.backend?.['s3']).toBeUndefined();
    expect(JSON.stringify(plain.document.terraform.backend)).toContain('terraform.framefleet-dev.tfstate');
  });

  test('lies encrypted in a bucket, each stage under a key of its own', () => {
    const stateBucket = { bucket: 'states', region: 'eu-west-1' as const };
    const { dev, prod } = synthesizeStages({ dev: { stateBucket }, prod: { stateBucket } });
    const s3 = { ...stateBucket, encrypt: true };
    expect(dev.document.terraform.backend).toEqual({ s3: { ...s3, key: 'framefleet-dev.tfstate' } });
    expect(prod.document.terraform.backend).toEqual({ s3: { ...s3, key: 'framefleet-prod.tfstate' } });
  });

  test('lies under the key that the stage names', () => {
    const stack = synthesize({ stateBucket: { bucket: 'states', region: 'us-east-1', key: 'video/dev' } });
    expect(stack.document.terraform.backend).toMatchObject({ s3: { key: 'video/dev', encrypt: true } });
  });
});

describe('the provider', () => {
  test('works in the region of the stage and tags everything; credentials come from outside', () => {
    expect(synthesize({ region: 'eu-west-1' }).document.provider.aws).toEqual([
      { region: 'eu-west-1', default_tags: [{ tags: { 'framefleet:stage': 'dev', Project: 'framefleet-dev' } }] },
    ]);
  });

  /** The service, as the provider calls its endpoint, of each type of resource that is in a stack. */
  const services: [RegExp, string][] = [
    [/^aws_s3_/, 's3'],
    [/^aws_iam_/, 'iam'],
    [/^aws_(vpc|subnet|route|internet|security|default_security)/, 'ec2'],
    [/^aws_cloudwatch_event_/, 'events'],
    [/^aws_cloudwatch_log_/, 'logs'],
    [/^aws_cloudwatch_(metric|dashboard)/, 'cloudwatch'],
    [/^aws_(ecs|ecr|lambda|sfn|sqs|sns|dynamodb)_/, '$1'],
  ];

  test.each(['public', 'private'] as const)(
    'has everything that a %s stage uses at the address of an emulator',
    (kind) => {
      const emulator = 'http://localhost:4566';
      const stack = synthesize({ emulator, network: { kind }, alarms: { email: 'ops@example.com' } });
      const Endpoints = z.tuple([z.record(z.string(), z.string())]);
      const [endpoints] = Endpoints.parse(stack.document.provider.aws[0]?.['endpoints']);
      const used = stack.types().map((type) => {
        const [pattern, service] = services.find(([pattern]) => pattern.test(type)) ?? [];
        return pattern === undefined || service === undefined
          ? type
          : service.replace('$1', pattern.exec(type)?.[1] ?? '');
      });
      expect([...new Set(used)].filter((service) => endpoints[service] !== emulator)).toEqual([]);
      // Who is asked for the account.
      expect(endpoints['sts']).toBe(emulator);
      expect(stack.document.provider.aws[0]).toMatchObject({
        skip_credentials_validation: true,
        s3_use_path_style: true,
      });
    },
  );
});
