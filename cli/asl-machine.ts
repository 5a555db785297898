import { randomUUID } from 'node:crypto';
import { CreateStateMachineCommand, paginateListStateMachines } from '@aws-sdk/client-sfn';
import type { DefinitionFile } from './asl-definition';
import type { AslEngine } from './asl-engine';
import type { AslOptions } from './asl-options';
import { asUsage } from './asl-refusal';
import { UsageError } from './usage-error';

/** @returns the ARN of a machine that wasn't there before */
export async function createMachine(
  { client, embedded }: AslEngine,
  { text }: DefinitionFile,
  named: string,
  { type, roleArn, name: typed, testCase }: AslOptions,
): Promise<string> {
  const chosen = typed !== undefined || testCase !== undefined;
  // The machine is deleted at the end: it must be one that this command has made.
  const name = embedded || chosen ? named : `${named.slice(0, 40)}-${randomUUID()}`;
  if (!embedded && chosen) await asUsage(refuseExisting(client, name));
  const { stateMachineArn = '' } = await asUsage(
    client.send(
      new CreateStateMachineCommand({
        name,
        type,
        definition: text,
        roleArn: roleArn ?? 'arn:aws:iam::000000000000:role/framefleet-asl',
      }),
    ),
  );
  return stateMachineArn;
}

async function refuseExisting(client: AslEngine['client'], name: string): Promise<void> {
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    if (!stateMachines.some((machine) => machine.name === name)) continue;
    throw new UsageError(
      `There is a state machine "${name}" already, which may be in use. Choose another one with --name.`,
    );
  }
}
