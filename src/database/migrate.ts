import { runMigrations as runQueueMigrations } from 'bullmq';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { APPLICATION_ROLE } from './database.js';
import { migrations } from './migrations.js';

/** One process migrates at a time; the others wait and then find nothing to do. */
const MIGRATION_LOCK = 7_203_114;

/**
 * Brings the database at `url` to the newest schema: the application's migrations, BullMQ's own tables (schema `bullmq`), and the rights of
 * the application's role. Safe to call from every process at every start.
 */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'sourcewright-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const source = new DataSource({
      type: 'postgres',
      url,
      migrations,
      migrationsTransactionMode: 'each',
      synchronize: false,
      poolSize: 1,
    });
    await source.initialize();
    try {
      await source.runMigrations();
    } finally {
      await source.destroy();
    }
    await client.query('CREATE SCHEMA IF NOT EXISTS bullmq');
    await client.query('SET search_path = bullmq');
    await runQueueMigrations(client);
    await client.query('SET search_path = public');
    await grantRights(client);
  } finally {
    await client.end();
  }
}

/** Where the login may not create roles (some managed servers), the triggers on the audit tables still stand. */
async function grantRights(client: pg.Client): Promise<void> {
  const may = await client.query<{ may: boolean; there: boolean }>(
    `SELECT (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS may,
            EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS there`,
    [APPLICATION_ROLE],
  );
  if (!may.rows[0]?.there) {
    if (!may.rows[0]?.may) return;
    await client.query(`CREATE ROLE ${APPLICATION_ROLE} NOLOGIN`);
  }
  await client.query(`
    GRANT ${APPLICATION_ROLE} TO CURRENT_USER;
    GRANT USAGE ON SCHEMA public TO ${APPLICATION_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APPLICATION_ROLE};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${APPLICATION_ROLE};
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries, audit_checkpoints FROM ${APPLICATION_ROLE};
  `);
}
