import {
  addressesAre,
  editDefinition,
  egress,
  endpoints,
  https,
  ingress,
  isOf,
  placements,
  routes,
  tasks,
} from './network-parts';
import { type Property, added, changed, gone, testProperties } from './properties';
import { synthesize } from './synthesize';

/** What holds wherever the tasks run. */
const common: Property[] = [
  {
    name: 'the group that AWS makes along lets nothing in or out',
    holds: (stack) => {
      const group = stack.one('aws_default_security_group');
      expect(group.values.vpc_id).toBe(stack.one('aws_vpc').reference('id'));
      expect(Object.keys(group.values).filter((key) => !['//', 'tags', 'vpc_id'].includes(key))).toEqual([]);
    },
    takeAway: [
      gone('aws_default_security_group'),
      changed('aws_default_security_group', 'ingress', [{ from_port: 0, to_port: 0, protocol: '-1', self: true }]),
      changed('aws_default_security_group', 'egress', [{ from_port: 0, to_port: 0, protocol: '-1' }]),
      changed('aws_default_security_group', 'vpc_id', 'vpc-0123'),
    ],
  },
  {
    name: 'groups have no rules but those that are resources of their own',
    holds: (stack) => {
      const inline = stack.all('aws_security_group').filter(({ values }) => 'ingress' in values || 'egress' in values);
      expect(inline.map(({ path }) => path)).toEqual([]);
      expect(stack.types()).not.toContain('aws_security_group_rule');
    },
    takeAway: [
      changed('aws_security_group', 'ingress', [{ from_port: 443, to_port: 443, cidr_blocks: ['0.0.0.0/0'] }]),
      changed('aws_security_group', 'egress', [{ from_port: 0, to_port: 0, protocol: '-1' }]),
      added('aws_security_group_rule', { type: 'ingress' }),
    ],
  },
  {
    name: 'tasks reach nothing but HTTPS',
    holds: (stack) => {
      const rules = stack.all(egress);
      const ofTasks = { values: { security_group_id: tasks(stack).reference('id'), ...https } };
      expect(rules.length).toBeGreaterThan(0);
      expect(rules).toMatchObject(rules.map(() => ofTasks));
    },
    takeAway: [
      changed(egress, 'from_port', 0),
      changed(egress, 'to_port', 65_535),
      changed(egress, 'ip_protocol', '-1'),
      changed(egress, 'security_group_id', 'sg-0123'),
    ],
  },
  {
    name: 'every task runs in these subnets and in the group of the tasks',
    holds: (stack) => {
      const here = {
        Subnets: stack.all('aws_subnet').map((subnet) => subnet.reference('id')),
        SecurityGroups: [tasks(stack).reference('id')],
      };
      const found = placements(stack);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toMatchObject(found.map(() => here));
    },
    takeAway: [
      editDefinition('uses another group', '${aws_security_group.', '${aws_default_security_group.'),
      editDefinition('uses another subnet', '${aws_subnet.Fleet_Network_Subnet0', '${aws_subnet.Subnet7'),
    ],
  },
  {
    name: 'S3 and DynamoDB are reached without leaving AWS and for nothing, from every subnet',
    holds: (stack) => {
      const table = routes(stack).reference('id');
      expect(endpoints(stack, 'Gateway')).toMatchObject([
        { values: { service_name: 'com.amazonaws.us-east-1.s3', route_table_ids: [table] } },
        { values: { service_name: 'com.amazonaws.us-east-1.dynamodb', route_table_ids: [table] } },
      ]);
      expect(stack.all('aws_route_table_association')).toMatchObject(
        stack.all('aws_subnet').map((subnet) => ({
          values: { subnet_id: subnet.reference('id'), route_table_id: table },
        })),
      );
    },
    takeAway: [
      gone('aws_vpc_endpoint', isOf('s3')),
      gone('aws_vpc_endpoint', isOf('dynamodb')),
      changed('aws_vpc_endpoint', 'route_table_ids', [], isOf('s3')),
      changed('aws_vpc_endpoint', 'route_table_ids', [], isOf('dynamodb')),
      gone('aws_route_table_association'),
      changed('aws_route_table_association', 'route_table_id', 'rtb-0123'),
    ],
  },
  {
    name: 'nothing that costs while no job runs translates addresses',
    holds: (stack) => {
      expect(stack.types()).not.toContain('aws_nat_gateway');
      expect(stack.types()).not.toContain('aws_eip');
    },
    takeAway: [added('aws_nat_gateway', { subnet_id: 'subnet-0123' }), added('aws_eip', { domain: 'vpc' })],
  },
  {
    name: 'what starts in a subnet gets no public address by itself',
    holds: (stack) => {
      const subnets = stack.all('aws_subnet');
      expect(subnets).toMatchObject(subnets.map(() => ({ values: { map_public_ip_on_launch: false } })));
    },
    takeAway: [changed('aws_subnet', 'map_public_ip_on_launch', true)],
  },
];

const onlyPublic: Property[] = [
  {
    name: 'nothing comes in, from anywhere',
    holds: (stack) => expect(stack.all(ingress).map(({ path }) => path)).toEqual([]),
    takeAway: [
      added(ingress, { ...https, cidr_ipv4: '0.0.0.0/0' }),
      added(ingress, { ...https, cidr_ipv4: '10.80.0.0/16' }),
    ],
  },
  {
    name: 'tasks have an address of their own, and a way out',
    holds: (stack) => {
      addressesAre('ENABLED')(stack);
      const values = {
        route_table_id: routes(stack).reference('id'),
        destination_cidr_block: '0.0.0.0/0',
        gateway_id: stack.one('aws_internet_gateway').reference('id'),
      };
      expect(stack.one('aws_route')).toMatchObject({ values });
      expect(stack.one(egress)).toMatchObject({ values: { cidr_ipv4: '0.0.0.0/0' } });
    },
    takeAway: [
      gone('aws_route'),
      gone('aws_internet_gateway'),
      gone(egress),
      editDefinition('gives no address', '"AssignPublicIp": "ENABLED"', '"AssignPublicIp": "DISABLED"'),
    ],
  },
];

describe('either way', () => {
  describe('public', () => testProperties(synthesize(), common));
  describe('private', () => testProperties(synthesize({ network: { kind: 'private' } }), common));
});
describe('public', () => testProperties(synthesize(), onlyPublic));

test('each zone has a subnet, in a part of the addresses of its own', () => {
  const stack = synthesize({ network: { zones: 6, cidr: '10.0.0.0/22' } });
  const subnets = stack.all('aws_subnet').map(({ values }) => [values.availability_zone, values.cidr_block]);
  expect(subnets).toEqual(
    [0, 1, 2, 3, 4, 5].map((index) => [
      `\${element(data.aws_availability_zones.Fleet_Network_Zones_68A2AA59.names, ${index})}`,
      `\${cidrsubnet("10.0.0.0/22", 4, ${index})}`,
    ]),
  );
});
