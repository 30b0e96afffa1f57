import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { isUniqueViolation } from '../database/unique-violation.js';
import { CompanionTransaction } from './companion-transaction.js';
import { Missing } from './errors.js';
import { newId } from './ids.js';
import { companionsOf, decided, find, movedOn, type SendOptions } from './move.js';
import { mayRead } from './readers.js';
import { RecordWriter } from './record-writer.js';
import { numberStatement, readStatement } from './statements.js';
import type { Actor, Happening, Workflow, WorkflowRecord } from './workflow.js';
import { type NewFacts, type Registered, WorkflowRegistry } from './workflow-registry.js';

/** An event as callers give it: the engine adds `at`, `by` and `known`. */
export type Sent<Event extends Happening> = Event extends Happening ? Omit<Event, 'at' | 'by' | 'known' | 'asking'> : never;

/** How often a transition is decided anew after the record moved under it. */
const ATTEMPTS = 12;

/**
 * Makes transitions: reads the row without a lock, lets the machine decide, and writes row, audit entry and outbox in one statement that
 * holds only while the version is the one read. Where an event has companions the records are locked in id order in one transaction.
 */
@Injectable()
export class WorkflowRunner {
  private readonly writer: RecordWriter;
  private readonly companions: CompanionTransaction;

  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
  ) {
    this.writer = new RecordWriter(registry);
    this.companions = new CompanionTransaction(database, registry, this.writer);
  }

  /** The record, or null. No authorisation: see `mayRead`. */
  async read<Facts extends WorkflowRecord, Event extends Happening>(
    workflow: Workflow<Facts, Event>,
    id: string,
  ): Promise<Facts | null> {
    const found = await find(this.database.pool, readStatement, this.registry.named(workflow.name), id);
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
      const found = await find(this.database.pool, readStatement, registered, id);
      if (!found || (options.throughDoor && !mayRead(registered.workflow, found.record, by)))
        throw new Missing(registered.workflow.name);
      const move = await decided(registered, found, event, by, options.expectedVersion);
      const done =
        companionsOf(move).length === 0
          ? await this.writer.move(this.database.pool, move, options.remember)
          : await this.companions.move({ registered, id, event, by }, options);
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
    const { pool } = this.database;
    const next = (await pool.query<{ number: string; _now: Date }>(numberStatement(registered))).rows[0];
    const record = Object.assign(Object.create(workflow.row.prototype as object) as WorkflowRecord, given, {
      id: id ?? newId(),
      number: `${workflow.prefix}-${next.number.padStart(6, '0')}`,
      state: '',
      version: 0,
      dueAt: null,
      createdAt: next._now,
      updatedAt: next._now,
    });
    try {
      return await this.writer.start(pool, registered, record, by, next._now, remember);
    } catch (error) {
      const there =
        id !== undefined && isUniqueViolation(error, `${codec.table}_pkey`) && (await find(pool, readStatement, registered, id));
      if (there) return there.record;
      throw error;
    }
  }
}
