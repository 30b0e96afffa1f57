import { existsSync, readFileSync } from 'node:fs';
import type pg from 'pg';
import { CHAIN_START, chained } from './audit-entry.js';
import { checkpointHash, sealHolds } from './checkpoint-seal.js';
import { merkleRoot } from './merkle.js';

/** What a walk over the whole audit found. `fault` names the first place that is not as it was written, or is null. */
export interface Verification {
  entries: number;
  records: number;
  checkpoints: number;
  fault: string | null;
}

interface EntryRow {
  id: string;
  record_id: string;
  version: number;
  workflow: string;
  event: string;
  from_state: string | null;
  to_state: string;
  by_id: string;
  at: Date;
  body: string;
  hash: Buffer;
}

interface CheckpointRow {
  id: string;
  from_xact: string;
  to_xact: string;
  entries: number;
  root: Buffer;
  before_hash: Buffer;
  hash: Buffer;
  signature: Buffer;
  public_key: string;
  at: Date;
}

const BATCH = 20_000;

/**
 * Walks every entry, every record's chain and every checkpoint, and names the first fault: an edited, missing, added or reordered entry, a
 * cut tail, a record changed beside its transitions, a rewritten whole (where `anchors`, the file outside the database, is there).
 *
 * @param publicKey base64 SPKI of the house's own key: a checkpoint signed by another is a fault
 */
export async function verifyAudit(client: pg.ClientBase, anchors: string, publicKey: string): Promise<Verification> {
  const found: Verification = { entries: 0, records: 0, checkpoints: 0, fault: null };
  // One picture of the database for the whole walk: what is written meanwhile is not half seen.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    found.fault = (await faultInChains(client, found)) ?? (await faultInCheckpoints(client, found, anchors, publicKey));
  } finally {
    await client.query('ROLLBACK');
  }
  return found;
}

async function faultInChains(client: pg.ClientBase, found: Verification): Promise<string | null> {
  const tails = await recordTails(client);
  let record = '';
  let version = 0;
  let hash = CHAIN_START;
  let after: [string, number] = ['00000000-0000-0000-0000-000000000000', 0];
  const tailFault = (): string | null => {
    const tail = tails.get(record);
    tails.delete(record);
    if (!record || !tail) return null;
    if (tail.version > version)
      return `record ${record} (${tail.table}) is at version ${tail.version} but its entries end at ${version}: the tail is missing`;
    if (tail.version < version)
      return `record ${record} (${tail.table}) is at version ${tail.version} but its entries go on to ${version}`;
    return tail.chain.equals(hash) ? null : `record ${record} (${tail.table}) does not hold the hash of its last entry`;
  };
  for (;;) {
    const { rows } = await client.query<EntryRow>({
      text: `SELECT id, record_id, version, workflow, event, from_state, to_state, by_id, at, body, hash FROM audit_entries
             WHERE (record_id, version) > ($1, $2) ORDER BY record_id, version LIMIT ${BATCH}`,
      values: after,
    });
    for (const entry of rows) {
      if (entry.record_id !== record) {
        const fault = tailFault();
        if (fault) return fault;
        record = entry.record_id;
        version = 0;
        hash = CHAIN_START;
        found.records++;
      }
      const place = `entry ${entry.id} (${entry.workflow} ${record}, version ${entry.version})`;
      if (entry.version !== version + 1) return `${place}: version ${version + 1} is missing before it`;
      if (!chained(hash, entry.body).equals(entry.hash)) return `${place}: its hash is not that of its text and the entry before`;
      const fault = faultInColumns(entry);
      if (fault) return `${place}: ${fault}`;
      version = entry.version;
      hash = entry.hash;
      found.entries++;
    }
    const last = rows.at(-1);
    if (!last) break;
    after = [last.record_id, last.version];
  }
  const fault = tailFault();
  if (fault) return fault;
  for (const [id, tail] of tails) return `record ${id} (${tail.table}) has no entries at all`;
  return null;
}

/** The columns that lists read must say what the hashed text says. */
function faultInColumns(entry: EntryRow): string | null {
  const said = JSON.parse(entry.body) as Record<string, unknown> & { by: { id: string } };
  const pairs: [string, unknown, unknown][] = [
    ['record_id', said.id, entry.record_id],
    ['version', said.version, entry.version],
    ['workflow', said.workflow, entry.workflow],
    ['event', said.event, entry.event],
    ['from_state', said.from, entry.from_state],
    ['to_state', said.to, entry.to_state],
    ['by_id', said.by.id, entry.by_id],
    ['at', said.at, entry.at.toISOString()],
  ];
  const wrong = pairs.find(([, text, column]) => text !== column);
  return wrong ? `its column ${wrong[0]} says ${String(wrong[2])}, its hashed text ${String(wrong[1])}` : null;
}

async function recordTails(client: pg.ClientBase): Promise<Map<string, { table: string; version: number; chain: Buffer }>> {
  const { rows: tables } = await client.query<{ table_name: string }>(
    `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'chain' ORDER BY table_name`,
  );
  const tails = new Map<string, { table: string; version: number; chain: Buffer }>();
  for (const { table_name: table } of tables) {
    const { rows } = await client.query<{ id: string; version: number; chain: Buffer }>(
      `SELECT id, version, chain FROM "${table}"`,
    );
    for (const { id, version, chain } of rows) tails.set(id, { table, version, chain });
  }
  return tails;
}

async function faultInCheckpoints(
  client: pg.ClientBase,
  found: Verification,
  anchors: string,
  publicKey: string,
): Promise<string | null> {
  const { rows } = await client.query<CheckpointRow>('SELECT * FROM audit_checkpoints ORDER BY id');
  let before: { hash: Buffer; to: string } = { hash: CHAIN_START, to: '0' };
  for (const row of rows) {
    const place = `checkpoint ${row.id} of ${row.at.toISOString()}`;
    const claim = {
      fromXact: row.from_xact,
      toXact: row.to_xact,
      entries: row.entries,
      root: row.root,
      beforeHash: row.before_hash,
      at: row.at,
    };
    if (!row.before_hash.equals(before.hash) || row.from_xact !== before.to)
      return `${place} does not follow the checkpoint before it`;
    if (!checkpointHash(claim).equals(row.hash)) return `${place}: its hash is not that of its claim`;
    if (row.public_key !== publicKey || !sealHolds(row.hash, row.signature, row.public_key))
      return `${place} is not signed by this house's key`;
    const { rows: leaves } = await client.query<{ hash: Buffer }>({
      text: 'SELECT hash FROM audit_entries WHERE xact >= $1 AND xact < $2 ORDER BY id',
      values: [row.from_xact, row.to_xact],
    });
    if (leaves.length !== row.entries) return `${place} counted ${row.entries} entries; there are ${leaves.length} now`;
    if (!merkleRoot(leaves.map(({ hash }) => hash)).equals(row.root))
      return `${place}: the entries are not those that it covered`;
    before = { hash: row.hash, to: row.to_xact };
    found.checkpoints++;
  }
  return faultInAnchors(rows, anchors);
}

function faultInAnchors(rows: readonly CheckpointRow[], anchors: string): string | null {
  if (!existsSync(anchors)) return null;
  const known = new Set(rows.map(({ hash }) => hash.toString('hex')));
  const lines = readFileSync(anchors, 'utf8').split('\n').filter(Boolean);
  for (const [index, line] of lines.entries()) {
    const { hash, at } = JSON.parse(line) as { hash: string; at: string };
    if (!known.has(hash))
      return `the checkpoint of ${at} (line ${index + 1} of ${anchors}) is not in the database any more: its history was rewritten or cut`;
  }
  return null;
}
