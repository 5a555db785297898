import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';

/** An execution as Step Functions tells of it, which may be behind by some seconds. */
export interface DescribedExecution {
  status: string;
  isRunning: boolean;
  stoppedAt?: Date | undefined;
  /** When it was taken up again last, if ever. */
  redrivenAt?: Date | undefined;
  /** JSON text. */
  input?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}

export class Executions {
  constructor(private readonly stepFunctions: SFNClient) {}

  /** Undefined when there is none: it is forgotten 90 days after its end, and not known yet just after its start. */
  async describe(executionArn: string): Promise<DescribedExecution | undefined> {
    try {
      const answer = await this.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      const { status = 'RUNNING', stopDate, redriveDate, input, error, cause } = answer;
      const isRunning = status === 'RUNNING' || status === 'PENDING_REDRIVE';
      return { status, isRunning, stoppedAt: stopDate, redrivenAt: redriveDate, input, error, cause };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }
}
