import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Settings } from '../settings.js';
import type { QueueName } from './jobs.js';
import { Loop } from './loop.js';
import { Queues } from './queues.js';
import { WorkflowRegistry } from './workflow-registry.js';

interface Row {
  id: string;
  name: string;
  run: number;
}

const BATCH = 500;
const POLL_MS = 15;
/** A job handed over so long ago without being done is looked for in the queue; if the queue has lost it, it is handed over again. */
const OVERDUE_S = 30;

/**
 * Carries outbox rows to the queues in batches: locked with SKIP LOCKED so that several relays share the work, added in bulk, marked in the
 * same transaction. A crash in between adds them again under the same job id, which changes nothing.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(OutboxRelay.name);
  private readonly relaying = new Loop('relay', POLL_MS, async () => (await this.dispatch()) === BATCH);
  private readonly redriving = new Loop('redrive', 5_000, async () => {
    await this.redrive(OVERDUE_S);
    return false;
  });

  constructor(
    private readonly settings: Settings,
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
    private readonly queues: Queues,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.role === 'web') return;
    this.relaying.start((error) => this.log.warn(`relay: ${error.message}`));
    this.redriving.start((error) => this.log.warn(`redrive: ${error.message}`));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.relaying.stop(), this.redriving.stop()]);
  }

  /** Hands one batch over; the number of rows that it held. Jobs that only another release declares are left to that one. */
  async dispatch(): Promise<number> {
    const declared = [...this.registry.everyJob().keys()];
    const waiting = await this.database.row(`SELECT FROM outbox WHERE dispatched_at IS NULL AND name = ANY($1) LIMIT 1`, [
      declared,
    ]);
    if (!waiting) return 0;
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<Row>(
        `SELECT id, name, run FROM outbox WHERE dispatched_at IS NULL AND name = ANY($1) ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
        [declared],
      );
      const byQueue = new Map<QueueName, Row[]>();
      for (const row of rows) {
        const { queue } = this.registry.job(row.name);
        byQueue.set(queue, [...(byQueue.get(queue) ?? []), row]);
      }
      for (const [queue, of] of byQueue) {
        await this.queues.queue(queue).addBulk(
          of.map(({ id, name, run }) => {
            const { attempts, backoffMs = 1_000 } = this.registry.job(name);
            return {
              name,
              data: { id },
              opts: {
                jobId: jobId(id, run),
                attempts,
                backoff: { type: 'exponential', delay: backoffMs },
                removeOnComplete: { age: 600 },
                removeOnFail: { age: 86_400 },
              },
            };
          }),
        );
      }
      await client.query(`UPDATE outbox SET dispatched_at = clock_timestamp() WHERE id = ANY($1)`, [rows.map(({ id }) => id)]);
      return rows.length;
    });
  }

  /** Hands over again what was handed over `olderThanS` seconds ago and is neither done nor known to its queue; the number of such rows. */
  async redrive(olderThanS: number): Promise<number> {
    const rows = await this.database.rows<Row>(
      `SELECT id, name, run FROM outbox
       WHERE done_at IS NULL AND failed_at IS NULL AND dispatched_at < clock_timestamp() - make_interval(secs => $1) AND name = ANY($2)
       ORDER BY dispatched_at LIMIT 1000`,
      [olderThanS, [...this.registry.everyJob().keys()]],
    );
    let lost = 0;
    for (const { id, name, run } of rows) {
      const job = await this.queues.queue(this.registry.job(name).queue).getJob(jobId(id, run));
      const state = job ? await job.getState() : 'unknown';
      if (state === 'unknown' || state === 'completed' || state === 'failed') {
        lost++;
        await this.database.rows(
          `UPDATE outbox SET dispatched_at = NULL, run = run + 1 WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL AND run = $2`,
          [id, run],
        );
      } else {
        // Known and waiting its turn: look again only after another while.
        await this.database.rows(
          `UPDATE outbox SET dispatched_at = clock_timestamp() WHERE id = $1 AND done_at IS NULL AND failed_at IS NULL AND run = $2`,
          [id, run],
        );
      }
    }
    return lost;
  }
}

/** A repeated run needs a job id of its own: BullMQ ignores an id that it still keeps. */
const jobId = (id: string, run: number): string => `${id}-r${run}`;
