/** Maps a list with at most `limit` calls at once; results keep the list's order. The first failure is thrown, and no call starts after it. */
export async function eachConcurrently<T, R>(
  list: readonly T[],
  limit: number,
  call: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const waiting = list.entries();
  let failed = false;
  const work = async () => {
    for (const [index, one] of waiting) {
      if (failed) return;
      try {
        results[index] = await call(one);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, list.length) }, work));
  return results;
}
