import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The process that `npm start` runs, on a folder and on ports of its own. */
class Main {
  out = '';
  err = '';
  readonly ended: Promise<number | null>;
  readonly child: ChildProcess;

  constructor(env: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, ['dist/main.js'], {
      env: { PATH: process.env.PATH, PORT: '0', MAIL_IN_PORT: '0', DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (text) => (this.out += String(text)));
    this.child.stderr?.on('data', (text) => (this.err += String(text)));
    this.ended = new Promise((end) => this.child.once('exit', end));
  }

  /** The address it answers at, once its readiness says so. */
  async ready(): Promise<string> {
    for (const end = Date.now() + 30_000; Date.now() < end && this.child.exitCode === null; await pause(50)) {
      const url = addressKept();
      if (url !== null && url.pid === this.child.pid && (await status(`${url.address}/health/ready`)) === 200) return url.address;
    }
    throw new Error(`not ready:\n${this.out}\n${this.err}`);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

let dataDir: string;
const mains: Main[] = [];

beforeAll(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'sourcewright-main-')));
});
afterEach(async () => {
  for (const main of mains.splice(0))
    if (main.child.exitCode === null && main.child.signalCode === null) await main.end('SIGTERM');
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function start(env: NodeJS.ProcessEnv = {}): Main {
  const main = new Main(env);
  mains.push(main);
  return main;
}

function addressKept(): { pid: number; address: string } | null {
  try {
    const kept = JSON.parse(readFileSync(join(dataDir, 'instance.json'), 'utf8')) as { pid: number; port?: number };
    return kept.port === undefined ? null : { pid: kept.pid, address: `http://127.0.0.1:${kept.port}` };
  } catch {
    return null;
  }
}

async function status(url: string): Promise<number> {
  return fetch(url).then(
    (answer) => answer.status,
    () => 0,
  );
}

function serverProcesses(): string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readlinkSync(`/proc/${entry}/cwd`) === join(dataDir, 'postgres');
    } catch {
      return false;
    }
  });
}

describe('the process', () => {
  it('is ready on an empty folder, says where, and stops in order on SIGTERM', async () => {
    const main = start();
    const address = await main.ready();

    expect(await status(`${address}/health/live`)).toBe(200);
    for (let attempt = 0; attempt < 40 && !main.out.includes('Stop'); attempt++) await pause(50);
    expect(main.out).toContain(`Sourcewright is ready: ${address.replace('127.0.0.1', 'localhost')}`);
    expect(await main.end('SIGTERM')).toBe(0);
    expect(serverProcesses()).toEqual([]);
    expect(main.out + main.err).not.toContain(readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim());
  });

  it('is ready again within ten seconds, and after kill -9', async () => {
    const startedAt = Date.now();
    const killed = start();
    await killed.ready();
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    await killed.end('SIGKILL');

    await start().ready();
  });

  it('lives on when nobody reads its output any more', async () => {
    const main = start({ LOG_LEVEL: 'debug' });
    const address = await main.ready();
    main.child.stdout?.destroy();
    main.child.stderr?.destroy();

    for (let request = 0; request < 5; request++) await status(`${address}/health/ready`);

    expect(await status(`${address}/health/ready`)).toBe(200);
    expect(await main.end('SIGINT')).toBe(0);
  });

  it('is refused where another instance owns the folder, and leaves that one alone', async () => {
    const first = start();
    const address = await first.ready();

    const second = start();

    expect(await second.ended).toBe(1);
    expect(second.err).toContain('Another Sourcewright');
    expect(await status(`${address}/health/ready`)).toBe(200);
  });

  it('lists every fault of its settings and ends with 1', async () => {
    const main = start({ PORT: 'three', ROLE: 'boss', SMTP_URL: 'http://ann:hunter2@mail' });

    expect(await main.ended).toBe(1);
    expect(main.err).toMatch(/ROLE=boss {2}must be all, web or worker/);
    expect(main.err).toContain('PORT=three');
    expect(main.err).toContain('SMTP_URL=');
    expect(main.err).not.toContain('hunter2');
  });
});
