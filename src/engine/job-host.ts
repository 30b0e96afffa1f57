import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import { UnrecoverableError } from 'bullmq';
import { Database } from '../database/database.js';
import { Settings } from '../settings.js';
import { Hopeless } from './errors.js';
import { type DeclaredJobs, fullName, type Job, WORKER_JOBS } from './jobs.js';
import { Queues } from './queues.js';
import { WorkflowRegistry } from './workflow-registry.js';

interface OutboxRow {
  id: string;
  name: string;
  workflow: string | null;
  record_id: string;
  version: number;
  event: string;
  payload: Record<string, unknown>;
  done_at: Date | null;
  failed_at: Date | null;
}

/** Gives each job to its worker's method. The outbox row decides whether there is anything left to do, and remembers how it went. */
@Injectable()
export class JobHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(JobHost.name);
  private readonly methods = new Map<string, (job: Job) => Promise<void>>();
  private readonly underWay = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
    private readonly queues: Queues,
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance, metatype } of this.discovery.getProviders()) {
      if (!instance || typeof metatype !== 'function') continue;
      const declared = this.reflector.get<DeclaredJobs | undefined>(WORKER_JOBS, metatype);
      if (!declared) continue;
      this.registry.jobs(declared);
      const worker = instance as Record<string, (job: Job) => Promise<void>>;
      for (const name of Object.keys(declared.jobs)) this.methods.set(fullName(declared, name), (job) => worker[name](job));
    }
    for (const name of this.registry.everyJob().keys())
      if (!this.methods.has(name)) throw new Error(`no worker does the job ${name}`);
    if (this.settings.role !== 'web')
      this.queues.work((job) => this.perform(job.data.id, job.attemptsMade + 1, job.opts.attempts ?? 1));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.queues.stopWorking();
  }

  /**
   * Does the work of one outbox row, once: a row already done, given up, gone or under way here is passed over.
   *
   * @throws whatever the worker threw, after the row has noted it; the queue then tries again until `attempts`
   */
  async perform(id: string, attempt: number, attempts: number): Promise<void> {
    if (this.underWay.has(id)) return;
    this.underWay.add(id);
    try {
      await this.once(id, attempt, attempts);
    } finally {
      this.underWay.delete(id);
    }
  }

  private async once(id: string, attempt: number, attempts: number): Promise<void> {
    const row = await this.database.row<OutboxRow>(
      `SELECT id, name, workflow, record_id, version, event, payload, done_at, failed_at FROM outbox WHERE id = $1`,
      [id],
    );
    if (!row || row.done_at || row.failed_at) return;
    const method = this.methods.get(row.name);
    if (!method) throw new Error(`no worker does the job ${row.name}`);
    try {
      await method({ ...row, recordId: row.record_id });
      await this.database.rows(`UPDATE outbox SET done_at = clock_timestamp(), attempts = $2, error = NULL WHERE id = $1`, [
        id,
        attempt,
      ]);
    } catch (error) {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const last = attempt >= attempts || error instanceof Hopeless;
      this.log.warn(`${row.name} ${id}, attempt ${attempt} of ${attempts}: ${said}`);
      await this.database.rows(
        `UPDATE outbox SET attempts = $2, error = $3, failed_at = CASE WHEN $4 THEN clock_timestamp() END WHERE id = $1 AND done_at IS NULL`,
        [id, attempt, said.slice(0, 4_000), last],
      );
      throw error instanceof Hopeless ? new UnrecoverableError(error.message) : error;
    }
  }
}
