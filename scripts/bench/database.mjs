import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../dist/database/migrate.js';

/** A migrated database of its own on the bench's server. */
export async function freshDatabase(server, name) {
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = server.url.replace(/[^/]*$/, name);
  await migrate(url);
  return url;
}

/**
 * Fills in vendors that are ready to be held, and audit entries of older records beside them; the ids that transitions will take.
 * Durability is off while filling only.
 */
export async function fill(url, { documents, auditEntries = 0 }) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('SET synchronous_commit = off');
  await client.query(
    `INSERT INTO vendors (id, number, state, version, chain, created_at, updated_at, title, contacts, categories, country, currency, language)
     SELECT uuidv7(), 'VEN-' || n, 'approved', 1, decode(repeat('00', 32), 'hex'), now(), now(), 'Vendor ' || n,
            '[{"name":"Ann Example","eMail":"ann@vendor.example","role":"sales","language":"en"}]', '{cloud}', 'DE', 'EUR', 'en'
     FROM generate_series(1, $1) AS n`,
    [documents],
  );
  for (let from = 0; from < auditEntries; from += 1_000_000) {
    await client.query(
      `INSERT INTO audit_entries (record_id, version, workflow, event, from_state, to_state, by_id, at, body, hash)
       SELECT v.id, e, 'vendor', 'edit', 'approved', 'approved', '${randomUUID()}', now(), repeat('x', 420), decode(md5(e::text) || md5(v.id::text), 'hex')
       FROM (SELECT id FROM vendors ORDER BY id OFFSET $1 LIMIT $2) AS v, generate_series(-4, 0) AS e`,
      [from / 5, Math.min(1_000_000, auditEntries - from) / 5],
    );
  }
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  const { rows } = await client.query('SELECT id FROM vendors ORDER BY md5(id::text) LIMIT 100000');
  await client.end();
  return rows.map(({ id }) => id);
}
