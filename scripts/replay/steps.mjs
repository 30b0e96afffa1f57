import { setTimeout as pause } from 'node:timers/promises';

let patience = 1;

/** Makes every wait `factor` times as long: where processes are killed, things take their time. */
export function setPatience(factor) {
  patience = factor;
}

/** Asks until the answer is there; what is due within `patienceMs` and is not, is an error that says what was awaited. */
export async function eventually(what, ask, { patienceMs = 120_000, everyMs = 300 } = {}) {
  const until = Date.now() + patienceMs * patience;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > until) throw new Error(`${what} did not happen within ${Math.round(patienceMs / 1000)} s`);
    await pause(everyMs * (0.8 + Math.random() * 0.4));
  }
}

/** Runs `work` on each item, at most `width` at a time; answers in the items' order. */
export async function together(items, width, work) {
  const answers = new Array(items.length);
  let next = 0;
  const run = async () => {
    while (next < items.length) {
      const index = next++;
      answers[index] = await work(items[index], index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, run));
  return answers;
}
