/** How long one turn of the event loop may work on states, in milliseconds, before requests and timers have theirs. */
const turn = 8;

let began = 0;
let counting = false;
let waiting = 0;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
  return now - began < turn ? undefined : pause();
}

async function pause(): Promise<void> {
  waiting++;
  await nextTurn();
  waiting--;
}

/** How many turns those who begin something new leave to others who were stopped in the middle. */
const courtesy = 8;

/** Lets those go first who had to stop, so that what was begun first also comes first; but doesn't wait for them for ever. */
export async function letOthersGo(): Promise<void> {
  for (let turns = 0; turns === 0 || (waiting > 0 && turns < courtesy); turns++) await nextTurn();
}
