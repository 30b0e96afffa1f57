import type pg from 'pg';
import { auditBody, CHAIN_START, chained } from './audit-entry.js';
import { canonical } from './canonical.js';
import { begin } from './decide.js';
import type { Chained, Move, SendOptions } from './move.js';
import { moveStatement, startStatement, type Statement } from './statements.js';
import type { Actor, WorkflowRecord } from './workflow.js';
import type { Registered, WorkflowRegistry } from './workflow-registry.js';

type Client = pg.Pool | pg.PoolClient;
type Remember = SendOptions<WorkflowRecord>['remember'];

/** Columns that the statements themselves write. */
const ENGINE_OWN = new Set(['id', 'state', 'version', 'dueAt', 'chain', 'createdAt', 'updatedAt']);

/** Writes row, audit entry, outbox and remembered answer in one statement. */
export class RecordWriter {
  constructor(private readonly registry: WorkflowRegistry) {}

  /** The record after the move; null where its version has moved since it was read, and nothing was written. */
  async move(client: Client, { registered, before, event, decision }: Move, remember: Remember): Promise<Chained | null> {
    const { workflow, codec } = registered;
    const facts = decision.facts as unknown as Record<string, unknown>;
    const was = before as unknown as Record<string, unknown>;
    const changed = codec.columns
      .map(({ property }) => property)
      .filter((property) => !ENGINE_OWN.has(property) && property !== 'number' && !isSame(facts[property], was[property]));
    const { type, at, by, known: _known, asking: _asking, ...sent } = event;
    const body = auditBody({
      workflow: workflow.name,
      id: before.id,
      version: before.version + 1,
      event: type,
      sent,
      from: before.state,
      to: decision.state,
      at,
      by: { id: by.id, name: by.name, kind: by.kind },
      changed: Object.fromEntries(changed.map((property) => [property, facts[property]])),
    });
    const chain = chained(before.chain, body);
    const after = Object.assign(Object.create(workflow.row.prototype as object) as Chained, facts, {
      state: decision.state,
      version: before.version + 1,
      dueAt: decision.dueAt,
      chain,
      updatedAt: at,
    });
    const jobs = this.registry.jobsOf(workflow, type, decision.effects);
    const statement = moveStatement(registered, changed, jobs.length > 0, remember !== undefined);
    const head = [before.id, before.version, decision.state, decision.dueAt, chain, at, type, before.state, by.id, body];
    const columns = changed.map((property) => codec.column(property).write(facts[property]));
    return (await write(client, statement, [...head, ...columns], jobs, by, after, remember)) ? after : null;
  }

  /** `record` as it begins in its machine's first state, by `by` at `at`. */
  async start(
    client: Client,
    registered: Registered,
    record: WorkflowRecord,
    by: Actor,
    at: Date,
    remember: Remember,
  ): Promise<WorkflowRecord> {
    const { workflow, codec } = registered;
    const decision = begin(workflow, record);
    const facts = decision.facts as unknown as Record<string, unknown>;
    const columns = codec.columns.map(({ property }) => property).filter((property) => !ENGINE_OWN.has(property));
    const body = auditBody({
      workflow: workflow.name,
      id: record.id,
      version: 1,
      event: 'start',
      sent: {},
      from: null,
      to: decision.state,
      at,
      by: { id: by.id, name: by.name, kind: by.kind },
      changed: Object.fromEntries(columns.map((property) => [property, facts[property] ?? null])),
    });
    const chain = chained(CHAIN_START, body);
    const begun = Object.assign(record, decision.facts, {
      state: decision.state,
      version: 1,
      dueAt: decision.dueAt,
      chain,
    });
    const jobs = this.registry.jobsOf(workflow, 'start', decision.effects);
    const statement = startStatement(registered, columns, jobs.length > 0, remember !== undefined);
    const head = [record.id, 0, decision.state, decision.dueAt, chain, at, 'start', null, by.id, body];
    const values = columns.map((property) => codec.column(property).write(facts[property]));
    await write(client, statement, [...head, ...values], jobs, by, begun, remember);
    return begun;
  }
}

async function write(
  client: Client,
  statement: Statement,
  values: unknown[],
  jobs: string[],
  by: Actor,
  after: WorkflowRecord,
  remember: Remember,
): Promise<boolean> {
  if (jobs.length > 0) values.push(jobs, JSON.stringify({ by: by.id }));
  if (remember) values.push(remember.actorId, remember.key, remember.requestHash, JSON.stringify(remember.answer(after)));
  const { rowCount } = await client.query({ ...statement, values });
  return rowCount === 1;
}

/** An edit that sends a list or an amount again as it was changes nothing, though the object is another one. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null && canonical(one) === canonical(other));
