import type { Clock } from '../step-functions/states/clock';
import type { Injections } from './injections';
import type { ClockFaults } from './schema';

/** The most that a clock is asked from one jump to the next. */
const longestQuiet = 20;

/** A clock that is set anew now and then, as one that a time server corrects. Whoever sleeps sleeps as long as before. */
export function jumpingClock(clock: Clock, { jumpsMs }: ClockFaults, injections: Injections): Clock {
  const jumps = [...jumpsMs];
  let offMs = 0;
  let asked = 0;
  const quiet = () => 1 + Math.floor(injections.random.next('clock.jump') * longestQuiet);
  let next = quiet();
  return {
    now() {
      asked += 1;
      const [jump] = jumps;
      if (
        asked >= next &&
        jump !== undefined &&
        injections.inject('clock.jump', undefined, `${jump} ms`, `call ${asked}`)
      ) {
        jumps.shift();
        offMs += jump;
        next = asked + quiet();
      }
      return new Date(clock.now().getTime() + offMs);
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}
