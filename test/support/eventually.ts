import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until `claim` no longer throws, at most `withinMs`; then the last error is the test's. */
export async function eventually<Result>(claim: () => Promise<Result> | Result, withinMs = 10_000): Promise<Result> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await claim();
    } catch (error) {
      if (Date.now() > until) throw error;
      await pause(25);
    }
  }
}
