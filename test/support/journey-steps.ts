/** Steps of one journey: when one fails, those after it are not tried, because they would only wait for what never comes. */
export function journeySteps(): (name: string, work: () => Promise<void>) => void {
  let failed: string | null = null;
  return (name, work) =>
    it(name, async () => {
      if (failed !== null) throw new Error(`not tried, because this failed before: ${failed}`);
      failed = name;
      await work();
      failed = null;
    });
}
