import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** The URL of a fresh database of this test file's own, cloned from the migrated template. Its name contains `test`. */
export async function testDatabase(): Promise<string> {
  const base = process.env.TEST_DATABASE_BASE;
  if (!base) throw new Error('no PostgreSQL for tests: global-setup.mjs has not run');
  const name = `sourcewright_test_${process.env.JEST_WORKER_ID}_${randomBytes(5).toString('hex')}`;
  const client = new pg.Client(`${base}/postgres`);
  await client.connect();
  try {
    // Two clones of one template at the same instant can collide.
    await client.query('SELECT pg_advisory_lock(42)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE sourcewright_test_template STRATEGY FILE_COPY`);
  } finally {
    await client.end();
  }
  return `${base}/${name}`;
}
