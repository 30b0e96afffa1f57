import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../settings.js';
import { QUEUES, type QueueName } from './jobs.js';
import { type Handler, onPostgres, onRedis, type QueueBacking } from './queue-backing.js';

type OpenQueue = ReturnType<QueueBacking['open']>;

/** The house's queues, on PostgreSQL or, with REDIS_URL, on Redis. */
@Injectable()
export class Queues implements OnApplicationShutdown {
  private readonly log = new Logger(Queues.name);
  private readonly backing: QueueBacking;
  private readonly queues = new Map<QueueName, OpenQueue>();
  private readonly workers: { close(): Promise<void> }[] = [];

  constructor(settings: Settings) {
    const names = Object.keys(QUEUES) as QueueName[];
    // On PostgreSQL each worker keeps one connection to listen on; the rest is shared by all.
    this.backing = settings.redisUrl ? onRedis(settings.redisUrl) : onPostgres(settings.databaseUrl, names.length + 6);
    for (const name of names) {
      const queue = this.backing.open(name);
      queue.on('error', (error: Error) => this.log.warn(`queue ${name}: ${error.message}`));
      this.queues.set(name, queue);
    }
  }

  /** One queue by name. */
  queue(name: QueueName): OpenQueue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`no queue is called ${name}`);
    return queue;
  }

  /** Begins to take jobs from every queue. */
  work(handle: Handler): void {
    for (const [name, concurrency] of Object.entries(QUEUES)) {
      const worker = this.backing.employ(name, handle, {
        concurrency,
        lockDuration: 60_000,
        stalledInterval: 15_000,
        drainDelay: 1,
      });
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
    await this.backing.end();
  }
}
