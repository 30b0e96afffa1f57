import { spawn } from 'node:child_process';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The folder of the product. */
export const productRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Settings of the person who runs the script: none of them may reach an instance that is only for trying. */
const OURS =
  /^(PORT|HOST|PUBLIC_URL|DATA_DIR|DATABASE_\w+|REDIS_URL|SECRET|DEMO|ORGANISATION|TIME_ZONE|SMTP_URL|MAIL_\w+|ROLE|TRUST_PROXY|LOG_LEVEL|NODE_OPTIONS|npm_\w+)$/;

/** A fresh folder below the system's temporary one; PostgreSQL may run as another account and has to pass through it. */
export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `sourcewright-${name}-`));
  chmodSync(folder, 0o711);
  return folder;
}

/** A port on loopback that nobody uses at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const started = new Set();

// A script that is interrupted leaves nothing running behind it.
process.once('exit', () => {
  for (const child of started) child.kill('SIGTERM');
});
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => process.exit(code));
}

/** One process of the product: started, asked whether it is ready, stopped or killed. Its output is kept in `said`. */
export class Instance {
  constructor({ name, environment, port, mailInPort, dataDir }) {
    this.name = name;
    this.environment = environment;
    this.port = port;
    this.mailInPort = mailInPort;
    this.dataDir = dataDir;
    this.url = `http://127.0.0.1:${port}`;
    this.said = '';
    this.child = null;
  }

  /** An instance on free ports, not yet started. `settings` are variables of .env.example. */
  static async prepare({ name = 'instance', dataDir, settings = {} }) {
    const port = await freePort();
    const mailInPort = await freePort();
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([key]) => !OURS.test(key)));
    const environment = {
      ...inherited,
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      MAIL_IN_HOST: '127.0.0.1',
      MAIL_IN_PORT: String(mailInPort),
      DATA_DIR: dataDir,
      DEMO: 'no',
      LOG_LEVEL: 'warn',
      ...settings,
    };
    return new Instance({ name, environment, port, mailInPort, dataDir });
  }

  get pid() {
    return this.child?.pid ?? null;
  }

  get isRunning() {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Starts the process; answers when it is ready, with the milliseconds that took. */
  async start({ patienceMs = 120_000 } = {}) {
    const startedAt = Date.now();
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: productRoot,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    started.add(child);
    child.once('exit', () => started.delete(child));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.said = (this.said + text).slice(-400_000);
      });
    }
    while (!(await this.isReady())) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(
          `${this.name} ended (${child.exitCode ?? child.signalCode}) instead of starting:\n${this.said.slice(-3000)}`,
        );
      }
      if (Date.now() - startedAt > patienceMs) {
        throw new Error(`${this.name} was not ready after ${patienceMs} ms:\n${this.said.slice(-3000)}`);
      }
      await pause(50);
    }
    return Date.now() - startedAt;
  }

  /** Whether /health/ready says yes. */
  async isReady() {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Ends the process at once, as a power cut would. Answers its pid, or null where it was not running. */
  async kill() {
    if (!this.isRunning) return null;
    const { child } = this;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    return child.pid;
  }

  /** Ends the process in good order; by force after `patienceMs`. */
  async stop({ patienceMs = 40_000 } = {}) {
    if (!this.isRunning) return;
    const { child } = this;
    const gone = new Promise((resolve) => child.once('exit', () => resolve(true)));
    child.kill('SIGTERM');
    if (!(await Promise.race([gone, pause(patienceMs, false, { ref: false })]))) {
      child.kill('SIGKILL');
      await gone;
    }
  }

  /** The one-time link of the first administrator, as the banner shows it. */
  get firstLink() {
    // The link of a process that was killed before anybody used it is followed by another one.
    return /first administrator[^\n]*\n\s*(http\S+)/.exec(this.said)?.[1] ?? null;
  }

  /** Lines of the log at `error` or worse; what a run must not leave behind. */
  get errors() {
    return this.said.split('\n').filter((line) => line.startsWith('{') && /"level":("error"|"fatal"|50|60)/.test(line));
  }
}

/** Removes a temporary folder; a file that is still being written must not fail the run. */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
