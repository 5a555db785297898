import * as z from 'zod';
import { checkDefinition } from '../definition/check-definition';
import { describeStateMachine, seconds } from './description';
import { Arn, ofMachine, operation, type Operation, Paging, Tags } from './operation';
import { page } from './page';
import type { StateMachines } from '../executions/state-machines';
import type { World } from '../states/state-run';

const MachineType = z.enum(['STANDARD', 'EXPRESS']).default('STANDARD');

/** Operations on state machines: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export const machineOperations = (machines: StateMachines, world: World): [string, Operation][] => [
  operation(
    'CreateStateMachine',
    z.object({
      name: z.string(),
      definition: z.string(),
      roleArn: z.string(),
      type: MachineType,
      tags: Tags,
      publish: z.boolean().default(false),
      versionDescription: z.string().optional(),
    }),
    ({ publish, versionDescription, ...request }) => {
      const { arn, creationDate } = machines.create(request);
      const version = publish ? machines.publish(arn, versionDescription).number : undefined;
      return {
        stateMachineArn: arn,
        creationDate: seconds(creationDate),
        stateMachineVersionArn: version && `${arn}:${version}`,
      };
    },
  ),
  operation(
    'UpdateStateMachine',
    ofMachine.extend({
      definition: z.string().optional(),
      roleArn: z.string().optional(),
      publish: z.boolean().default(false),
      versionDescription: z.string().optional(),
    }),
    ({ stateMachineArn, definition, roleArn, publish, versionDescription }) => {
      const { arn, revision } = machines.update(stateMachineArn, definition, roleArn);
      const version = publish ? machines.publish(arn, versionDescription).number : undefined;
      return {
        updateDate: seconds(world.clock.now()),
        revisionId: revision.id,
        stateMachineVersionArn: version && `${arn}:${version}`,
      };
    },
  ),
  operation('DeleteStateMachine', ofMachine, ({ stateMachineArn }) => {
    machines.delete(stateMachineArn);
    return {};
  }),
  operation('DescribeStateMachine', ofMachine, ({ stateMachineArn }) => {
    const { machine, version } = machines.find(stateMachineArn);
    return describeStateMachine(machine, version);
  }),
  operation('ListStateMachines', z.object(Paging), (request) => {
    const { items, ...next } = page(machines.list(), request);
    const stateMachines = items.map(({ arn, name, type, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(creationDate),
    }));
    return { stateMachines, ...next };
  }),
  operation(
    'PublishStateMachineVersion',
    ofMachine.extend({ description: z.string().optional() }),
    ({ stateMachineArn, description }) => {
      const { number, creationDate } = machines.publish(stateMachineArn, description);
      return { stateMachineVersionArn: `${stateMachineArn}:${number}`, creationDate: seconds(creationDate) };
    },
  ),
  operation('DeleteStateMachineVersion', z.object({ stateMachineVersionArn: Arn }), ({ stateMachineVersionArn }) => {
    machines.deleteVersion(stateMachineVersionArn);
    return {};
  }),
  operation('ListStateMachineVersions', ofMachine.extend(Paging), ({ stateMachineArn, ...paging }) => {
    const { items, ...next } = page(machines.get(stateMachineArn).versions.toReversed(), paging);
    const stateMachineVersions = items.map(({ number, creationDate }) => ({
      stateMachineVersionArn: `${stateMachineArn}:${number}`,
      creationDate: seconds(creationDate),
    }));
    return { stateMachineVersions, ...next };
  }),
  operation('ListStateMachineAliases', ofMachine.extend(Paging), ({ stateMachineArn }) => {
    machines.get(stateMachineArn);
    return { stateMachineAliases: [] };
  }),
  operation('ListTagsForResource', z.object({ resourceArn: Arn }), ({ resourceArn }) => ({
    tags: [...machines.get(resourceArn).tags].map(([key, value]) => ({ key, value })),
  })),
  operation('TagResource', z.object({ resourceArn: Arn, tags: Tags }), ({ resourceArn, tags }) => {
    machines.tag(resourceArn, tags);
    return {};
  }),
  operation(
    'UntagResource',
    z.object({ resourceArn: Arn, tagKeys: z.array(z.string()) }),
    ({ resourceArn, tagKeys }) => {
      machines.untag(resourceArn, tagKeys);
      return {};
    },
  ),
  operation(
    'ValidateStateMachineDefinition',
    z.object({ definition: z.string(), maxResults: z.int().min(0).max(100).default(0) }),
    ({ definition, maxResults }) => {
      const { diagnostics } = checkDefinition(definition, world.integrations, world.mocks);
      // Zero asks for the default.
      const shown = diagnostics.slice(0, maxResults || 100);
      const result = diagnostics.length > 0 ? 'FAIL' : 'OK';
      return { result, diagnostics: shown, truncated: shown.length < diagnostics.length };
    },
  ),
];
