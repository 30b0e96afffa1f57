import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import pg from 'pg';
import { Database } from '../../src/database/database.js';
import { Hopeless } from '../../src/engine/errors.js';
import { JobHost } from '../../src/engine/job-host.js';
import { type Job, QUEUES, type QueueName, Worker, type WorkerFor } from '../../src/engine/jobs.js';
import { OutboxQueries } from '../../src/engine/outbox-queries.js';
import { OutboxRelay } from '../../src/engine/outbox-relay.js';
import { Queues } from '../../src/engine/queues.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { Settings } from '../../src/settings.js';
import { startEngine } from '../support/engine.js';
import { eventually } from '../support/eventually.js';
import { ticketJobs } from '../support/ticket.workflow.js';

/** How often the work of each outbox row was really done, and what stands in its way. */
const done = new Map<string, number>();
let broken: Error | null = null;

@Injectable()
@Worker(ticketJobs)
class Counting implements WorkerFor<typeof ticketJobs> {
  async tellOwner({ id }: Job): Promise<void> {
    await pause(Math.random() * 2);
    if (broken) throw broken;
    done.set(id, (done.get(id) ?? 0) + 1);
  }

  async fileAway(job: Job): Promise<void> {
    await this.tellOwner(job);
  }
}

describe('the outbox relay', () => {
  let module: TestingModule;
  let database: Database;
  let relay: OutboxRelay;
  let queues: Queues;
  let host: JobHost;
  let admin: OutboxQueries;
  let superuser: pg.Client;
  const names = Object.keys(QUEUES) as QueueName[];

  const staged = async (count: number, name = 'ticket.tellOwner'): Promise<string[]> => {
    const rows = await database.rows<{ id: string }>(
      `INSERT INTO outbox (name, workflow, record_id, version, event) SELECT $1, 'ticket', $2, 1, 'open' FROM generate_series(1, $3) RETURNING id`,
      [name, randomUUID(), count],
    );
    return rows.map(({ id }) => id);
  };
  const rowOf = (id: string) =>
    database.row<{
      run: number;
      attempts: number;
      error: string | null;
      done_at: Date | null;
      failed_at: Date | null;
      dispatched_at: Date | null;
    }>('SELECT * FROM outbox WHERE id = $1', [id]);
  const queued = async (): Promise<string[]> =>
    (await Promise.all(names.map((name) => queues.queue(name).getJobs(['waiting', 'delayed', 'prioritized']))))
      .flat()
      .map(({ data }) => data.id);
  const emptied = () => Promise.all(names.map((name) => queues.queue(name).obliterate({ force: true })));
  const working = async (claim: () => Promise<void>): Promise<void> => {
    queues.work((job) => host.perform(job.data.id, job.attemptsMade + 1, job.opts.attempts ?? 1));
    try {
      await eventually(claim);
    } finally {
      await queues.stopWorking();
    }
  };

  beforeAll(async () => {
    // As a web process: no relay of its own turns, so that each test turns it by hand.
    module = await startEngine([Counting], { ROLE: 'web' });
    database = module.get(Database);
    relay = module.get(OutboxRelay);
    queues = module.get(Queues);
    host = module.get(JobHost);
    admin = new OutboxQueries(database, module.get(WorkflowRegistry));
    superuser = new pg.Client(module.get(Settings).databaseUrl ?? '');
    await superuser.connect();
  });
  beforeEach(async () => {
    broken = null;
    done.clear();
    await emptied();
    await database.rows('DELETE FROM outbox');
  });
  afterAll(async () => {
    await superuser?.end();
    await module?.close();
  });

  it('hands over again what it had added when it died before marking, and the work is done once', async () => {
    const ids = await staged(3);
    await superuser.query(`
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the relay dies here'; END $$;
      CREATE TRIGGER dying BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION die()`);
    await expect(relay.dispatch()).rejects.toThrow('the relay dies here');
    await superuser.query('DROP TRIGGER dying ON outbox; DROP FUNCTION die');
    expect((await queued()).sort()).toEqual([...ids].sort());

    expect(await relay.dispatch()).toBe(3);

    expect((await queued()).sort()).toEqual([...ids].sort());
    await working(async () => expect((await Promise.all(ids.map(rowOf))).map((row) => row?.done_at)).not.toContain(null));
    expect(ids.map((id) => done.get(id))).toEqual([1, 1, 1]);
  });

  it('hands nothing over twice when two relays share the rows', async () => {
    const ids = await staged(1_200);
    const settings = module.get(Settings);
    const other = new OutboxRelay(settings, database, module.get(WorkflowRegistry), queues);

    let carried = 0;
    await Promise.all(
      [relay, other].map(async (one) => {
        for (let rows = await one.dispatch(); rows > 0; rows = await one.dispatch()) carried += rows;
      }),
    );
    // What one held locked while the other looked is left for the next turn.
    for (let rows = await relay.dispatch(); rows > 0; rows = await relay.dispatch()) carried += rows;

    expect(carried).toBe(1_200);
    expect((await queued()).sort()).toEqual([...ids].sort());
  });

  it('hands over again what the queue has lost altogether', async () => {
    const ids = await staged(5);
    await relay.dispatch();
    await emptied();
    expect(await queued()).toEqual([]);

    expect(await relay.redrive(0)).toBe(5);
    expect(await relay.dispatch()).toBe(5);

    await working(async () => expect((await Promise.all(ids.map(rowOf))).map((row) => row?.done_at)).not.toContain(null));
    expect(ids.map((id) => done.get(id))).toEqual([1, 1, 1, 1, 1]);
    expect(await relay.redrive(0)).toBe(0);
  });

  it('leaves alone what still waits in the queue', async () => {
    const ids = await staged(4);
    await relay.dispatch();

    expect(await relay.redrive(0)).toBe(0);

    expect((await Promise.all(ids.map(rowOf))).map((row) => row?.run)).toEqual([0, 0, 0, 0]);
  });

  it('tries again by itself, gives up after the last attempt, and runs anew when an administrator says so', async () => {
    broken = new Error('the mail server is away');
    const [id] = await staged(1, 'ticket.fileAway');
    await relay.dispatch();

    await working(async () => expect(await rowOf(id)).toMatchObject({ attempts: 2, failed_at: expect.any(Date) }));
    expect((await admin.failed(1, 10)).jobs).toMatchObject([
      { id, attempts: 2, error: expect.stringContaining('mail server is away') },
    ]);
    expect(await relay.redrive(0)).toBe(0);

    broken = null;
    expect(await admin.retry(id)).toBe(true);
    expect(await admin.retry(id)).toBe(false);
    await relay.dispatch();
    await working(async () =>
      expect(await rowOf(id)).toMatchObject({ done_at: expect.any(Date), failed_at: null, error: null, run: 1 }),
    );
    expect(done.get(id)).toBe(1);
    expect((await admin.failed(1, 10)).total).toBe(0);
  });

  it('gives up at once what is hopeless', async () => {
    broken = new Hopeless('no such vendor');
    const [id] = await staged(1);
    await relay.dispatch();

    await working(async () => expect(await rowOf(id)).toMatchObject({ attempts: 1, failed_at: expect.any(Date) }));
  });

  it('carries the others past a job that only another release knows', async () => {
    const [strange] = await staged(1, 'future.work');
    const [known] = await staged(1);

    expect(await relay.dispatch()).toBe(1);

    expect(await queued()).toEqual([known]);
    expect(await rowOf(strange)).toMatchObject({ dispatched_at: null, failed_at: null });
    await database.rows('UPDATE outbox SET dispatched_at = clock_timestamp() WHERE id = $1', [strange]);
    expect(await relay.redrive(0)).toBe(0);
  });

  it('ends in the same state however often and in whatever order each job is delivered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ job: fc.nat(4), together: fc.boolean() }), { minLength: 1, maxLength: 15 }),
        async (deliveries) => {
          done.clear();
          const ids = await staged(5);
          const wanted = [...new Set(deliveries.map(({ job }) => ids[job]))];
          let flying: Promise<void>[] = [];
          for (const { job, together } of deliveries) {
            flying.push(host.perform(ids[job], 1, 3));
            if (!together) {
              await Promise.all(flying);
              flying = [];
            }
          }
          await Promise.all(flying);
          expect([...done.keys()].sort()).toEqual(wanted.sort());
          expect([...done.values()].every((times) => times === 1)).toBe(true);
          const open = await database.rows<{ id: string }>('SELECT id FROM outbox WHERE id = ANY($1) AND done_at IS NULL', [ids]);
          expect(open.map(({ id }) => id).sort()).toEqual(ids.filter((id) => !wanted.includes(id)).sort());
        },
      ),
      { numRuns: 30 },
    );
  });
});
