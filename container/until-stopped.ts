/**
 * Waits for work as long as it isn't to stop; then for a moment only, in which it may clean up. What doesn't hear the signal is left
 * behind, to end with the process.
 * @param grace milliseconds
 * @throws the signal's reason once it was aborted, whatever the work makes of that
 */
export async function untilStopped<T>(signal: AbortSignal, grace: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let leave: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    leave = () => {
      timer = setTimeout(() => reject(reasonOf(signal)), grace);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } catch (error) {
    throw signal.aborted ? reasonOf(signal) : error;
  } finally {
    clearTimeout(timer);
    if (leave) signal.removeEventListener('abort', leave);
  }
}

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error(String(reason)));

/**
 * Waits for something that isn't worth more than some milliseconds.
 * @throws Error when it takes longer
 */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
