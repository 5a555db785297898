import type { Execution } from './executions';
import type { MapRun } from './map-run';
import type { StateMachine } from './state-machines';

/** Instants travel as seconds since the epoch in AWS JSON 1.0. */
export function seconds(date: Date): number {
  return date.getTime() / 1000;
}

export function describeStateMachine(machine: StateMachine): object {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: machine.text,
    roleArn: machine.roleArn,
    type: 'STANDARD',
    creationDate: seconds(machine.creationDate),
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    revisionId: machine.revisionId,
  };
}

export function listedExecution(execution: Execution): object {
  const { mapRun, stopDate } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    stopDate: stopDate && seconds(stopDate),
    mapRunArn: mapRun?.arn,
    // Of a child of a map run: it runs one item, since there is no ItemBatcher.
    itemCount: mapRun && 1,
    redriveCount: 0,
  };
}

export function describeExecution(execution: Execution): object {
  const { mapRun, stopDate } = execution;
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startDate),
    stopDate: stopDate && seconds(stopDate),
    mapRunArn: mapRun?.arn,
    input: execution.input,
    inputDetails: { included: true },
    output: execution.output,
    outputDetails: execution.output === undefined ? undefined : { included: true },
    error: execution.error,
    cause: execution.cause,
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'The embedded engine does not redrive executions',
  };
}

export function describeMapRun(mapRun: MapRun): object {
  const { counts, limits, stopDate } = mapRun;
  const all = { ...counts, resultsWritten: 0 };
  return {
    mapRunArn: mapRun.arn,
    executionArn: mapRun.parentArn,
    status: mapRun.status,
    startDate: seconds(mapRun.startDate),
    stopDate: stopDate && seconds(stopDate),
    maxConcurrency: Number.isFinite(limits.concurrency) ? limits.concurrency : 0,
    toleratedFailureCount: limits.toleratedCount,
    toleratedFailurePercentage: limits.toleratedPercentage,
    itemCounts: all,
    executionCounts: all,
    redriveCount: 0,
  };
}
