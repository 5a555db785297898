import { useEffect, useState } from 'preact/hooks';
import { wordsOf } from './ask';

export interface Polled<T> {
  value: T | undefined;
  /** Why the last look failed; the value is that of an earlier one then. */
  error: string | undefined;
}

/**
 * Looks again and again for as long as the page is shown.
 * @param look gets what the last look found; its signal is aborted when nobody wants to know any more
 * @param pause milliseconds until the next look
 * @param key of what is looked at: another one begins anew
 */
export function usePolled<T>(
  look: (last: T | undefined, signal: AbortSignal) => Promise<T>,
  pause: (value: T | undefined) => number,
  key: string,
): Polled<T> {
  const [polled, setPolled] = useState<Polled<T> & { key: string }>({ value: undefined, error: undefined, key });
  useEffect(() => {
    const ending = new AbortController();
    let last: T | undefined;
    let timer = 0;
    const again = async () => {
      try {
        if (!document.hidden) {
          last = await look(last, ending.signal);
          if (!ending.signal.aborted) setPolled({ value: last, error: undefined, key });
        }
      } catch (error) {
        if (!ending.signal.aborted) setPolled({ value: last, error: wordsOf(error), key });
      }
      if (!ending.signal.aborted) timer = window.setTimeout(() => void again(), pause(last));
    };
    void again();
    return () => {
      ending.abort();
      window.clearTimeout(timer);
    };
  }, [key]);
  return polled.key === key ? polled : { value: undefined, error: undefined };
}
