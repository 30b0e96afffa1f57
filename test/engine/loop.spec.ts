import { setTimeout as pause } from 'node:timers/promises';
import { Loop } from '../../src/engine/loop.js';
import { eventually } from '../support/eventually.js';

const unheard = (error: Error): void => {
  throw error;
};

describe('a loop', () => {
  it('turns at once again while there is more, then pauses', async () => {
    let turns = 0;
    const loop = new Loop('busy', 60_000, async () => ++turns < 5);

    loop.start(unheard);
    await pause(50);
    await loop.stop();

    expect(turns).toBe(5);
  });

  it('comes back after its pause', async () => {
    let turns = 0;
    const loop = new Loop('idle', 1, async () => {
      turns++;
      return false;
    });

    loop.start(unheard);
    await eventually(() => expect(turns).toBeGreaterThan(3));
    await loop.stop();
  });

  it('ends after the turn under way and never begins another', async () => {
    let begun = 0;
    let ended = 0;
    const loop = new Loop('slow', 0, async () => {
      begun++;
      await pause(30);
      ended++;
      return true;
    });

    loop.start(unheard);
    await pause(5);
    await loop.stop();

    expect([begun, ended]).toEqual([1, 1]);
    await pause(40);
    expect(begun).toBe(1);
  });

  it('stops at once in the middle of a long pause', async () => {
    const loop = new Loop('resting', 60_000, async () => false);
    loop.start(unheard);
    await pause(5);

    const asked = performance.now();
    await loop.stop();

    expect(performance.now() - asked).toBeLessThan(10_000);
  });

  it('tells of a turn that failed, rests for a second and goes on', async () => {
    const heard: string[] = [];
    let turns = 0;
    const loop = new Loop('unlucky', 0, async () => {
      if (turns++ === 0) throw 'no error object';
      return false;
    });

    const began = performance.now();
    loop.start((error) => heard.push(error.message));
    await eventually(() => expect(turns).toBeGreaterThan(1));
    await loop.stop();

    expect(performance.now() - began).toBeGreaterThan(900);
    expect(heard).toEqual(['no error object']);
  });

  it('may be stopped without having begun', async () => {
    await new Loop('never', 1, async () => true).stop();
  });
});
