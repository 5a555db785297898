import { randomBytes } from 'node:crypto';
import { ApiError } from '../api/api-error';
import type { JsonValue } from '../json';
import { StatesError } from '../states/states-error';

/** A task that waits until somebody sends its token back. */
export interface WaitingTask {
  readonly token: string;
  /** Rejects with the StatesError that was sent, or with the signal's reason. */
  wait(signal: AbortSignal, heartbeatSeconds: number | undefined): Promise<JsonValue>;
  /** The token is worth nothing from now on. */
  close(): void;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token */
export class TaskTokens {
  private readonly waiting = new Map<string, Task>();
  /** Those whose task has ended: AWS tells them from those that never were. */
  private readonly ended = new Set<string>();

  open(): WaitingTask {
    const token = randomBytes(96).toString('base64');
    const task = new Task(token, () => {
      this.waiting.delete(token);
      this.ended.add(token);
    });
    this.waiting.set(token, task);
    return task;
  }

  succeed(token: string, output: JsonValue): void {
    this.get(token).settle({ output });
  }

  fail(token: string, error: string | undefined, cause: string | undefined): void {
    this.get(token).settle({ error: new StatesError(error, cause) });
  }

  heartbeat(token: string): void {
    this.get(token).beat();
  }

  private get(token: string): Task {
    const task = this.waiting.get(token);
    if (task) return task;
    if (this.ended.has(token)) {
      throw new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}

type Answer = { output: JsonValue } | { error: unknown };

class Task implements WaitingTask {
  private answer: Answer | undefined;
  private onAnswer: (answer: Answer) => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private heartbeatSeconds: number | undefined;

  constructor(
    readonly token: string,
    private readonly onClosed: () => void,
  ) {}

  settle(answer: Answer): void {
    // It may come before the task has begun to wait: while the service that got the token still answers.
    this.answer ??= answer;
    this.onAnswer(this.answer);
    this.close();
  }

  beat(): void {
    clearTimeout(this.timer);
    if (this.heartbeatSeconds === undefined) return;
    const timeUp = () => this.settle({ error: new StatesError('States.HeartbeatTimeout', undefined) });
    this.timer = setTimeout(timeUp, Math.min(this.heartbeatSeconds * 1000, 2 ** 31 - 1));
  }

  async wait(signal: AbortSignal, heartbeatSeconds: number | undefined): Promise<JsonValue> {
    const abort = () => this.settle({ error: signal.reason });
    signal.addEventListener('abort', abort, { once: true });
    try {
      signal.throwIfAborted();
      if (!this.answer) {
        this.heartbeatSeconds = heartbeatSeconds;
        this.beat();
      }
      const answer = this.answer ?? (await new Promise<Answer>((resolve) => (this.onAnswer = resolve)));
      if ('error' in answer) throw answer.error;
      return answer.output;
    } finally {
      signal.removeEventListener('abort', abort);
      this.close();
    }
  }

  close(): void {
    clearTimeout(this.timer);
    this.heartbeatSeconds = undefined;
    this.onClosed();
  }
}
