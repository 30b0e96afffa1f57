import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WarmProcess, type WarmProcessOptions } from '../../src/rendering/warm-process.js';

const folder = mkdtempSync(join(tmpdir(), 'warm-'));
const script = join(folder, 'answer.mjs');
writeFileSync(
  script,
  `process.on('message', ({ ask }) => {
     if (ask === 'hang') for (;;);
     if (ask === 'die') process.exit(3);
     process.send(ask === 'fail' ? { fault: 'cannot' } : { answer: process.pid });
   });`,
);
const made: WarmProcess[] = [];
function aProcess(differing: Partial<WarmProcessOptions> = {}): WarmProcess {
  const process = new WarmProcess({ script, timeoutMs: 5000, recycleAfter: 100, idleMs: 60_000, heapMb: 64, ...differing });
  made.push(process);
  return process;
}
afterAll(() => {
  made.forEach((process) => process.stop());
  rmSync(folder, { recursive: true });
});

describe('a warm process', () => {
  it('answers many questions from one process', async () => {
    const process = aProcess();

    expect(new Set(await Promise.all([1, 2, 3].map((n) => process.ask<number>(n)))).size).toBe(1);
  });

  it('is killed when it hangs, and the next question gets a new one', async () => {
    const process = aProcess({ timeoutMs: 700 });
    const before = await process.ask<number>('hello');

    await expect(process.ask('hang')).rejects.toMatchObject({ kind: 'timeout' });

    expect(await process.ask<number>('hello')).not.toBe(before);
  });

  it('tells a fault and a death apart, and lives on', async () => {
    const process = aProcess();

    await expect(process.ask('fail')).rejects.toMatchObject({ kind: 'fault', message: 'cannot' });
    await expect(process.ask('die')).rejects.toMatchObject({ kind: 'died' });
    expect(await process.ask<number>('hello')).toBeGreaterThan(0);
  });

  it('is replaced after its number of answers', async () => {
    const process = aProcess({ recycleAfter: 2 });
    const pids = [await process.ask<number>(1), await process.ask<number>(2), await process.ask<number>(3)];

    expect(pids[0]).toBe(pids[1]);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it('answers nobody after it was stopped', async () => {
    const process = aProcess();
    process.stop();

    await expect(process.ask('hello')).rejects.toMatchObject({ kind: 'stopped' });
  });
});
