import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { Turnstile } from '../../src/engine/turnstile.js';

describe('a turnstile', () => {
  it('never lets more in than it has places, and everyone in the order in which they came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { maxLength: 30 }),
        async (places, works) => {
          const turnstile = new Turnstile(places);
          const began: number[] = [];
          let inside = 0;
          let most = 0;
          const results = await Promise.allSettled(
            works.map(({ turns, fails }, index) =>
              turnstile.run(async () => {
                began.push(index);
                most = Math.max(most, ++inside);
                for (let turn = 0; turn < turns; turn++) await Promise.resolve();
                inside--;
                if (fails) throw new Error(`work ${index}`);
                return index;
              }),
            ),
          );
          expect(most).toBeLessThanOrEqual(places);
          expect(began).toEqual(works.map((_, index) => index));
          expect(results.map(({ status }) => status)).toEqual(works.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')));
        },
      ),
    );
  });

  it('uses all of its places', async () => {
    const turnstile = new Turnstile(3);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 9 }, () =>
        turnstile.run(async () => {
          most = Math.max(most, ++inside);
          await pause(5);
          inside--;
        }),
      ),
    );
    expect(most).toBe(3);
  });

  it('is free again after work that failed before it began to wait', async () => {
    const turnstile = new Turnstile(1);
    const broken = () => {
      throw new Error('at once');
    };
    await expect(turnstile.run(broken)).rejects.toThrow('at once');
    expect(await turnstile.run(async () => 'next')).toBe('next');
  });
});
