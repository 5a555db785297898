import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Executions } from '../aws/executions';

/** Executions of a stage's state machine, to be stopped, taken up again and started. */
export class StageExecutions extends Executions {
  constructor(
    private readonly client: SFNClient,
    private readonly stateMachineArn: string,
  ) {
    super(client);
  }

  /** One that has ended already is no error, nor is one that is forgotten. */
  async stop(executionArn: string, reason: { error: string; cause: string }): Promise<void> {
    await this.client.send(new StopExecutionCommand({ executionArn, ...reason })).catch((error: unknown) => {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    });
  }

  /** Whether it can go on where it was, which AWS offers for 14 days. */
  async isRedrivable(executionArn: string): Promise<boolean> {
    try {
      const { redriveStatus } = await this.client.send(new DescribeExecutionCommand({ executionArn }));
      return redriveStatus === 'REDRIVABLE';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  }

  /** @returns whether it goes on where it was; a refusal says that it can't, or that it does already */
  async redrive(executionArn: string): Promise<boolean> {
    try {
      await this.client.send(new RedriveExecutionCommand({ executionArn }));
      return true;
    } catch (error) {
      if (error instanceof ExecutionNotRedrivable || error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  }

  /** @returns the ARN of the new execution */
  async start(input: unknown): Promise<string> {
    const { stateMachineArn } = this;
    const request = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { executionArn } = await this.client.send(request);
    if (executionArn === undefined) throw new TypeError(`StartExecution of ${stateMachineArn} named no execution`);
    return executionArn;
  }
}
