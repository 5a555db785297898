import type { Execution } from './execution';

/** An execution that runs, at last or again, or has ended: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export interface StatusChange {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: Execution['status'];
  startDate: Date;
  stopDate?: Date | undefined;
  /** JSON text. */
  input: string;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}

export const statusChangeOf = (execution: Execution): StatusChange => {
  const { arn, machine, name, status, startDate, stopDate, input, output, error, cause } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate,
    stopDate,
    input,
    output,
    error,
    cause,
  };
};

/** Whether it was cut off since then, by whatever: the end of its process, its time limit, somebody. */
export const isCutOffSince = ({ status, stopDate }: Execution, then: Date): boolean =>
  (status === 'ABORTED' || status === 'TIMED_OUT') && stopDate !== undefined && stopDate >= then;

/** Step Functions tells EventBridge of Standard executions alone, and not of those of a Map's items. */
export const isTold = ({ machine, mapRun }: Execution): boolean => machine.type === 'STANDARD' && !mapRun;
