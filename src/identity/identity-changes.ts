import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Who wants to hear of changes: whose entries to forget, or, when the line was down, everyone's. */
export interface IdentityListener {
  changed(personId: string): void;
  unsure(): void;
}

type Connection = Parameters<Parameters<Database['transaction']>[0]>[0];

const firstRetryMs = 250;
const longestRetryMs = 5_000;

/** Hears on PostgreSQL channel `identity_changed` of every change to people and sessions, whichever process made it. */
@Injectable()
export class IdentityChanges implements OnModuleDestroy {
  private readonly logger = new Logger('identity');
  private listener: IdentityListener | null = null;
  private connection: Connection | null = null;
  private retry: NodeJS.Timeout | null = null;
  private retryMs = firstRetryMs;
  private stopped = false;
  private hearing = false;

  constructor(private readonly database: Database) {}

  /** Whether changes are heard right now; while not, nothing may be answered from memory. */
  get isHearing(): boolean {
    return this.hearing;
  }

  /** Starts listening on a connection of its own, which comes back by itself after a fault. The second call does nothing. */
  start(listener: IdentityListener): void {
    if (this.listener) return;
    this.listener = listener;
    void this.connect();
  }

  onModuleDestroy(): void {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    this.drop();
  }

  private async connect(): Promise<void> {
    try {
      const connection = await this.database.pool.connect();
      if (this.stopped) return connection.release(true);
      this.connection = connection;
      const lost = () => this.lost(connection);
      connection.on('error', lost);
      connection.on('end', lost);
      connection.on('notification', ({ payload }) => this.listener?.changed(payload ?? ''));
      await connection.query('LISTEN identity_changed');
      if (this.connection !== connection) return;
      this.listener?.unsure();
      this.hearing = true;
      this.retryMs = firstRetryMs;
    } catch {
      this.drop();
      this.later();
    }
  }

  private lost(connection: Connection): void {
    if (this.connection !== connection) return;
    this.logger.warn(
      'The line that tells of changed roles and sessions is down; every request asks the database until it is back.',
    );
    this.drop();
    this.later();
  }

  private drop(): void {
    this.hearing = false;
    const connection = this.connection;
    this.connection = null;
    connection?.release(true);
    this.listener?.unsure();
  }

  private later(): void {
    if (this.stopped) return;
    this.retry = setTimeout(() => void this.connect(), this.retryMs).unref();
    this.retryMs = Math.min(this.retryMs * 2, longestRetryMs);
  }
}
