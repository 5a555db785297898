/**
 * A failure with an error name, which Retry and Catch decide on, and a cause, which people read. Both may be missing: a Fail
 * state needs neither. https://states-language.net/#error-names
 */
export class StatesError extends Error {
  constructor(
    readonly errorName: string | undefined,
    readonly causeText: string | undefined,
  ) {
    super(`${errorName ?? 'no error name'}: ${causeText ?? 'no cause'}`);
    this.name = 'StatesError';
  }
}

/** A state that couldn't be evaluated. The runner, which knows the state's name and event id, makes a StatesError of it. */
export class EvaluationError extends Error {
  constructor(
    message: string,
    readonly errorName = 'States.Runtime',
    /** Which field of a JSONata state it was: `Output/result`. */
    readonly location?: string,
  ) {
    super(message);
    this.name = 'EvaluationError';
  }

  in(stateName: string, enteredEventId: number): StatesError {
    const where = `An error occurred while executing the state '${stateName}' (entered at the event id #${enteredEventId}).`;
    return new StatesError(this.errorName, `${where} ${this.message}`);
  }
}

/** Why a running state was told to stop: the reason of its AbortSignal. Never retried, never caught. */
export class Interruption extends Error {
  constructor(
    readonly kind: 'stopped' | 'timed out' | 'sibling failed',
    readonly errorName?: string,
    readonly causeText?: string,
  ) {
    super(kind);
    this.name = 'Interruption';
  }
}

/**
 * Whether a Retry's or Catch's ErrorEquals covers an error.
 * States.ALL covers neither States.Runtime nor States.DataLimitExceeded; States.TaskFailed covers what States.ALL does but
 * for timeouts. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function covers(errorEquals: readonly string[], { errorName }: StatesError): boolean {
  // States.Runtime ends the execution whatever the definition says.
  if (errorName === 'States.Runtime') return false;
  return errorEquals.some((name) => {
    if (name === errorName) return true;
    if (name === 'States.Timeout') return errorName === 'States.HeartbeatTimeout';
    if (errorName === 'States.DataLimitExceeded') return false;
    if (name === 'States.TaskFailed') return errorName !== 'States.Timeout' && errorName !== 'States.HeartbeatTimeout';
    return name === 'States.ALL';
  });
}
