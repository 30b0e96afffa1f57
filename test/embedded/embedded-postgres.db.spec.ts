import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

interface Line {
  ready?: string;
  pid?: number;
  said?: string;
  refused?: string;
}

/** A process of its own, as jest cannot load the package; see embedded-process.mjs. */
class Owner {
  readonly lines: Line[] = [];
  private readonly ended: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.lines.push(JSON.parse(line) as Line));
    this.ended = new Promise((end) => child.once('close', end));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async until<Value>(look: (line: Line) => Value | undefined): Promise<Value> {
    for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
      for (const line of this.lines) {
        const found = look(line);
        if (found !== undefined) return found;
      }
    }
    throw new Error(`not said: ${JSON.stringify(this.lines)}`);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

let dataDir: string;
const owners: Owner[] = [];

beforeAll(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'sourcewright-embedded-')));
});
afterEach(async () => {
  for (const owner of owners.splice(0)) await owner.end('SIGTERM');
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function own(): Owner {
  const args = ['test/embedded/embedded-process.mjs', resolve('dist/embedded'), dataDir];
  const owner = new Owner(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  owners.push(owner);
  return owner;
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Every process that works in the cluster's folder: the postmaster and all its children. */
function serverProcesses(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      try {
        return readlinkSync(`/proc/${entry}/cwd`) === join(dataDir, 'postgres');
      } catch {
        return false;
      }
    })
    .map(Number);
}

const url = (line: Line) => line.ready;

describe('the embedded PostgreSQL', () => {
  it('makes a durable, closed cluster once and stops cleanly, leaving no process', async () => {
    const owner = own();
    const database = await owner.until(url);
    await ask(database, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
    const settings = await ask<{ name: string; setting: string }>(
      database,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'password_encryption', 'unix_socket_directories')
       ORDER BY name COLLATE "C"`,
    );
    const modes = ['postgres-password', 'postgres.log', 'instance.json'].map(
      (file) => statSync(join(dataDir, file)).mode & 0o777,
    );

    expect(await owner.end('SIGTERM')).toBe(0);

    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'on', '127.0.0.1', 'scram-sha-256', 'on', '']);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(serverProcesses()).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);
    expect(existsSync(join(dataDir, 'instance.json'))).toBe(false);
    expect(readFileSync(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  });

  it('refuses a wrong password', async () => {
    const database = new URL(await own().until(url));
    database.password = 'guess';

    await expect(ask(database.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuses a second instance on the same folder and says who holds it', async () => {
    const first = own();
    await first.until(url);

    const refused = await own().until((line) => line.refused);

    expect(refused).toContain(`process ${first.pid}`);
    expect(refused).toContain(dataDir);
    expect(refused).toContain('DATA_DIR=');
  });

  it('keeps what was committed when its owner is killed, and ends the server that was left running', async () => {
    const killed = own();
    await ask(await killed.until(url), 'UPDATE kept SET n = n + 1');
    const left = await killed.until((line) => line.pid);
    await killed.end('SIGKILL');
    expect(serverProcesses()).toContain(left);

    const next = own();
    const rows = await ask(await next.until(url), 'SELECT n FROM kept');

    expect(rows).toEqual([{ n: 8 }]);
    expect(await next.until((line) => line.said)).toContain('left running');
    expect(serverProcesses()).not.toContain(left);
  });

  it('ends a child that outlived its killed postmaster', async () => {
    const killed = own();
    const database = await killed.until(url);
    const [backend] = await ask<{ pid: number }>(
      database,
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'`,
    );
    const stuck = backend?.pid ?? 0;
    process.kill(stuck, 'SIGSTOP');
    await killed.end('SIGKILL');
    process.kill(await killed.until((line) => line.pid), 'SIGKILL');

    const rows = await ask(await own().until(url), 'SELECT n FROM kept');

    expect(rows).toEqual([{ n: 8 }]);
    expect(serverProcesses()).not.toContain(stuck);
  });

  it('comes back on the same address when the server itself is killed', async () => {
    const owner = own();
    const database = await owner.until(url);
    process.kill(await owner.until((line) => line.pid), 'SIGKILL');
    await owner.until((line) => (line.said?.includes('started again') ? true : undefined));

    let rows: object[] = [];
    for (let attempt = 0; attempt < 200 && rows.length === 0; attempt++) {
      rows = await ask(database, 'SELECT n FROM kept').catch(() => []);
      await pause(25);
    }

    expect(rows).toEqual([{ n: 8 }]);
  });

  it('takes over the claim of a process that is gone, even where its number belongs to another process now', async () => {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    writeFileSync(join(dataDir, 'instance.json'), JSON.stringify({ pid: process.pid, startedAtTicks: '1', bootId, since: '' }));
    writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);

    const owner = own();

    expect(await ask(await owner.until(url), 'SELECT n FROM kept')).toEqual([{ n: 8 }]);
  });

  it('says what to do about a folder of another PostgreSQL', async () => {
    const version = join(dataDir, 'postgres', 'PG_VERSION');
    writeFileSync(version, '17\n');

    const refused = await own().until((line) => line.refused);
    writeFileSync(version, '18\n');

    expect(refused).toContain('made by PostgreSQL 17');
  });
});
