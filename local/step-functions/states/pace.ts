/** How long one turn of the event loop may work on states, in milliseconds, before requests and timers have theirs. */
const turn = 8;

let began = 0;
let counting = false;

/**
 * States that wait for nothing run on from promise to promise, and nothing else would run until they have ended.
 * Undefined while this turn may go on; then a promise of the next one, after which one asks again.
 */
export function breathe(): Promise<void> | undefined {
  const now = performance.now();
  if (!counting) {
    counting = true;
    began = now;
    setImmediate(() => (counting = false));
  }
  return now - began < turn ? undefined : new Promise((resolve) => setImmediate(resolve));
}
