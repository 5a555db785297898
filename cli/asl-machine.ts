import { randomUUID } from 'node:crypto';
import { CreateStateMachineCommand, SFNServiceException, paginateListStateMachines } from '@aws-sdk/client-sfn';
import type { DefinitionFile } from './asl-definition';
import type { AslEngine } from './asl-engine';
import type { AslOptions } from './asl-options';
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

/** For what happens before anything was started: whoever asked must ask differently. */
export async function asUsage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof SFNServiceException) {
      throw new UsageError(`Step Functions refused: ${cause.name}: ${message}`, { cause });
    }
    throw new UsageError(
      `Step Functions couldn't be asked: ${message}. An --endpoint is asked for the region AWS_REGION, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; emulators take any.`,
      { cause },
    );
  }
}
