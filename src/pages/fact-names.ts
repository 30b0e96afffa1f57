import { Injectable } from '@nestjs/common';
import { RecordQueries } from '../engine/record-queries.js';
import type { FactSpec } from '../engine/workflow.js';
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
  ) {}

  /** The names of all ids that `specs` of `records` hold; `of` is the page's own record as `documents/id`. */
  async of(specs: readonly FactSpec[], records: readonly object[], of: string): Promise<Names> {
    const ids: NamedIds = { people: new Set(), documents: new Map(), files: new Set() };
    for (const record of records) gatherIds(specs, record as Record<string, unknown>, ids);
    const [people, documents, files] = await Promise.all([
      this.people.byIds([...ids.people]),
      this.records.lines(ids.documents),
      ids.files.size > 0 ? this.files.list([...ids.files]) : [],
    ]);
    return {
      people: new Map(people.map(({ id, name }) => [id, name])),
      documents,
      files: new Map(files.map(({ id, name }) => [id, name])),
      of,
    };
  }
}
