import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Settings } from '../settings.js';
import { CHAIN_START } from './audit-entry.js';
import { checkpointHash, publicHalf, sealed, sealingKey } from './checkpoint-seal.js';
import { Loop } from './loop.js';
import { merkleRoot } from './merkle.js';

const EVERY_MS = 60_000;
/** One process at a time makes checkpoints. */
const CHECKPOINT_LOCK = 7_203_120;

/** The file of checkpoints outside the database, one JSON line each: whoever rewrites the database must rewrite this too. */
export const anchorFile = (dataDir: string): string => join(dataDir, 'audit', 'checkpoints.jsonl');

/**
 * Makes a signed checkpoint over all audit entries since the last one: the Merkle root of their hashes, chained to the checkpoint before.
 * The range is of transactions that have all ended, so that an entry that commits late is in the next checkpoint and never lost between two.
 */
@Injectable()
export class AuditCheckpoints implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(AuditCheckpoints.name);
  private readonly making = new Loop('checkpoints', EVERY_MS, async () => {
    await this.make();
    return false;
  });

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.role !== 'web') this.making.start((error) => this.log.warn(`checkpoint: ${error.message}`));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.making.stop();
  }

  /** One checkpoint; the number of entries in it, 0 where there was nothing new or another process is at it. */
  async make(): Promise<number> {
    const line = await this.database.transaction(async (client) => {
      const lock = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [CHECKPOINT_LOCK]);
      if (!lock.rows[0].mine) return null;
      const { rows: last } = await client.query<{ to_xact: string; hash: Buffer }>(
        'SELECT to_xact, hash FROM audit_checkpoints ORDER BY id DESC LIMIT 1',
      );
      const { rows: now } = await client.query<{ to_xact: string; at: Date }>(
        `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS to_xact, date_trunc('milliseconds', clock_timestamp()) AS at`,
      );
      const fromXact = last[0]?.to_xact ?? '0';
      const { rows: entries } = await client.query<{ hash: Buffer }>({
        text: 'SELECT hash FROM audit_entries WHERE xact >= $1 AND xact < $2 ORDER BY id',
        values: [fromXact, now[0].to_xact],
      });
      if (entries.length === 0) return null;
      const claim = {
        fromXact,
        toXact: now[0].to_xact,
        entries: entries.length,
        root: merkleRoot(entries.map(({ hash }) => hash)),
        beforeHash: last[0]?.hash ?? CHAIN_START,
        at: now[0].at,
      };
      const hash = checkpointHash(claim);
      const key = sealingKey(this.settings.sessionSecret);
      await client.query(
        `INSERT INTO audit_checkpoints (from_xact, to_xact, entries, root, before_hash, hash, signature, public_key, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          claim.fromXact,
          claim.toXact,
          claim.entries,
          claim.root,
          claim.beforeHash,
          hash,
          sealed(hash, key),
          publicHalf(key),
          claim.at,
        ],
      );
      return { at: claim.at, entries: claim.entries, hash: hash.toString('hex'), root: claim.root.toString('hex') };
    });
    if (!line) return 0;
    const file = anchorFile(this.settings.dataDir);
    await mkdir(join(file, '..'), { recursive: true });
    await appendFile(file, `${JSON.stringify(line)}\n`);
    return line.entries;
  }
}
