import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import { Database } from '../../src/database/database.js';
import { CHAIN_START, chained } from '../../src/engine/audit-entry.js';
import { Refused } from '../../src/engine/errors.js';
import { Settings } from '../../src/settings.js';
import { OtherBody, RememberedAnswers } from '../../src/engine/http/remembered-answers.js';
import { Worker, type WorkerFor } from '../../src/engine/jobs.js';
import { moveStatement } from '../../src/engine/statements.js';
import { SYSTEM } from '../../src/engine/workflow.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { WorkflowRunner } from '../../src/engine/workflow-runner.js';
import { startEngine } from '../support/engine.js';
import { person } from '../support/walk.js';
import { type Ticket, ticketJobs, ticketWorkflow } from '../support/ticket.workflow.js';

const buyer = person('b1', 'buyer');

@Injectable()
@Worker(ticketJobs)
class Idle implements WorkerFor<typeof ticketJobs> {
  async tellOwner(): Promise<void> {}
  async fileAway(): Promise<void> {}
}

let nest: TestingModule;
let database: Database;
let runner: WorkflowRunner;

beforeAll(async () => {
  nest = await startEngine([Idle], { ROLE: 'web' });
  database = nest.get(Database);
  runner = nest.get(WorkflowRunner);
});
afterAll(() => nest?.close());

const aTicket = (facts: { parentId?: string | null; points?: number } = {}) =>
  runner.start(
    ticketWorkflow,
    { title: 'A ticket', points: 0, answerBy: null, ownerId: buyer.id, parentId: null, caseId: null, ...facts },
    buyer,
  );
const opened = async (facts: Parameters<typeof aTicket>[0] = {}) => {
  const { id } = await aTicket(facts);
  return runner.send(ticketWorkflow, id, { type: 'open', answerBy: null }, buyer);
};
const now = async (id: string): Promise<Ticket> => {
  const ticket = await runner.read(ticketWorkflow, id);
  if (!ticket) throw new Error('the ticket is gone');
  return ticket;
};

/** The audit entries of a record, each held against the hash of the one before it. */
async function history(id: string): Promise<{ event: string; version: number }[]> {
  const entries = await database.rows<{ body: string; hash: Buffer; event: string; version: number }>(
    'SELECT * FROM audit_entries WHERE record_id = $1 ORDER BY version',
    [id],
  );
  let hash: Buffer = CHAIN_START;
  for (const entry of entries) expect(entry.hash).toEqual((hash = chained(hash, entry.body)));
  return entries;
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('add' as const), child: fc.nat(3), points: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('own' as const), child: fc.nat(1), points: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('close' as const), child: fc.nat(3), points: fc.constant(0) }) },
);

describe('histories of events at once', () => {
  it('leave every record as if its accepted events had come one after the other, and companions neither lost nor doubled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 16 }), async (steps) => {
        const parents = [await opened(), await opened()];
        // Children 0 and 1 belong to the first parent, 2 and 3 to the second.
        const children = await Promise.all([0, 1, 2, 3].map((index) => opened({ parentId: parents[Math.floor(index / 2)].id })));

        const results = await Promise.all(
          steps.map(async ({ type, child, points }) => {
            try {
              if (type === 'add') await runner.send(ticketWorkflow, children[child].id, { type: 'add', points }, buyer);
              else if (type === 'own') await runner.send(ticketWorkflow, parents[child].id, { type: 'absorb', points }, SYSTEM);
              else await runner.send(ticketWorkflow, children[child].id, { type: 'close', why: 'done' }, buyer);
              return true;
            } catch (error) {
              if (!(error instanceof Refused)) throw error;
              return false;
            }
          }),
        );

        const accepted = steps.filter((_, index) => results[index]);
        for (const [index, child] of children.entries()) {
          const mine = accepted.filter((one) => one.type !== 'own' && one.child === index);
          const ticket = await now(child.id);
          expect(ticket.points).toBe(mine.reduce((sum, { points }) => sum + points, 0));
          expect(ticket.version).toBe(2 + mine.length);
          const events = (await history(child.id)).map(({ event }) => event);
          expect(events).toHaveLength(ticket.version);
          expect(events.indexOf('close') === -1 || events.indexOf('close') === events.length - 1).toBe(true);
        }
        for (const [index, parent] of parents.entries()) {
          const mine = accepted.filter((one) =>
            one.type === 'own' ? one.child === index : one.type === 'add' && Math.floor(one.child / 2) === index,
          );
          const ticket = await now(parent.id);
          expect(ticket.points).toBe(mine.reduce((sum, { points }) => sum + points, 0));
          expect(ticket.points).toBeLessThanOrEqual(100);
          expect(ticket.version).toBe(2 + mine.length);
          expect(await history(parent.id)).toHaveLength(ticket.version);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('stage exactly one job for each accepted effect', async () => {
    const { id } = await aTicket();

    const results = await Promise.allSettled(
      Array.from({ length: 12 }, () => runner.send(ticketWorkflow, id, { type: 'open', answerBy: null }, buyer)),
    );

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await database.rows('SELECT name FROM outbox WHERE record_id = $1', [id])).toEqual([{ name: 'ticket.tellOwner' }]);
  });
});

describe('an answer that is remembered', () => {
  const view = ({ id, version }: { id: string; version: number }) => ({ id, version });
  let answers: RememberedAnswers;
  beforeAll(() => {
    answers = new RememberedAnswers(database, nest.get(Settings));
  });

  const adding = (id: string, key: string, points = 1) =>
    answers.once(key, ['add', id, points], buyer, view, (remember) =>
      runner.sendNamed('ticket', id, { type: 'add', points }, buyer, { remember }),
    );

  it('is the same for the same key from many sides at once, and the transition happens once', async () => {
    const { id } = await opened();

    const results = await Promise.all(Array.from({ length: 16 }, () => adding(id, 'key-1')));

    expect(await now(id)).toMatchObject({ points: 1, version: 3 });
    for (const { answer } of results) expect(answer).toEqual({ id, version: 3 });
    expect(results.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
  });

  it('is written with companions in the same transaction', async () => {
    const parent = await opened();
    const { id } = await opened({ parentId: parent.id });

    const results = await Promise.all(Array.from({ length: 8 }, () => adding(id, 'key-2', 5)));

    expect(results.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
    expect(await now(parent.id)).toMatchObject({ points: 5 });
    expect(await now(id)).toMatchObject({ points: 5 });
  });

  it('begins one record for many beginnings with the same key', async () => {
    const starting = () =>
      answers.once('key-3', 'start', buyer, view, (remember) =>
        runner.start(
          ticketWorkflow,
          { title: 'Once', points: 0, answerBy: null, ownerId: 'once', parentId: null, caseId: null },
          buyer,
          { remember },
        ),
      );

    const results = await Promise.all(Array.from({ length: 8 }, starting));

    expect(new Set(results.map(({ answer }) => (answer as { id: string }).id)).size).toBe(1);
    expect(await database.rows(`SELECT count(*)::int AS count FROM tickets WHERE owner_id = 'once'`)).toEqual([{ count: 1 }]);
  });

  it('is refused for another request under the same key, even at once', async () => {
    const { id } = await opened();

    const results = await Promise.allSettled([1, 2, 3, 4].map((points) => adding(id, 'key-4', points)));

    const [kept, ...more] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(more).toEqual([]);
    expect(kept.answer).toEqual({ id, version: 3 });
    for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(OtherBody);
    expect(await now(id)).toMatchObject({ version: 3 });
  });

  it('is another person’s own under the same key', async () => {
    const { id } = await opened();
    const other = person('b2', 'buyer');
    await adding(id, 'key-5');
    await answers.once('key-5', ['add', id, 1], other, view, (remember) =>
      runner.sendNamed('ticket', id, { type: 'add', points: 1 }, other, { remember }),
    );

    expect(await now(id)).toMatchObject({ points: 2 });
  });

  it('is not written for a refusal, which may be tried again under the same key', async () => {
    const { id } = await aTicket();
    await expect(adding(id, 'key-6')).rejects.toBeInstanceOf(Refused);
    await runner.send(ticketWorkflow, id, { type: 'open', answerBy: null }, buyer);

    expect((await adding(id, 'key-6')).isRepeated).toBe(false);
  });

  it('is let go after thirty days', async () => {
    const remember = (key: string, days: number) =>
      database.rows(
        `INSERT INTO remembered_answers (actor_id, key, request_hash, answer, created_at)
         VALUES ('ann', $1, '\\x00', '{}', clock_timestamp() - make_interval(days => $2))`,
        [key, days],
      );
    await remember('old', 31);
    await remember('young', 29);

    expect(await answers.forget()).toBe(1);
    expect(await database.rows(`SELECT key FROM remembered_answers WHERE actor_id = 'ann'`)).toEqual([{ key: 'young' }]);
  });
});

describe('a prepared statement', () => {
  it('has a name that PostgreSQL tells apart, whatever facts change', async () => {
    const registered = nest.get(WorkflowRegistry).named('ticket');
    const wide = {
      ...registered,
      codec: Object.assign(Object.create(registered.codec) as typeof registered.codec, {
        column: (property: string) => ({ column: property, property }),
      }),
    };
    const long = Array.from({ length: 12 }, (_, index) => `aFactWithALongName${index}`);
    const names = long.map((_, index) => moveStatement(wide, long.slice(0, index + 1), index % 2 === 0, index % 3 === 0).name);

    expect(new Set(names.map((name) => name.slice(0, 63))).size).toBe(long.length);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  });
});
