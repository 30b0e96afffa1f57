import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { Database } from '../database/database.js';
import { auditBody, CHAIN_START, chained } from './audit-entry.js';
import { canonical } from './canonical.js';
import { begin, decide, type Decision } from './decide.js';
import { Missing, Refused } from './errors.js';
import { newId } from './ids.js';
import { mayRead } from './readers.js';
import { lockStatement, moveStatement, numberStatement, readStatement, type Statement, startStatement } from './statements.js';
import { Turnstile } from './turnstile.js';
import {
  type Actor,
  type AnyWorkflow,
  type Companion,
  type Happening,
  SYSTEM,
  type Workflow,
  type WorkflowRecord,
} from './workflow.js';
import { type NewFacts, type Registered, WorkflowRegistry } from './workflow-registry.js';

/** An event as callers give it: the engine adds `at`, `by` and `known`. */
export type Sent<Event extends Happening> = Event extends Happening ? Omit<Event, 'at' | 'by' | 'known' | 'asking'> : never;

/** How a transition is to be made beside what is to happen. */
export interface SendOptions<Row> {
  /** Refuse where the record has moved on from the version that the sender saw. */
  expectedVersion?: number;
  /** Answer `Missing` to someone who may not read the record. */
  throughDoor?: boolean;
  /** Written with the transition: the same key is answered the same for thirty days. */
  remember?: { actorId: string; key: string; requestHash: Buffer; answer: (row: Row) => object };
}

/** The row's own last hash travels with its facts; nobody but the runner looks at it. */
interface Chained extends WorkflowRecord {
  chain: Buffer;
}

interface Move {
  registered: Registered;
  before: Chained;
  event: Happening & Record<string, unknown>;
  decision: Extract<Decision, { accepted: true }>;
}

/** How often a transition is decided anew after the record moved under it. */
const ATTEMPTS = 12;

/**
 * Makes transitions: reads the row without a lock, lets the machine decide, and writes row, audit entry and outbox in one statement that
 * holds only while the version is the one read. Where an event has companions the records are locked in id order in one transaction.
 */
@Injectable()
export class WorkflowRunner {
  private readonly transactions: Turnstile;

  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
  ) {
    this.transactions = new Turnstile(Math.max(1, Math.floor((database.pool.options.max ?? 10) / 2)));
  }

  /** The record, or null. No authorisation: see `mayRead`. */
  async read<Facts extends WorkflowRecord, Event extends Happening>(
    workflow: Workflow<Facts, Event>,
    id: string,
  ): Promise<Facts | null> {
    const found = await this.fetch(this.database.pool, readStatement, this.registry.named(workflow.name), id);
    return (found?.record as unknown as Facts | undefined) ?? null;
  }

  /**
   * Sends `event` to the record and gives it back as it is then.
   *
   * @throws Missing no such record (or, through a door, none that `by` may read)
   * @throws Refused the rules' reasons; `workflow.movedOn` where `expectedVersion` is not the record's any more
   */
  async send<Facts extends WorkflowRecord, Event extends Happening>(
    workflow: Workflow<Facts, Event>,
    id: string,
    event: Sent<Event>,
    by: Actor,
    options: SendOptions<Facts> = {},
  ): Promise<Facts> {
    const sent = await this.sendNamed(workflow.name, id, event as { type: string }, by, options as SendOptions<WorkflowRecord>);
    return sent as unknown as Facts;
  }

  /** As `send`, for callers that know the workflow only by name: doors, sweep, approvals. */
  async sendNamed(
    name: string,
    id: string,
    event: { type: string } & Record<string, unknown>,
    by: Actor,
    options: SendOptions<WorkflowRecord> = {},
  ): Promise<WorkflowRecord> {
    const registered = this.registry.named(name);
    for (let attempt = 1; ; attempt++) {
      const found = await this.fetch(this.database.pool, readStatement, registered, id);
      if (!found || (options.throughDoor && !mayRead(registered.workflow, found.record, by)))
        throw new Missing(registered.workflow.title);
      if (options.expectedVersion !== undefined && options.expectedVersion !== found.record.version)
        throw movedOn(registered.workflow);
      const move = await this.decided(registered, found.record, event, by, found.now);
      const done =
        this.companions(move).length === 0
          ? await this.write(this.database.pool, move, options)
          : await this.together(registered, id, event, by, options);
      if (done) return done;
      if (attempt === ATTEMPTS) throw movedOn(registered.workflow);
      await pause(Math.random() * 4 * attempt);
    }
  }

  /**
   * Begins a record in its machine's first state.
   *
   * @param id given where the same beginning may come twice (a repeated job): the record that is there already is given back
   */
  async start<Facts extends WorkflowRecord, Event extends Happening>(
    workflow: Workflow<Facts, Event>,
    facts: NewFacts<Facts>,
    by: Actor,
    { id, remember }: { id?: string; remember?: SendOptions<Facts>['remember'] } = {},
  ): Promise<Facts> {
    const registered = this.registry.named(workflow.name);
    const begun = await this.startNamed(registered, facts, by, id, remember as SendOptions<WorkflowRecord>['remember']);
    return begun as unknown as Facts;
  }

  /** As `start`, for the generic door. */
  async startNamed(
    registered: Registered,
    given: object,
    by: Actor,
    id: string | undefined,
    remember: SendOptions<WorkflowRecord>['remember'],
  ): Promise<WorkflowRecord> {
    const { workflow, codec } = registered;
    const next = (await this.database.pool.query<{ number: string; _now: Date }>(numberStatement(registered))).rows[0];
    const record = Object.assign(Object.create(workflow.row.prototype as object) as WorkflowRecord, given, {
      id: id ?? newId(),
      number: `${workflow.prefix}-${next.number.padStart(6, '0')}`,
      state: '',
      version: 0,
      dueAt: null,
      createdAt: next._now,
      updatedAt: next._now,
    });
    const decision = begin(workflow, record);
    const facts = decision.facts as unknown as Record<string, unknown>;
    const columns = codec.columns.map(({ property }) => property).filter((property) => !ENGINE_OWN.has(property));
    const changed = Object.fromEntries(columns.map((property) => [property, facts[property] ?? null]));
    const body = auditBody({
      workflow: workflow.name,
      id: record.id,
      version: 1,
      event: 'start',
      sent: {},
      from: null,
      to: decision.state,
      at: next._now,
      by: { id: by.id, name: by.name, kind: by.kind },
      changed,
    });
    const hash = chained(CHAIN_START, body);
    const begun = Object.assign(record, decision.facts, {
      state: decision.state,
      version: 1,
      dueAt: decision.dueAt,
      chain: hash,
    });
    const jobs = this.registry.jobsOf(workflow, 'start', decision.effects);
    const values: unknown[] = [record.id, 0, decision.state, decision.dueAt, hash, next._now, 'start', null, by.id, body];
    values.push(...columns.map((property) => codec.column(property).write(facts[property])));
    try {
      await this.write1(
        this.database.pool,
        startStatement(registered, columns, jobs.length > 0, remember !== undefined),
        values,
        jobs,
        by,
        begun,
        remember,
      );
    } catch (error) {
      if (id !== undefined && isUniqueViolation(error, `${codec.table}_pkey`)) {
        const there = await this.fetch(this.database.pool, readStatement, registered, id);
        if (there) return there.record;
      }
      throw error;
    }
    return begun;
  }

  /** The record and the database's time, by the statement that reads or locks it. */
  private async fetch(
    client: pg.Pool | pg.PoolClient,
    statement: (registered: Registered) => Statement,
    registered: Registered,
    id: string,
  ): Promise<{ record: Chained; now: Date } | null> {
    if (!UUID.test(id)) return null;
    const { rows } = await client.query<{ _now: Date }>({ ...statement(registered), values: [id] });
    const raw = rows[0] as ({ _now: Date } & Record<string, unknown>) | undefined;
    return raw ? { record: registered.codec.read(raw) as Chained, now: raw._now } : null;
  }

  private async decided(registered: Registered, before: Chained, sent: { type: string }, by: Actor, at: Date): Promise<Move> {
    const known = registered.hands.known ? await registered.hands.known(before, sent, by) : undefined;
    const event = { ...sent, at, by, known };
    const decision = decide(registered.workflow, before, event);
    if (!decision.accepted) throw new Refused(decision.reasons);
    return { registered, before, event, decision };
  }

  private companions({ registered: { workflow }, event, decision }: Move): Companion[] {
    const declared = (
      workflow.together as Record<string, ((facts: WorkflowRecord, event: Happening) => Companion[]) | undefined> | undefined
    )?.[event.type];
    return declared?.(decision.facts, event) ?? [];
  }

  /** Several records or none: finds who takes part, locks them in id order, decides each anew under its lock, writes all. */
  private async together(
    registered: Registered,
    id: string,
    event: { type: string },
    by: Actor,
    options: SendOptions<WorkflowRecord>,
  ): Promise<WorkflowRecord> {
    const ids = await this.participants(registered, id, event, by);
    // While a transaction waits for a lock the lock's holder may need a second connection: half of the pool is left for that.
    return this.transactions.run(() =>
      this.database.transaction(async (client) => {
        const locked = new Map<string, { record: Chained; now: Date }>();
        // Locks are taken in id order: two awards over the same budget line must not deadlock.
        for (const [participant, of] of [...ids].sort(([one], [other]) => (one < other ? -1 : 1))) {
          const found = await this.fetch(client, lockStatement, of, participant);
          if (!found) throw new Missing(of.workflow.title);
          locked.set(participant, found);
        }
        return this.moveLocked(client, locked, registered, id, event, by, options);
      }),
    );
  }

  private async participants(
    registered: Registered,
    id: string,
    event: { type: string },
    by: Actor,
  ): Promise<Map<string, Registered>> {
    const all = new Map<string, Registered>();
    const visit = async (of: Registered, recordId: string, sent: { type: string }, actor: Actor): Promise<void> => {
      all.set(recordId, of);
      const found = await this.fetch(this.database.pool, readStatement, of, recordId);
      if (!found) throw new Missing(of.workflow.title);
      const move = await this.decided(of, found.record, sent, actor, found.now);
      for (const companion of this.companions(move)) {
        await visit(this.registry.named(companion.workflow), companion.id, companion.event, onBehalf(by));
      }
    };
    await visit(registered, id, event, by);
    return all;
  }

  private async moveLocked(
    client: pg.PoolClient,
    locked: Map<string, { record: Chained; now: Date }>,
    registered: Registered,
    id: string,
    event: { type: string },
    by: Actor,
    options: SendOptions<WorkflowRecord>,
  ): Promise<WorkflowRecord> {
    const found = locked.get(id);
    // Someone changed who takes part between the look and the locks: decide anew from the start.
    if (!found) throw movedOn(registered.workflow);
    if (options.expectedVersion !== undefined && options.expectedVersion !== found.record.version)
      throw movedOn(registered.workflow);
    const move = await this.decided(registered, found.record, event, by, found.now);
    const done = await this.write(client, move, options);
    if (!done) throw new Error(`the record ${id} moved under its lock`);
    locked.set(id, { record: done as Chained, now: found.now });
    for (const companion of this.companions(move)) {
      await this.moveLocked(
        client,
        locked,
        this.registry.named(companion.workflow),
        companion.id,
        companion.event,
        onBehalf(by),
        {},
      );
    }
    return done;
  }

  /** One statement; null where the version has moved since it was read. */
  private async write(
    client: pg.Pool | pg.PoolClient,
    move: Move,
    { remember }: SendOptions<WorkflowRecord>,
  ): Promise<WorkflowRecord | null> {
    const { registered, before, event, decision } = move;
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
    const hash = chained(before.chain, body);
    const after = Object.assign(Object.create(workflow.row.prototype as object) as Chained, facts, {
      state: decision.state,
      version: before.version + 1,
      dueAt: decision.dueAt,
      chain: hash,
      updatedAt: at,
    });
    const jobs = this.registry.jobsOf(workflow, type, decision.effects);
    const values: unknown[] = [
      before.id,
      before.version,
      decision.state,
      decision.dueAt,
      hash,
      at,
      type,
      before.state,
      by.id,
      body,
    ];
    values.push(...changed.map((property) => codec.column(property).write(facts[property])));
    const moved = await this.write1(
      client,
      moveStatement(registered, changed, jobs.length > 0, remember !== undefined),
      values,
      jobs,
      by,
      after,
      remember,
    );
    return moved ? after : null;
  }

  private async write1(
    client: pg.Pool | pg.PoolClient,
    statement: Statement,
    values: unknown[],
    jobs: string[],
    by: Actor,
    after: WorkflowRecord,
    remember: SendOptions<WorkflowRecord>['remember'],
  ): Promise<boolean> {
    if (jobs.length > 0) values.push(jobs, JSON.stringify({ by: by.id }));
    if (remember) values.push(remember.actorId, remember.key, remember.requestHash, JSON.stringify(remember.answer(after)));
    const { rowCount } = await client.query({ ...statement, values });
    return rowCount === 1;
  }
}

/** An id that the same seed and label always give (UUID version 8): a repeated job begins the same record. */
export function derivedId(seed: string, label: string): string {
  const bytes = createHash('sha256').update(`${seed}/${label}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Whether PostgreSQL refused a second row for the same unique `constraint`. */
export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  error instanceof Error &&
  (error as { code?: string }).code === '23505' &&
  (error as { constraint?: string }).constraint === constraint;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An edit that sends a list or an amount again as it was changes nothing, though the object is another one. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (typeof one === 'object' && typeof other === 'object' && one !== null && other !== null && canonical(one) === canonical(other));

/** Columns that the statements themselves write. */
const ENGINE_OWN = new Set(['id', 'state', 'version', 'dueAt', 'chain', 'createdAt', 'updatedAt']);

/** Companions are sent by the system, in the name of the person whose event they follow. */
const onBehalf = (by: Actor): Actor => (by.kind === 'system' ? SYSTEM : { ...by, kind: 'system' });

const movedOn = (workflow: AnyWorkflow): Refused =>
  new Refused([
    {
      code: 'workflow.movedOn',
      say: `Somebody changed this ${workflow.title.toLowerCase()} meanwhile. Look at it as it is now and try again.`,
    },
  ]);
