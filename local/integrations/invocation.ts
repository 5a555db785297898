/** A function as Lambda runs it: an event in, JSON out. */
export type LambdaFunction = (event: unknown) => Promise<unknown>;

export interface Invocation {
  /** JSON text. */
  payload: string;
  type: 'RequestResponse' | 'Event' | 'DryRun';
  logType: string | undefined;
  /** JSON in base64. */
  clientContext: string | undefined;
}

export interface InvocationResult {
  /** Of HTTP. */
  status: number;
  /** What the function answered, or the error that the runtime wrote for it. */
  payload: string;
  functionError: boolean;
  executedVersion: string | undefined;
  /** The end of the function's log, in base64, when it was asked for. */
  logResult?: string | undefined;
  requestId?: string | undefined;
}
