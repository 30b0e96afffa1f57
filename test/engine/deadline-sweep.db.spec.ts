import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Database } from '../../src/database/database.js';
import { DeadlineSweep } from '../../src/engine/deadline-sweep.js';
import { Worker, type WorkerFor } from '../../src/engine/jobs.js';
import { WorkflowRegistry } from '../../src/engine/workflow-registry.js';
import { WorkflowRunner } from '../../src/engine/workflow-runner.js';
import { Settings } from '../../src/settings.js';
import { startEngine } from '../support/engine.js';
import { person } from '../support/walk.js';
import { ticketJobs, ticketWorkflow } from '../support/ticket.workflow.js';

const buyer = person('b1', 'buyer');

@Injectable()
@Worker(ticketJobs)
class Idle implements WorkerFor<typeof ticketJobs> {
  async tellOwner(): Promise<void> {}
  async fileAway(): Promise<void> {}
}

describe('the deadline sweep', () => {
  let module: TestingModule;
  let database: Database;
  let runner: WorkflowRunner;

  const sweepBy = (by: WorkflowRunner = runner): DeadlineSweep =>
    new DeadlineSweep(module.get(Settings), database, module.get(WorkflowRegistry), by);
  const opened = async (answerBy: Date) => {
    const facts = { title: 'T', points: 0, answerBy: null, ownerId: 'x', parentId: null, caseId: null };
    const { id } = await runner.start(ticketWorkflow, facts, buyer);
    return runner.send(ticketWorkflow, id, { type: 'open', answerBy }, buyer);
  };
  const past = () => new Date(Date.now() - 60_000);

  beforeAll(async () => {
    module = await startEngine([Idle], { ROLE: 'web' });
    database = module.get(Database);
    runner = module.get(WorkflowRunner);
  });
  beforeEach(() => database.rows('UPDATE tickets SET due_at = NULL'));
  afterAll(() => module?.close());

  it('sends each deadline once when several sweep at once', async () => {
    const tickets = await Promise.all(Array.from({ length: 40 }, () => opened(past())));
    const ids = tickets.map(({ id }) => id);

    const moved = await Promise.all([sweepBy(), sweepBy(), sweepBy()].map((sweep) => sweep.sweep()));

    expect(moved.reduce((sum, count) => sum + count, 0)).toBe(40);
    const [counts] = await database.rows(
      `SELECT count(*)::int AS entries, count(DISTINCT record_id)::int AS records FROM audit_entries WHERE event = 'lapse' AND record_id = ANY($1)`,
      [ids],
    );
    expect(counts).toEqual({ entries: 40, records: 40 });
    const [jobs] = await database.rows(
      `SELECT count(*)::int AS staged FROM outbox WHERE event = 'lapse' AND record_id = ANY($1)`,
      [ids],
    );
    expect(jobs).toEqual({ staged: 40 });
    expect(await sweepBy().sweep()).toBe(0);
  });

  it('takes more than one batch in several turns', async () => {
    await Promise.all(Array.from({ length: 130 }, () => opened(past())));

    const sweep = sweepBy();
    expect([await sweep.sweep(), await sweep.sweep(), await sweep.sweep()]).toEqual([100, 30, 0]);
  });

  it('leaves alone a record whose deadline was extended after it had been found due', async () => {
    const { id } = await opened(past());
    // Somebody extends between the sweep's look at the record and its event.
    const late = Object.create(runner) as WorkflowRunner;
    late.read = async (workflow, of) => {
      const seen = await runner.read(workflow, of);
      await database.rows(`UPDATE tickets SET due_at = $2, answer_by = $2, version = version + 1 WHERE id = $1`, [
        of,
        new Date(Date.now() + 3_600_000),
      ]);
      return seen;
    };

    expect(await sweepBy(late).sweep()).toBe(0);

    expect(await runner.read(ticketWorkflow, id)).toMatchObject({ state: 'open', version: 3 });
  });

  it('is not held up by deadlines that are refused', async () => {
    const stuck = await Promise.all(Array.from({ length: 100 }, () => opened(new Date(Date.now() - 3_600_000))));
    const [fine] = [await opened(past())];
    const ids = new Set(stuck.map(({ id }) => id));
    const refusing = Object.create(runner) as WorkflowRunner;
    refusing.sendNamed = async (name, id, event, by, options) =>
      // As a rule would: a ticket that knows no such event.
      runner.sendNamed(name, id, ids.has(id) ? { type: 'edit' } : event, by, options);

    const sweep = sweepBy(refusing);
    expect([await sweep.sweep(), await sweep.sweep()]).toEqual([0, 1]);

    expect(await runner.read(ticketWorkflow, fine.id)).toMatchObject({ state: 'lapsed' });
  });
});
