import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { readableBy } from '../engine/readers-sql.js';
import { RecordQueries } from '../engine/record-queries.js';
import type { Actor, FactSpec } from '../engine/workflow.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';
import { People } from '../identity/people.queries.js';
import { Files } from '../storage/files.js';
import { gatherIds, type NamedIds, type Names } from './fact-views.js';

/** Looks up what the ids in facts stand for: one query a kind, however many records. */
@Injectable()
export class FactNames {
  constructor(
    private readonly people: People,
    private readonly records: RecordQueries,
    private readonly files: Files,
    private readonly registry: WorkflowRegistry,
    private readonly database: Database,
  ) {}

  /** The names of all ids that `specs` of `records` hold; `of` is the page's own record as `documents/id`; `by` reads it. */
  async of(specs: readonly FactSpec[], records: readonly object[], of: string, by: Actor): Promise<Names> {
    const ids: NamedIds = { people: new Set(), documents: new Map(), files: new Set() };
    for (const record of records) gatherIds(specs, record as Record<string, unknown>, ids);
    const [people, documents, files, open] = await Promise.all([
      this.people.byIds([...ids.people]),
      this.records.lines(ids.documents),
      ids.files.size > 0 ? this.files.list([...ids.files]) : [],
      this.openTo(by, ids.documents),
    ]);
    return {
      people: new Map(people.map(({ id, name }) => [id, name])),
      documents,
      files: new Map(files.map(({ id, name }) => [id, name])),
      open: new Set(open),
      of,
    };
  }

  private async openTo(by: Actor, documents: NamedIds['documents']): Promise<string[]> {
    const wanted = [...documents].filter(([name, ids]) => ids.size > 0 && this.registry.knows(name));
    const found = await Promise.all(
      wanted.map(([name, ids]) => {
        const registered = this.registry.named(name);
        const values: unknown[] = [[...ids]];
        const readable = readableBy(registered, by, values);
        return this.database.rows<{ id: string }>(
          `SELECT id FROM ${registered.codec.table} WHERE id = ANY($1::uuid[]) AND ${readable}`,
          values,
        );
      }),
    );
    return found.flat().map(({ id }) => id);
  }
}
