import { addressesAre, editDefinition, egress, endpoints, https, ingress, tasks } from './network-parts';
import { type Property, added, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

/** The group of the interface endpoints. */
const door = (stack: Stack): Resource => stack.one('aws_security_group', 'Fleet/Network/Endpoints');
const isInterface = ({ values }: Resource) => values.vpc_endpoint_type === 'Interface';

const properties: Property[] = [
  {
    name: 'there is no way to the internet, or from it',
    holds: (stack) => {
      const doors = [
        'aws_internet_gateway',
        'aws_egress_only_internet_gateway',
        'aws_route',
        'aws_vpc_peering_connection',
      ];
      expect(stack.types().filter((type) => doors.includes(type))).toEqual([]);
      expect(JSON.stringify(stack.resources())).not.toMatch(/0\.0\.0\.0\/0|::\/0/);
    },
    takeAway: [
      added('aws_internet_gateway', {}),
      added('aws_route', { destination_cidr_block: '10.0.0.0/8' }),
      changed('aws_route_table', 'route', [{ cidr_block: '0.0.0.0/0' }]),
      changed(egress, 'cidr_ipv4', '0.0.0.0/0'),
      changed(egress, 'cidr_ipv6', '::/0'),
    ],
  },
  {
    name: 'tasks have no public address',
    holds: addressesAre('DISABLED'),
    takeAway: [editDefinition('gives addresses', '"AssignPublicIp": "DISABLED"', '"AssignPublicIp": "ENABLED"')],
  },
  {
    name: 'the registry and the logs have endpoints in every subnet, under their usual names',
    holds: (stack) =>
      expect(endpoints(stack, 'Interface')).toMatchObject(
        ['ecr.api', 'ecr.dkr', 'logs'].map((service) => ({
          values: {
            service_name: `com.amazonaws.us-east-1.${service}`,
            private_dns_enabled: true,
            subnet_ids: stack.all('aws_subnet').map((subnet) => subnet.reference('id')),
            security_group_ids: [door(stack).reference('id')],
          },
        })),
      ),
    takeAway: [
      gone('aws_vpc_endpoint', isInterface),
      changed('aws_vpc_endpoint', 'private_dns_enabled', false, isInterface),
      changed('aws_vpc_endpoint', 'security_group_ids', [], isInterface),
      each('aws_vpc_endpoint', 'lacks a subnet', ({ values }) => (values.subnet_ids = []), isInterface),
    ],
  },
  {
    name: 'the endpoints let in HTTPS from the tasks; nothing else comes in anywhere',
    holds: (stack) => {
      const values = {
        security_group_id: door(stack).reference('id'),
        referenced_security_group_id: tasks(stack).reference('id'),
        ...https,
      };
      expect(stack.one(ingress)).toMatchObject({ values });
      expect(stack.one(ingress).values).not.toHaveProperty('cidr_ipv4');
    },
    takeAway: [
      gone(ingress),
      added(ingress, https),
      changed(ingress, 'from_port', 0),
      changed(ingress, 'cidr_ipv4', '10.80.0.0/16'),
      each(
        ingress,
        'is for the tasks',
        ({ values }, stack) => (values.security_group_id = tasks(stack).reference('id')),
      ),
    ],
  },
  {
    name: 'tasks reach the endpoints, S3 and DynamoDB',
    holds: (stack) => {
      const [s3, dynamodb] = endpoints(stack, 'Gateway');
      expect(stack.all(egress)).toMatchObject([
        { values: { referenced_security_group_id: door(stack).reference('id') } },
        { values: { prefix_list_id: s3?.reference('prefix_list_id') } },
        { values: { prefix_list_id: dynamodb?.reference('prefix_list_id') } },
      ]);
    },
    takeAway: [gone(egress), added(egress, https)],
  },
];

testProperties(synthesize({ network: { kind: 'private' } }), properties);
