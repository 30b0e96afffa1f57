import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { mayRead } from './readers.js';
import { readableBy } from './readers-sql.js';
import { readStatement } from './statements.js';
import type { Actor, WorkflowRecord } from './workflow.js';
import { type Registered, WorkflowRegistry } from './workflow-registry.js';

/** What a list is narrowed to, how it is sorted, and which part of it is wanted (pages count from 1). */
export interface RecordSearch {
  text: string;
  states: readonly string[];
  caseId: string | null;
  /** One of `sortable`. */
  sort: string;
  descending: boolean;
  page: number;
  size: number;
}

/** Part of a list; `total` counts all that fit the search. */
export interface RecordPage {
  records: WorkflowRecord[];
  total: number;
}

/** A document as links and lists name it. */
export interface DocumentLine {
  workflow: string;
  documents: string;
  kind: string;
  id: string;
  number: string;
  title: string;
  state: string;
  caseId: string | null;
  dueAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** One audit entry as people and programs read it, newest first. */
export interface HistoryEntry {
  version: number;
  event: string;
  from: string | null;
  to: string;
  at: Date;
  by: { id: string; name: string; kind: string };
  changed: Record<string, unknown>;
  sent: Record<string, unknown>;
}

/** Properties of every record by which lists can be sorted. */
const COMMON = ['number', 'title', 'state', 'dueAt', 'createdAt', 'updatedAt'];

/** The properties by which a workflow's list may be sorted: nothing else ever reaches ORDER BY. */
export function sortable({ workflow, codec }: Registered): string[] {
  const listed = workflow.facts.filter(({ name, listed }) => listed && codec.has(name)).map(({ name }) => name);
  const plain = listed.filter((name) => codec.column(name).type !== 'jsonb' && !codec.column(name).array);
  return [...new Set([...COMMON, ...plain])];
}

/** Reads records of any workflow; who may see what is part of each statement. */
@Injectable()
export class RecordQueries {
  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
  ) {}

  /** The record with the database's time, or null where there is none that `by` may read. */
  async one(registered: Registered, id: string, by: Actor): Promise<{ record: WorkflowRecord; now: Date } | null> {
    if (!UUID.test(id)) return null;
    const { rows } = await this.database.pool.query<Record<string, unknown>>({ ...readStatement(registered), values: [id] });
    const raw = rows[0];
    if (!raw) return null;
    const record = registered.codec.read(raw);
    return mayRead(registered.workflow, record, by) ? { record, now: raw._now as Date } : null;
  }

  /** Part of the workflow's list, as far as `by` may read it. */
  async search(registered: Registered, search: RecordSearch, by: Actor): Promise<RecordPage> {
    const { codec } = registered;
    const values: unknown[] = [];
    const where = narrowed(registered, search, by, values);
    const sort = sortable(registered).includes(search.sort) ? search.sort : 'number';
    const direction = search.descending ? 'DESC NULLS LAST' : 'ASC NULLS LAST';
    // The number's unique index is only of use without NULLS LAST, and numbers are never null.
    const order =
      sort === 'number' ? `number ${search.descending ? 'DESC' : 'ASC'}` : `"${codec.column(sort).column}" ${direction}, number`;
    const columns = codec.columns.map(({ column }) => `"${column}"`).join(', ');
    const counted = this.database.row<{ total: number }>(`SELECT count(*)::int AS total FROM ${codec.table} WHERE ${where}`, [
      ...values,
    ]);
    values.push(search.size, (search.page - 1) * search.size);
    const [rows, count] = await Promise.all([
      this.database.rows<Record<string, unknown>>(
        `SELECT ${columns} FROM ${codec.table} WHERE ${where} ORDER BY ${order} LIMIT $${values.length - 1} OFFSET $${values.length}`,
        values,
      ),
      counted,
    ]);
    return { records: rows.map((row) => codec.read(row)), total: count?.total ?? 0 };
  }

  /** How many records are in one of `states`, as far as `by` may read them; where `among` is given, only those whose property is one of its values. */
  async count(
    registered: Registered,
    states: readonly string[],
    by: Actor,
    among?: { property: string; values: readonly string[] },
  ): Promise<number> {
    const values: unknown[] = [states];
    const conditions = [readableBy(registered, by, values), 'state = ANY($1::text[])'];
    if (among) {
      const { column, type } = registered.codec.column(among.property);
      values.push(among.values);
      conditions.push(`"${column}" = ANY($${values.length}::text[]::${type}[])`);
    }
    const row = await this.database.row<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${registered.codec.table} WHERE ${conditions.join(' AND ')}`,
      values,
    );
    return row?.count ?? 0;
  }

  /** How many records stand in each state, as far as `by` may read them. */
  async states(registered: Registered, by: Actor): Promise<Map<string, number>> {
    const values: unknown[] = [];
    const rows = await this.database.rows<{ state: string; count: number }>(
      `SELECT state, count(*)::int AS count FROM ${registered.codec.table} WHERE ${readableBy(registered, by, values)} GROUP BY state`,
      values,
    );
    return new Map(rows.map(({ state, count }) => [state, count]));
  }

  /** A record's audit entries, newest first; `changed` holds declared facts only. The number of entries is the record's version. */
  async history({ workflow }: Registered, id: string, page: number, size: number): Promise<HistoryEntry[]> {
    const rows = await this.database.rows<{
      version: number;
      event: string;
      from_state: string | null;
      to_state: string;
      at: Date;
      body: string;
    }>(
      `SELECT version, event, from_state, to_state, at, body FROM audit_entries WHERE record_id = $1 ORDER BY version DESC LIMIT $2 OFFSET $3`,
      [id, size, (page - 1) * size],
    );
    const shown = new Set(['title', ...workflow.facts.map(({ name }) => name)]);
    return rows.map(({ version, event, from_state, to_state, at, body }) => {
      const said = JSON.parse(body) as Pick<HistoryEntry, 'by' | 'changed' | 'sent'>;
      const changed = Object.fromEntries(Object.entries(said.changed).filter(([name]) => shown.has(name)));
      return { version, event, from: from_state, to: to_state, at, by: said.by, changed, sent: said.sent };
    });
  }

  /** Records that a form may name, newest first: at most `limit` that `by` may read, in one of `states` where given, fitting `text`. */
  async choices(
    name: string,
    by: Actor,
    { states, limit, text = '' }: { states?: readonly string[]; limit: number; text?: string },
  ): Promise<DocumentLine[]> {
    const registered = this.registry.named(name);
    const values: unknown[] = [];
    const where = narrowed(registered, { text, states: states ?? [], caseId: null }, by, values);
    values.push(limit);
    const sql = `SELECT ${line(registered)} FROM ${registered.codec.table} WHERE ${where} ORDER BY number DESC LIMIT $${values.length}`;
    return this.database.rows<DocumentLine>(sql, values);
  }

  /** Number and title of documents by id, for links; no authorisation: a link says no more than the document that holds it. */
  async lines(ids: ReadonlyMap<string, ReadonlySet<string>>): Promise<Map<string, DocumentLine>> {
    const wanted = [...ids].filter(([name, of]) => of.size > 0 && this.registry.knows(name));
    const found = await Promise.all(
      wanted.map(([name, of]) => {
        const registered = this.registry.named(name);
        const known = [...of].filter((id) => UUID.test(id));
        return this.database.rows<DocumentLine>(
          `SELECT ${line(registered)} FROM ${registered.codec.table} WHERE id = ANY($1::uuid[])`,
          [known],
        );
      }),
    );
    return new Map(found.flat().map((document) => [document.id, document]));
  }

  /** Every document of the cases that `by` may read, oldest first. */
  async ofCases(caseIds: readonly string[], by: Actor): Promise<DocumentLine[]> {
    const known = caseIds.filter((id) => UUID.test(id));
    if (known.length === 0) return [];
    return this.union(
      by,
      (registered, values) => {
        values.push(known);
        return `case_id = ANY($${values.length}::uuid[]) AND ${readableBy(registered, by, values)}`;
      },
      'ORDER BY "createdAt", number LIMIT 5000',
    );
  }

  /** Cases that something was begun in lately, as far as `by` may read it: their ids, the latest first. */
  async recentCases(by: Actor, limit: number): Promise<string[]> {
    const lines = await this.union(
      by,
      (registered, values) => `case_id IS NOT NULL AND ${readableBy(registered, by, values)} ORDER BY number DESC LIMIT 60`,
      'ORDER BY "updatedAt" DESC',
    );
    return [...new Set(lines.flatMap(({ caseId }) => caseId ?? []))].slice(0, limit);
  }

  private async union(
    by: Actor,
    where: (registered: Registered, values: unknown[]) => string,
    tail: string,
  ): Promise<DocumentLine[]> {
    const values: unknown[] = [];
    const parts = this.registry
      .everything()
      .map((registered) => `(SELECT ${line(registered)} FROM ${registered.codec.table} WHERE ${where(registered, values)})`);
    if (parts.length === 0) return [];
    return this.database.rows<DocumentLine>(`SELECT * FROM (${parts.join(' UNION ALL ')}) AS every ${tail}`, values);
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A DocumentLine's columns; workflow names are ours and hold no quotes. */
const line = ({ workflow }: Registered): string =>
  `'${workflow.name}' AS workflow, '${workflow.documents}' AS documents, '${workflow.title.replaceAll("'", "''")}' AS kind, id, number, title, state,
   case_id AS "caseId", due_at AS "dueAt", created_at AS "createdAt", updated_at AS "updatedAt"`;

function narrowed(
  registered: Registered,
  search: Pick<RecordSearch, 'text' | 'states' | 'caseId'>,
  by: Actor,
  values: unknown[],
): string {
  const conditions = [readableBy(registered, by, values)];
  const text = search.text.trim();
  if (text !== '') {
    values.push(text);
    const needle = `lower($${values.length})`;
    conditions.push(
      `(${searched(registered)
        .map((column) => `strpos(lower("${column}"), ${needle}) > 0`)
        .join(' OR ')})`,
    );
  }
  if (search.states.length > 0) {
    values.push(search.states);
    conditions.push(`state = ANY($${values.length}::text[])`);
  }
  if (search.caseId !== null) {
    values.push(search.caseId);
    conditions.push(`case_id = $${values.length}::uuid`);
  }
  return conditions.join(' AND ');
}

/** Number, title, and the listed facts that are kept as text. */
function searched({ workflow, codec }: Registered): string[] {
  const listed = workflow.facts.filter(({ name, listed }) => listed && codec.has(name)).map(({ name }) => codec.column(name));
  return [
    ...new Set(['number', 'title', ...listed.filter(({ type, array }) => type === 'text' && !array).map(({ column }) => column)]),
  ];
}
