import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type BackendFactory, createPostgresBackend, createRedisBackend, Queue, Worker } from 'bullmq';
import pg from 'pg';
import { Settings } from '../settings.js';
import { QUEUES, type QueueName } from './jobs.js';

type Handler = (job: { name: string; data: { id: string }; attemptsMade: number; opts: { attempts?: number } }) => Promise<void>;

/**
 * BullMQ's queues on PostgreSQL or, with REDIS_URL, on Redis: the same code, another backend passed to each constructor.
 * Losing a queue loses nothing: the outbox drives its rows again.
 */
@Injectable()
export class Queues implements OnApplicationShutdown {
  private readonly log = new Logger(Queues.name);
  private readonly queues = new Map<QueueName, Queue>();
  private readonly workers: Worker[] = [];
  private readonly pool: pg.Pool | null;
  private readonly backend: BackendFactory;
  private readonly connection: object;

  constructor(settings: Settings) {
    if (settings.redisUrl) {
      this.pool = null;
      this.backend = createRedisBackend as BackendFactory;
      // Options, not a shared client: BullMQ opens one per queue and worker, and adding fails fast while Redis is away.
      this.connection = { url: settings.redisUrl, maxRetriesPerRequest: 1 };
    } else {
      this.pool = new pg.Pool({
        connectionString: settings.databaseUrl ?? undefined,
        max: Object.keys(QUEUES).length + 6,
        options: '-c search_path=bullmq',
        keepAlive: true,
        application_name: 'sourcewright-queue',
      });
      this.pool.on('error', () => undefined);
      this.backend = createPostgresBackend as unknown as BackendFactory;
      this.connection = this.pool;
    }
    for (const name of Object.keys(QUEUES) as QueueName[]) {
      const queue = new Queue(name, { connection: this.connection as never }, this.backend as never);
      queue.on('error', (error) => this.log.warn(`queue ${name}: ${error.message}`));
      this.queues.set(name, queue);
    }
  }

  /** One queue by name. */
  queue(name: QueueName): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`no queue is called ${name}`);
    return queue;
  }

  /** Begins to take jobs from every queue. */
  work(handle: Handler): void {
    for (const [name, concurrency] of Object.entries(QUEUES)) {
      const worker = new Worker(
        name,
        handle as never,
        { connection: this.connection as never, concurrency, lockDuration: 60_000, stalledInterval: 15_000, drainDelay: 1 },
        this.backend as never,
      );
      worker.on('error', (error) => this.log.warn(`worker ${name}: ${error.message}`));
      this.workers.push(worker);
    }
  }

  /** Whether the queue's server answers; false while it is away. */
  async answers(): Promise<boolean> {
    try {
      await this.queue('work').getJobCounts('active');
      return true;
    } catch {
      return false;
    }
  }

  /** Stops taking jobs and waits for the running ones. */
  async stopWorking(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stopWorking();
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.pool?.end();
  }
}
