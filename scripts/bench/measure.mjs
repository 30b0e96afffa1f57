/** How often `one(worker, turn)` completes a second with `workers` at it at once, for about `ms` milliseconds. */
export async function rate(ms, workers, one) {
  const startedAt = performance.now();
  const until = startedAt + ms;
  let done = 0;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      for (let turn = 0; performance.now() < until; turn++) {
        await one(worker, turn);
        done++;
      }
    }),
  );
  return (done / (performance.now() - startedAt)) * 1000;
}

export const median = (values) => quantile(values, 0.5);

/** The value below which `share` of the values lie (nearest rank). */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/**
 * Runs the ways in turn, many short slices each, so that whatever else the machine does falls on all of them alike; the median rate of each,
 * and the median of the ratios of neighbouring slices to the first way.
 */
export async function interleaved(ways, { slices, ms }) {
  const names = Object.keys(ways);
  const rates = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await ways[name](ms); // warm
  for (let slice = 0; slice < slices; slice++) for (const name of names) rates[name].push(await ways[name](ms));
  const [yardstick] = names;
  return Object.fromEntries(
    names.map((name) => [
      name,
      { rate: median(rates[name]), ratio: median(rates[name].map((value, slice) => value / rates[yardstick][slice])) },
    ]),
  );
}
