import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '../pipeline/errors';
import { Plan } from '../pipeline/plan';

/**
 * Looks in a row without any progress after which a task has stalled. Looks and not the clock are counted: a machine that slept, or
 * had no time for us, gets all of them again.
 */
const looks = 10;

/**
 * A task's heartbeat, by progress: frames, bytes from and to the object store, and what grows in the task's folder. A task that shows
 * none for too long is waiting for something that never comes.
 */
export class ProgressWatch {
  readonly #stalled = new AbortController();
  #seconds = Plan.shape.stallSeconds.parse(undefined);
  #timer: NodeJS.Timeout | undefined;
  #idle = 0;
  #frames = 0;
  #folder: string | undefined;
  #files = '';

  constructor() {
    this.limit(this.#seconds);
  }

  /** Aborted with the reason, a PipelineError, when the task has stalled. */
  get signal(): AbortSignal {
    return this.#stalled.signal;
  }

  /** Seconds without any progress after which the task has stalled. */
  limit(seconds: number): void {
    this.end();
    this.#seconds = seconds;
    this.#timer = setInterval(() => void this.look(), (seconds * 1000) / looks);
  }

  /** Files below it that grow or change are progress, too. */
  watchFolder(folder: string): void {
    this.#folder = folder;
  }

  readonly moved = (): void => void (this.#idle = 0);

  /** @param frames how many are done so far */
  readonly decoded = (frames: number): void => {
    this.#frames = frames;
    this.moved();
  };

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.moved();
  }

  /** Done by itself, ten times within the limit. */
  async look(): Promise<void> {
    this.#idle += 1;
    const files = this.#folder === undefined ? '' : await stateOf(this.#folder);
    if (files !== this.#files) this.moved();
    this.#files = files;
    if (this.#idle < looks || this.#timer === undefined) return;
    this.end();
    const [seconds, frames] = [this.#seconds, this.#frames];
    const message = `The task made no progress for ${seconds} s (${frames} frames so far) and gave itself up: something it waited for didn't come.`;
    this.#stalled.abort(new PipelineError('Stalled', message, { figures: { seconds, frames } }));
  }
}

/** Changes when a file does. */
async function stateOf(folder: string): Promise<string> {
  let [bytes, latest] = [0, 0];
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    // Files come and go while they are looked at.
    const { size = 0, mtimeMs = 0 } = (await stat(join(folder, name)).catch(() => undefined)) ?? {};
    bytes += size;
    latest = Math.max(latest, mtimeMs);
  }
  return `${bytes} bytes, last changed at ${latest}`;
}
