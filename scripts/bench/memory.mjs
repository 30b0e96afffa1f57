import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../dist/embedded/embedded-postgres.js';

/** Resident memory in MB of the one process that `npm start` is, a little after it is ready, PostgreSQL's processes not counted. */
export async function memoryAfterStart(dataDir) {
  const port = await freePort();
  const house = spawn(process.execPath, ['dist/main.js'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      REDIS_URL: '',
      SMTP_URL: '',
      ROLE: 'all',
      DATA_DIR: dataDir,
      PORT: String(port),
      MAIL_IN_PORT: '0',
    },
    stdio: 'ignore',
  });
  const ended = once(house, 'exit');
  try {
    for (let attempt = 0; ; attempt++) {
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      if (answer?.ok) break;
      if (attempt > 300 || house.exitCode !== null) throw new Error('the house did not become ready');
      await pause(200);
    }
    await pause(5_000);
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${house.pid}/status`, 'utf8'))[1]) / 1024;
  } finally {
    house.kill('SIGTERM');
    await ended;
  }
}
