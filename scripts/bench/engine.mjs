import { randomBytes } from 'node:crypto';
import { Database } from '../../dist/database/database.js';
import { defineJobs } from '../../dist/engine/jobs.js';
import { moveStatement, readStatement } from '../../dist/engine/statements.js';
import { WorkflowRegistry } from '../../dist/engine/workflow-registry.js';
import { WorkflowRunner } from '../../dist/engine/workflow-runner.js';
import { vendorWorkflow } from '../../dist/features/vendors/vendor.workflow.js';
import { rate } from './measure.mjs';

export const CLIENTS = 8;

/** Each transition has one effect, so that an outbox row belongs to it as in the product. */
export const benchJobs = defineJobs('bench', {
  noted: { queue: 'work', attempts: 1, after: ['vendor.hold', 'vendor.reinstate'] },
});

export const buyer = { id: '0198a000-0000-7000-8000-000000000001', name: 'Bea Buyer', roles: ['buyer'], kind: 'person' };

/** A vendor is held and reinstated in turn; each client has vendors of its own. */
export const eventOf = (turn) =>
  turn % 2 === 0 ? { type: 'hold', until: null, reason: 'late deliveries' } : { type: 'reinstate' };

export function idFor(ids, worker, turn) {
  const own = Math.floor(ids.length / CLIENTS);
  return ids[worker * own + (Math.floor(turn / 2) % own)];
}

/** The engine and the bare driver on one pool over `url`. */
export function engineOn(url, ids) {
  const database = new Database({ databaseUrl: url, databasePool: CLIENTS, role: 'all' });
  const registry = new WorkflowRegistry();
  registry.register(vendorWorkflow);
  registry.jobs(benchJobs);
  const runner = new WorkflowRunner(database, registry);
  const registered = registry.named('vendor');
  const read = readStatement(registered);
  const write = moveStatement(registered, ['statusReason'], true, false);
  const turns = { bare: Array(CLIENTS).fill(0), engine: Array(CLIENTS).fill(0) };
  const own = Math.floor(ids.length / 2);
  const halves = { bare: ids.slice(0, own), engine: ids.slice(own) };
  const body = JSON.stringify({
    at: new Date().toISOString(),
    by: { id: buyer.id, kind: 'person', name: buyer.name },
    changed: { statusReason: 'late deliveries' },
    event: 'hold',
    from: 'approved',
    id: ids[0],
    sent: { reason: 'late deliveries', until: null },
    to: 'on_hold',
    version: 2,
    workflow: 'vendor',
  });
  const hash = randomBytes(32);
  const payload = JSON.stringify({ by: buyer.id });
  return {
    close: () => database.pool.end(),
    /** The yardstick: the same read and the same writing statement, nothing decided. */
    bare: (ms) =>
      rate(ms, CLIENTS, async (worker) => {
        const turn = turns.bare[worker]++;
        const id = idFor(halves.bare, worker, turn);
        const { rows } = await database.pool.query({ ...read, values: [id] });
        const [row] = rows;
        const held = turn % 2 === 0;
        const values = [
          id,
          row.version,
          held ? 'on_hold' : 'approved',
          null,
          hash,
          row._now,
          held ? 'hold' : 'reinstate',
          row.state,
          buyer.id,
          body,
        ];
        values.push(held ? 'late deliveries' : null, ['bench.noted'], payload);
        const { rowCount } = await database.pool.query({ ...write, values });
        if (rowCount !== 1) throw new Error('the yardstick wrote nothing');
      }),
    engine: (ms) =>
      rate(ms, CLIENTS, async (worker) => {
        const turn = turns.engine[worker]++;
        await runner.send(vendorWorkflow, idFor(halves.engine, worker, turn), eventOf(turn), buyer);
      }),
  };
}
