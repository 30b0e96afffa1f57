import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InstanceLock } from './instance-lock.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

/** A way to the embedded database of `dataDir`: of the instance that runs there, or of a server started for the while. */
export interface Borrowed {
  url: string;
  giveBack: () => Promise<void>;
}

/**
 * Lends the embedded database to a command beside the product. A running instance goes on undisturbed.
 *
 * @throws StartFault where there is no database yet, or it cannot be started
 */
export async function borrowDatabase(dataDir: string): Promise<Borrowed> {
  const running = urlOfRunning(dataDir);
  if (running) return { url: running, giveBack: async () => undefined };
  const lock = InstanceLock.claim(dataDir);
  const server = await EmbeddedPostgres.start({ dataDir, say: () => undefined, onLost: () => undefined });
  return {
    url: server.url,
    giveBack: async () => {
      await server.stop();
      lock.release();
    },
  };
}

/** The fourth line of PostgreSQL's own pid file is its port; the file is there only while the server runs (or was killed). */
function urlOfRunning(dataDir: string): string | null {
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  const instance = join(dataDir, 'instance.json');
  if (!existsSync(pidFile) || !existsSync(instance)) return null;
  const port = readFileSync(pidFile, 'utf8').split('\n')[3];
  const password = readFileSync(join(dataDir, 'postgres-password'), 'utf8').trim();
  return `postgres://sourcewright:${encodeURIComponent(password)}@127.0.0.1:${port}/sourcewright`;
}
