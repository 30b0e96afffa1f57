import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { migrations } from '../database/migrations.js';
import { Queues } from '../engine/queues.js';

const PATIENCE_MS = 2_000;

/** Whether requests can be served, and the word of each part: `ok` or what is wrong. */
export interface Readiness {
  ready: boolean;
  database: string;
  migrations: string;
  queue: string;
}

/** Looks at what this process cannot work without. */
@Injectable()
export class ReadinessProbe implements OnModuleDestroy {
  private isStopping = false;
  private isMigrated = false;

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
  ) {}

  /** Asks each part, for two seconds at most; never throws. */
  async look(): Promise<Readiness> {
    if (this.isStopping) return { ready: false, database: 'stopping', migrations: 'stopping', queue: 'stopping' };
    const [database, migrated, queue] = await Promise.all([
      word(async () => ((await this.database.row('SELECT 1 AS answer')) ? 'ok' : 'no answer')),
      word(() => this.migrationsWord()),
      word(async () => ((await this.queues.answers()) ? 'ok' : 'not connected')),
    ]);
    return { ready: [database, migrated, queue].every((said) => said === 'ok'), database, migrations: migrated, queue };
  }

  onModuleDestroy(): void {
    this.isStopping = true;
  }

  private async migrationsWord(): Promise<string> {
    if (this.isMigrated) return 'ok';
    const applied = await this.database.rows<{ name: string }>('SELECT name FROM migrations');
    const names = new Set(applied.map(({ name }) => name));
    const missing = migrations.filter((migration) => !names.has(migration.name));
    this.isMigrated = missing.length === 0;
    return this.isMigrated ? 'ok' : `${missing.length} not applied`;
  }
}

// The reason itself stays inside: this is read by anyone.
async function word(ask: () => Promise<string>): Promise<string> {
  const patience = new AbortController();
  try {
    return await Promise.race([ask(), pause(PATIENCE_MS, 'no answer in time', { signal: patience.signal })]);
  } catch {
    return 'no answer';
  } finally {
    patience.abort();
  }
}
