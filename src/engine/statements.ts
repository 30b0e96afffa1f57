import { createHash } from 'node:crypto';
import type { Registered } from './workflow-registry.js';

/** A prepared statement: `name` is its identity on every connection. */
export interface Statement {
  name: string;
  text: string;
}

const cache = new Map<string, Statement>();

function once(name: string, text: () => string): Statement {
  let statement = cache.get(name);
  if (!statement) cache.set(name, (statement = { name: short(name), text: text() }));
  return statement;
}

/** PostgreSQL looks only at the first 63 bytes of a name: two long ones that begin alike would be one and the same. */
const short = (name: string): string =>
  name.length <= 63 ? name : `${name.slice(0, 20)}#${createHash('sha256').update(name).digest('base64url').slice(0, 40)}`;

const list = (registered: Registered): string => registered.codec.columns.map(({ column }) => `"${column}"`).join(', ');

/** $1 id. One row with the database's time as `_now`, or none. */
export const readStatement = (registered: Registered): Statement =>
  once(
    `r.${registered.workflow.name}`,
    () => `SELECT ${list(registered)}, clock_timestamp() AS _now FROM ${registered.codec.table} WHERE id = $1`,
  );

/** $1 id; the row stays locked until the transaction ends. */
export const lockStatement = (registered: Registered): Statement =>
  once(
    `l.${registered.workflow.name}`,
    () => `SELECT ${list(registered)}, clock_timestamp() AS _now FROM ${registered.codec.table} WHERE id = $1 FOR UPDATE`,
  );

/** The next human number and the database's time. */
export const numberStatement = (registered: Registered): Statement =>
  once(
    `n.${registered.workflow.name}`,
    () => `SELECT nextval('${registered.codec.table}_number') AS number, clock_timestamp() AS _now`,
  );

/**
 * The one writing statement of a transition: row (guarded by the version read), audit entry, outbox, and where asked the remembered answer.
 * $1 id, $2 version read, $3 state, $4 due_at, $5 chain, $6 at, $7 event, $8 from state, $9 by, $10 body, then the changed columns,
 * then job names and payload, then actor, key, request hash and answer. No row comes back where the version has moved.
 */
export function moveStatement(registered: Registered, changed: readonly string[], works: boolean, remembers: boolean): Statement {
  const { codec, workflow } = registered;
  return once(`m.${workflow.name}.${changed.join(',')}${works ? '+w' : ''}${remembers ? '+a' : ''}`, () => {
    const sets = changed.map((property, index) => `, "${codec.column(property).column}" = $${11 + index}`).join('');
    const next = 11 + changed.length;
    return `WITH done AS (
        UPDATE ${codec.table} SET state = $3, version = version + 1, due_at = $4, chain = $5, updated_at = $6${sets}
        WHERE id = $1 AND version = $2 RETURNING version
      )${tail(workflow.name, '$1::uuid', '$2::integer + 1', next, works, remembers)}`;
  });
}

/** The same for a new record: $1 id, $2 version 1 less one, $3 … $10 as above, then every other column. */
export function startStatement(
  registered: Registered,
  columns: readonly string[],
  works: boolean,
  remembers: boolean,
): Statement {
  const { codec, workflow } = registered;
  return once(`s.${workflow.name}.${works ? '+w' : ''}${remembers ? '+a' : ''}`, () => {
    const names = columns.map((property) => `, "${codec.column(property).column}"`).join('');
    const values = columns.map((_, index) => `, $${11 + index}`).join('');
    const next = 11 + columns.length;
    return `WITH done AS (
        INSERT INTO ${codec.table} (id, version, state, due_at, chain, created_at, updated_at${names})
        VALUES ($1, $2::integer + 1, $3, $4, $5, $6, $6${values}) RETURNING version
      )${tail(workflow.name, '$1::uuid', '$2::integer + 1', next, works, remembers)}`;
  });
}

function tail(workflow: string, id: string, version: string, next: number, works: boolean, remembers: boolean): string {
  const work = works
    ? `, work AS (
        INSERT INTO outbox (name, workflow, record_id, version, event, payload)
        SELECT job, '${workflow}', ${id}, ${version}, $7::text, $${next + 1}::jsonb FROM done, unnest($${next}::text[]) AS job
      )`
    : '';
  const from = works ? next + 2 : next;
  const remembered = remembers
    ? `, remembered AS (
        INSERT INTO remembered_answers (actor_id, key, request_hash, answer)
        SELECT $${from}::text, $${from + 1}::text, $${from + 2}::bytea, $${from + 3}::jsonb FROM done
      )`
    : '';
  return `, entry AS (
      INSERT INTO audit_entries (record_id, version, workflow, event, from_state, to_state, by_id, at, body, hash)
      SELECT ${id}, ${version}, '${workflow}', $7::text, $8::text, $3::text, $9::text, $6::timestamptz, $10::text, $5::bytea FROM done
    )${work}${remembered}
    SELECT version FROM done`;
}
