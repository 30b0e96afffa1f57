import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { QueueName } from './jobs.js';
import { WorkflowRegistry } from './workflow-registry.js';

/** How much of one job is waiting for a queue, under way, and given up. */
export interface JobCount {
  name: string;
  queue: QueueName | null;
  waiting: number;
  underWay: number;
  failed: number;
  /** When the oldest of those waiting or under way was staged. */
  oldestAt: Date | null;
}

/** A job that failed at every attempt. */
export interface FailedJob {
  id: string;
  name: string;
  workflow: string | null;
  recordId: string;
  event: string;
  attempts: number;
  run: number;
  error: string | null;
  createdAt: Date;
  failedAt: Date;
}

/** Looks at the outbox and gives failed jobs another chance. */
@Injectable()
export class OutboxQueries {
  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
  ) {}

  /** Every declared job that has something open, the failed first; finished work is not counted. */
  async counts(): Promise<JobCount[]> {
    const rows = await this.database.rows<Omit<JobCount, 'queue'>>(
      `SELECT name, sum(waiting)::int AS waiting, sum(under_way)::int AS "underWay", sum(failed)::int AS failed, min(oldest) AS "oldestAt" FROM (
         SELECT name, count(*) AS waiting, 0 AS under_way, 0 AS failed, min(created_at) AS oldest FROM outbox WHERE dispatched_at IS NULL AND failed_at IS NULL GROUP BY name
         UNION ALL
         SELECT name, 0, count(*), 0, min(created_at) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND dispatched_at IS NOT NULL GROUP BY name
         UNION ALL
         SELECT name, 0, 0, count(*), NULL FROM outbox WHERE failed_at IS NOT NULL GROUP BY name
       ) AS open GROUP BY name ORDER BY failed DESC, name`,
    );
    const declared = this.registry.everyJob();
    return rows.map((row) => ({ ...row, queue: declared.get(row.name)?.queue ?? null }));
  }

  /** The failed jobs, the latest first, and how many there are. */
  async failed(page: number, size: number): Promise<{ jobs: FailedJob[]; total: number }> {
    const count = await this.database.row<{ total: number }>(
      `SELECT count(*)::int AS total FROM outbox WHERE failed_at IS NOT NULL`,
    );
    const jobs = await this.database.rows<FailedJob>(
      `SELECT id, name, workflow, record_id AS "recordId", event, attempts, run, error, created_at AS "createdAt", failed_at AS "failedAt"
       FROM outbox WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id LIMIT $1 OFFSET $2`,
      [size, (page - 1) * size],
    );
    return { jobs, total: count?.total ?? 0 };
  }

  /** Lets one failed job run again, from its first attempt; false where it is not (or no longer) failed. Its last error stays until it is done. */
  async retry(id: string): Promise<boolean> {
    const rows = await this.database.rows(
      `UPDATE outbox SET failed_at = NULL, dispatched_at = NULL, run = run + 1, attempts = 0 WHERE id = $1 AND failed_at IS NOT NULL RETURNING id`,
      [id],
    );
    return rows.length > 0;
  }

  /** Lets every failed job run again; how many. */
  async retryAll(): Promise<number> {
    const rows = await this.database.rows(
      `UPDATE outbox SET failed_at = NULL, dispatched_at = NULL, run = run + 1, attempts = 0 WHERE failed_at IS NOT NULL RETURNING id`,
    );
    return rows.length;
  }
}
