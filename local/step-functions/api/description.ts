import type { Execution } from '../executions/execution';
import type { Counts, MapRun } from '../map/map-run';
import type { StateMachine, Version } from '../executions/state-machine';

/** Instants travel as seconds since the epoch in AWS JSON 1.0. */
export function seconds(date: Date): number {
  return date.getTime() / 1000;
}

const loggingConfiguration = { level: 'OFF', includeExecutionData: false };
const tracingConfiguration = { enabled: false };

export function describeStateMachine(machine: StateMachine, version: Version | undefined): object {
  const { id, text, roleArn } = version?.revision ?? machine.revision;
  return {
    stateMachineArn: version ? `${machine.arn}:${version.number}` : machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: text,
    roleArn,
    type: machine.type,
    creationDate: seconds(version?.creationDate ?? machine.creationDate),
    loggingConfiguration,
    tracingConfiguration,
    revisionId: id,
    description: version?.description,
  };
}

/** The machine as the execution runs it, whatever has become of it since. */
export function describeStateMachineFor({ machine, mapRun, startDate }: Execution): object {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    definition: machine.definition,
    roleArn: machine.roleArn,
    updateDate: seconds(startDate),
    loggingConfiguration,
    tracingConfiguration,
    mapRunArn: mapRun?.arn,
    label: mapRun?.label,
    revisionId: machine.revisionId,
  };
}

export function listedExecution(execution: Execution): object {
  const { mapRun, stopDate, redriveDate } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    stopDate: stopDate && seconds(stopDate),
    mapRunArn: mapRun?.arn,
    itemCount: mapRun && execution.itemCount,
    stateMachineVersionArn: execution.machine.versionArn,
    redriveCount: execution.redriveCount,
    redriveDate: redriveDate && seconds(redriveDate),
  };
}

export function describeExecution(execution: Execution): object {
  const { status, reason } = execution.redriveState;
  return {
    ...listedExecution(execution),
    ...ending(execution),
    itemCount: undefined,
    redriveStatus: status,
    redriveStatusReason: reason,
  };
}

function ending({ input, output, error, cause }: Execution): object {
  return {
    input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
  };
}

/** What StartSyncExecution answers. An Express workflow is billed by the 100 ms and the 64 MB. */
export function describeSync(execution: Execution): object {
  const { startDate, stopDate = startDate } = execution;
  const milliseconds = stopDate.getTime() - startDate.getTime();
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    startDate: seconds(startDate),
    stopDate: seconds(stopDate),
    status: execution.status,
    ...ending(execution),
    billingDetails: {
      billedMemoryUsedInMB: 64,
      billedDurationInMilliseconds: Math.max(100, Math.ceil(milliseconds / 100) * 100),
    },
  };
}

export function describeMapRun(mapRun: MapRun): object {
  const { counts, limits, stopDate, redriveDate } = mapRun;
  const told = (of: Counts): object => ({
    ...of,
    resultsWritten: mapRun.resultsWritten,
    failuresNotRedrivable: 0,
    pendingRedrive: 0,
  });
  return {
    mapRunArn: mapRun.arn,
    executionArn: mapRun.parentArn,
    status: mapRun.status,
    startDate: seconds(mapRun.startDate),
    stopDate: stopDate && seconds(stopDate),
    maxConcurrency: Number.isFinite(limits.concurrency) ? limits.concurrency : 0,
    toleratedFailureCount: limits.toleratedCount,
    toleratedFailurePercentage: limits.toleratedPercentage,
    itemCounts: told(counts.items),
    executionCounts: told(counts.executions),
    redriveCount: mapRun.redriveCount,
    redriveDate: redriveDate && seconds(redriveDate),
  };
}
