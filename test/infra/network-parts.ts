import { each } from './properties';
import type { Resource, Stack } from './stack';

export const tasks = (stack: Stack): Resource => stack.one('aws_security_group', 'Fleet/Network/Tasks');
export const routes = (stack: Stack): Resource => stack.one('aws_route_table');
export const https = { ip_protocol: 'tcp', from_port: 443, to_port: 443 };
export const egress = 'aws_vpc_security_group_egress_rule';
export const ingress = 'aws_vpc_security_group_ingress_rule';

export const endpoints = (stack: Stack, kind: 'Gateway' | 'Interface') =>
  stack.all('aws_vpc_endpoint').filter(({ values }) => values.vpc_endpoint_type === kind);
export const isOf = (service: string) => (endpoint: Resource) => endpoint.text('service_name').endsWith(`.${service}`);

/** What the state machine tells ECS of the network of each task. */
export function placements(stack: Stack): unknown[] {
  const found: unknown[] = [];
  JSON.parse(stack.one('aws_sfn_state_machine').text('definition'), (key, value: unknown) => {
    if (key === 'AwsvpcConfiguration') found.push(value);
    return value;
  });
  return found;
}

export const editDefinition = (what: string, from: string, to: string) =>
  each('aws_sfn_state_machine', what, (machine) => {
    machine.values.definition = machine.text('definition').replace(from, to);
  });

export const addressesAre = (kind: 'ENABLED' | 'DISABLED') => (stack: Stack) => {
  const found = placements(stack);
  expect(found.length).toBeGreaterThan(0);
  expect(found).toMatchObject(found.map(() => ({ AssignPublicIp: kind })));
};
