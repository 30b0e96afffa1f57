import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Database } from '../../src/database/database.js';
import { chained, CHAIN_START } from '../../src/engine/audit-entry.js';
import { type Job, Worker, type WorkerFor } from '../../src/engine/jobs.js';
import type { Actor } from '../../src/engine/workflow.js';
import { derivedId } from '../../src/engine/ids.js';
import { WorkflowRunner } from '../../src/engine/workflow-runner.js';
import { eventually } from '../support/eventually.js';
import { startEngine } from '../support/engine.js';
import { ticketJobs, ticketWorkflow } from '../support/ticket.workflow.js';

const buyer: Actor = { id: 'b1', name: 'Bea Buyer', roles: ['buyer'], kind: 'person' };
const stranger: Actor = { id: 's1', name: 'Sam Stranger', roles: [], kind: 'person' };

const done: Job[] = [];
let failures = 0;

@Injectable()
@Worker(ticketJobs)
class TicketWorker implements WorkerFor<typeof ticketJobs> {
  async tellOwner(job: Job): Promise<void> {
    if (failures-- > 0) throw new Error('the mail server is away');
    done.push(job);
  }

  async fileAway(job: Job): Promise<void> {
    done.push(job);
  }
}

describe('the workflow runner', () => {
  let module: TestingModule;
  let runner: WorkflowRunner;
  let database: Database;

  const aTicket = (facts: { parentId?: string | null; points?: number } = {}) =>
    runner.start(
      ticketWorkflow,
      { title: 'A ticket', points: 0, answerBy: null, ownerId: buyer.id, parentId: null, caseId: null, ...facts },
      buyer,
    );
  const opened = async (facts: Parameters<typeof aTicket>[0] = {}, answerBy: Date | null = null) => {
    const ticket = await aTicket(facts);
    return runner.send(ticketWorkflow, ticket.id, { type: 'open', answerBy }, buyer);
  };

  beforeAll(async () => {
    module = await startEngine([TicketWorker]);
    runner = module.get(WorkflowRunner);
    database = module.get(Database);
  });
  afterAll(() => module.close());

  it('begins a record in its first state with a number, a version and an audit entry', async () => {
    const ticket = await aTicket();

    expect(ticket).toMatchObject({ state: 'draft', version: 1, number: expect.stringMatching(/^TIC-\d{6}$/) });
    expect(await runner.read(ticketWorkflow, ticket.id)).toMatchObject({ title: 'A ticket', state: 'draft', version: 1 });
  });

  it('moves the record, chains the audit and stages each effect in one go', async () => {
    const ticket = await opened();

    const entries = await database.rows<{ body: string; hash: Buffer; event: string; from_state: string; to_state: string }>(
      'SELECT * FROM audit_entries WHERE record_id = $1 ORDER BY version',
      [ticket.id],
    );
    expect(entries.map(({ event, from_state, to_state }) => [event, from_state, to_state])).toEqual([
      ['start', null, 'draft'],
      ['open', 'draft', 'open'],
    ]);
    let hash: Buffer = CHAIN_START;
    for (const entry of entries) expect(entry.hash).toEqual((hash = chained(hash, entry.body)));
    await eventually(() =>
      expect(done).toContainEqual(expect.objectContaining({ name: 'ticket.tellOwner', recordId: ticket.id, version: 2 })),
    );
  });

  it('refuses with the rule’s reason and changes nothing', async () => {
    const ticket = await opened({ points: 60 });

    await expect(runner.send(ticketWorkflow, ticket.id, { type: 'add', points: 41 }, buyer)).rejects.toMatchObject({
      reasons: [{ code: 'ticket.full', field: 'points' }],
    });
    await expect(runner.send(ticketWorkflow, ticket.id, { type: 'close', why: 'done' }, stranger)).rejects.toMatchObject({
      reasons: [{ code: 'ticket.notYours' }],
    });
    await expect(runner.send(ticketWorkflow, ticket.id, { type: 'edit', title: 'x' }, buyer)).rejects.toMatchObject({
      reasons: [{ code: 'ticket.notNow' }],
    });
    expect(await runner.read(ticketWorkflow, ticket.id)).toMatchObject({ version: 2, points: 60 });
  });

  it('hides the record from those who may not read it, when asked through a door', async () => {
    const ticket = await opened();

    await expect(
      runner.send(ticketWorkflow, ticket.id, { type: 'close', why: 'done' }, stranger, { throughDoor: true }),
    ).rejects.toThrow('ticket not found');
    await expect(runner.send(ticketWorkflow, 'no-id', { type: 'close', why: 'done' }, buyer)).rejects.toThrow('ticket not found');
  });

  it('loses none of 40 simultaneous additions', async () => {
    const ticket = await opened();

    await Promise.all(
      Array.from({ length: 40 }, () =>
        runner.send(ticketWorkflow, ticket.id, { type: 'add', points: 1 }, buyer).catch((e) => {
          expect(e).toMatchObject({ reasons: [{ code: 'workflow.movedOn' }] });
          return runner.send(ticketWorkflow, ticket.id, { type: 'add', points: 1 }, buyer);
        }),
      ),
    );

    expect(await runner.read(ticketWorkflow, ticket.id)).toMatchObject({ points: 40, version: 42 });
  });

  it('moves a companion in the same transaction or nothing at all', async () => {
    const parent = await opened({ points: 95 });
    const children = await Promise.all(Array.from({ length: 16 }, () => opened({ parentId: parent.id })));

    const results = await Promise.allSettled(
      children.map((child) => runner.send(ticketWorkflow, child.id, { type: 'add', points: 2 }, buyer)),
    );

    const kept = results.filter(({ status }) => status === 'fulfilled').length;
    expect(kept).toBe(2);
    expect(await runner.read(ticketWorkflow, parent.id)).toMatchObject({ points: 99 });
    const now = await Promise.all(children.map((child) => runner.read(ticketWorkflow, child.id)));
    expect(now.filter((child) => child?.points === 2)).toHaveLength(2);
  });

  it('refuses a sender who saw an older version', async () => {
    const ticket = await opened();

    await expect(
      runner.send(ticketWorkflow, ticket.id, { type: 'add', points: 1 }, buyer, { expectedVersion: 1 }),
    ).rejects.toMatchObject({ reasons: [{ code: 'workflow.movedOn' }] });
  });

  it('begins a record once when the same beginning comes twice', async () => {
    const id = derivedId('a job', 'ticket');
    const facts = { title: 'Once', points: 0, answerBy: null, ownerId: 'x', parentId: null, caseId: null };

    const [one, other] = await Promise.all([
      runner.start(ticketWorkflow, facts, buyer, { id }),
      runner.start(ticketWorkflow, facts, buyer, { id }),
    ]);

    expect(one.id).toBe(other.id);
    expect(one.number).toBe(other.number);
  });

  it('sends the deadline event when the database’s clock has passed it, and not before', async () => {
    const soon = await opened({}, new Date(Date.now() + 1_200));
    const later = await opened({}, new Date(Date.now() + 3_600_000));

    expect((await runner.read(ticketWorkflow, soon.id))?.state).toBe('open');
    await eventually(async () => expect((await runner.read(ticketWorkflow, soon.id))?.state).toBe('lapsed'));
    expect((await runner.read(ticketWorkflow, later.id))?.state).toBe('open');
  });

  it('does work that another event causes, and tries again what failed', async () => {
    failures = 2;
    const ticket = await opened();
    await eventually(() =>
      expect(done).toContainEqual(expect.objectContaining({ name: 'ticket.tellOwner', recordId: ticket.id })),
    );

    await runner.send(ticketWorkflow, ticket.id, { type: 'close', why: 'done' }, buyer);
    await eventually(() =>
      expect(done).toContainEqual(expect.objectContaining({ name: 'ticket.fileAway', recordId: ticket.id })),
    );
    await eventually(async () =>
      expect(await database.rows('SELECT id FROM outbox WHERE record_id = $1 AND done_at IS NULL', [ticket.id])).toEqual([]),
    );
  });

  it('keeps a job that failed for good visible, with its error', async () => {
    failures = 3;
    const ticket = await opened();

    await eventually(async () =>
      expect(
        await database.rows('SELECT attempts, error FROM outbox WHERE record_id = $1 AND failed_at IS NOT NULL', [ticket.id]),
      ).toEqual([{ attempts: 3, error: expect.stringContaining('the mail server is away') }]),
    );
  });

  it('notes as changed only what is another value than before', async () => {
    const answerBy = new Date(Date.now() + 3_600_000);
    const ticket = await aTicket();
    await runner.send(ticketWorkflow, ticket.id, { type: 'open', answerBy }, buyer);
    await runner.send(ticketWorkflow, ticket.id, { type: 'move', answerBy: new Date(answerBy), points: 7 }, buyer);

    const [{ body }] = await database.rows<{ body: string }>(
      'SELECT body FROM audit_entries WHERE record_id = $1 ORDER BY version DESC LIMIT 1',
      [ticket.id],
    );
    expect(JSON.parse(body)).toMatchObject({ changed: { points: 7 } });
    expect(Object.keys((JSON.parse(body) as { changed: object }).changed)).toEqual(['points']);
  });

  it('lets the application’s role neither change nor remove audit entries', async () => {
    const ticket = await aTicket();

    await expect(database.rows('UPDATE audit_entries SET by_id = $2 WHERE record_id = $1', [ticket.id, 'x'])).rejects.toThrow(
      /permission denied/,
    );
    await expect(database.rows('DELETE FROM audit_entries WHERE record_id = $1', [ticket.id])).rejects.toThrow(
      /permission denied/,
    );
  });
});
