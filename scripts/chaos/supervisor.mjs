import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { productRoot } from '../harness/instance.mjs';

/** A part of the built product. */
export const product = (path) => import(pathToFileURL(join(productRoot, 'dist', path)).href);

/** Keeps a process of the product running: whatever ends it, it is started again. */
export class Supervised {
  constructor(instance) {
    this.instance = instance;
    this.isWanted = true;
    this.starts = 0;
    this.ownExits = 0;
    this.lastWords = [];
    this.killed = false;
    this.slowestStartMs = 0;
  }

  /** Starts it and goes on watching. */
  async begin() {
    await this.instance.start();
    this.watching = this.#watch();
  }

  /** Whether it runs and says that it is ready. */
  async isUp() {
    return this.instance.isRunning && (await this.instance.isReady());
  }

  /** kill -9, also while it starts. Answers whether there was anything to kill. */
  async kill() {
    if (!this.instance.isRunning) return false;
    this.killed = true;
    return (await this.instance.kill()) !== null;
  }

  /** Ends it in good order and stops watching. */
  async end() {
    this.isWanted = false;
    await this.watching;
    await this.instance.stop();
  }

  async #watch() {
    while (this.isWanted) {
      if (this.instance.isRunning) {
        await pause(50);
        continue;
      }
      if (!this.killed) {
        this.ownExits++;
        this.lastWords.push(this.instance.said.trim().split('\n').slice(-3).join('\n').slice(-1200));
      }
      this.killed = false;
      try {
        this.starts++;
        this.slowestStartMs = Math.max(this.slowestStartMs, await this.instance.start());
      } catch {
        // It was killed while it started, or its database was away: the next round tries again.
        await this.instance.kill();
        this.killed = true;
        await pause(250);
      }
    }
  }
}

/** A PostgreSQL for the run, restarted by the product's own supervisor; its backends, or all of its processes, can be killed. */
export class SupervisedPostgres {
  static async begin(dataDir) {
    const { EmbeddedPostgres } = await product('embedded/embedded-postgres.js');
    const { postgresProcessesIn, signalEach } = await product('embedded/processes.js');
    const supervised = new SupervisedPostgres();
    supervised.processes = () => postgresProcessesIn(join(realpathSync(dataDir), 'postgres'));
    supervised.signalEach = signalEach;
    supervised.lost = null;
    supervised.server = await EmbeddedPostgres.start({
      dataDir,
      say: () => undefined,
      onLost: (fault) => (supervised.lost = fault),
    });
    return supervised;
  }

  get url() {
    return this.server.url;
  }

  get isUp() {
    return this.server.pid !== null;
  }

  /** kill -9 of one child at random; PostgreSQL then restarts all of them by itself. */
  killBackend(random) {
    const children = this.processes().filter((pid) => pid !== this.server.pid);
    if (children.length === 0) return false;
    this.signalEach([children[Math.floor(random() * children.length)]], 'SIGKILL');
    return true;
  }

  /** kill -9 of the postmaster and every child: one that outlives its postmaster would block each later start. */
  killCluster() {
    const all = this.processes();
    this.signalEach(all, 'SIGKILL');
    return all.length > 0;
  }

  async end() {
    await this.server.stop();
  }
}
