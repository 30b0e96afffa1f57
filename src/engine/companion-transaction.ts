import type pg from 'pg';
import type { Database } from '../database/database.js';
import { Missing } from './errors.js';
import { companionsOf, decided, find, type Found, movedOn, type SendOptions } from './move.js';
import type { RecordWriter } from './record-writer.js';
import { lockStatement, readStatement } from './statements.js';
import { Turnstile } from './turnstile.js';
import { type Actor, SYSTEM, type WorkflowRecord } from './workflow.js';
import type { Registered, WorkflowRegistry } from './workflow-registry.js';

/** One event of one record. */
interface Step {
  registered: Registered;
  id: string;
  event: { type: string };
  by: Actor;
}

/** Moves several records or none: finds who takes part, locks them in id order, decides each anew under its lock, writes all. */
export class CompanionTransaction {
  private readonly transactions: Turnstile;

  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
    private readonly writer: RecordWriter,
  ) {
    // While a transaction waits for a lock the lock's holder may need a second connection: half of the pool is left for that.
    this.transactions = new Turnstile(Math.max(1, Math.floor((database.pool.options.max ?? 10) / 2)));
  }

  /**
   * The record of `first` as it is afterwards.
   *
   * @throws Missing, Refused as the runner's `send`; what stands against one of the records stands against all
   */
  async move(first: Step, options: SendOptions<WorkflowRecord>): Promise<WorkflowRecord> {
    const participants = new Map<string, Registered>();
    await this.gather(first, participants);
    return this.transactions.run(() =>
      this.database.transaction(async (client) => {
        const locked = new Map<string, Found>();
        // Locks are taken in id order: two awards over the same budget line must not deadlock.
        for (const [id, registered] of [...participants].sort(([one], [other]) => (one < other ? -1 : 1))) {
          locked.set(id, await found(client, lockStatement, registered, id));
        }
        return this.moveLocked(client, locked, first, options);
      }),
    );
  }

  private async gather(step: Step, participants: Map<string, Registered>): Promise<void> {
    const { registered, id, event, by } = step;
    participants.set(id, registered);
    const move = await decided(registered, await found(this.database.pool, readStatement, registered, id), event, by);
    for (const companion of companionsOf(move)) await this.gather(this.stepOf(companion, by), participants);
  }

  private async moveLocked(
    client: pg.PoolClient,
    locked: Map<string, Found>,
    { registered, id, event, by }: Step,
    options: SendOptions<WorkflowRecord>,
  ): Promise<WorkflowRecord> {
    const held = locked.get(id);
    // Someone changed who takes part between the look and the locks: decide anew from the start.
    if (!held) throw movedOn(registered.workflow);
    const move = await decided(registered, held, event, by, options.expectedVersion);
    const done = await this.writer.move(client, move, options.remember);
    if (!done) throw new Error(`the record ${id} moved under its lock`);
    locked.set(id, { record: done, now: held.now });
    for (const companion of companionsOf(move)) await this.moveLocked(client, locked, this.stepOf(companion, by), {});
    return done;
  }

  /** Companions are sent by the system, in the name of the person whose event they follow. */
  private stepOf({ workflow, id, event }: { workflow: string; id: string; event: { type: string } }, by: Actor): Step {
    return {
      registered: this.registry.named(workflow),
      id,
      event,
      by: by.kind === 'system' ? SYSTEM : { ...by, kind: 'system' },
    };
  }
}

async function found(
  client: pg.Pool | pg.PoolClient,
  statement: Parameters<typeof find>[1],
  registered: Registered,
  id: string,
): Promise<Found> {
  const there = await find(client, statement, registered, id);
  if (!there) throw new Missing(registered.workflow.name);
  return there;
}
