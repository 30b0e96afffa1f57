// A process that owns an embedded PostgreSQL the way main.ts does; driven by embedded-postgres.db.spec.ts. Arguments: folder of the built embedded/, data folder.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [built, dataDir] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(join(built, name)).href);
const { EmbeddedPostgres } = await load('embedded-postgres.js');
const { InstanceLock } = await load('instance-lock.js');

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const startedAt = performance.now();
try {
  const lock = InstanceLock.claim(dataDir);
  const server = await EmbeddedPostgres.start({
    dataDir,
    say: (line) => tell({ said: line }),
    onLost: (fault) => tell({ lost: fault.message }),
  });
  tell({ ready: server.url, pid: server.pid, note: server.note, ms: Math.round(performance.now() - startedAt) });
  process.once('SIGTERM', async () => {
    await server.stop();
    lock.release();
    process.exit(0);
  });
  setInterval(() => undefined, 60_000);
} catch (fault) {
  tell({ refused: fault.message });
  process.exit(1);
}
