import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { RecordQueries } from '../engine/record-queries.js';
import type { Actor } from '../engine/workflow.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';

const READ_EVERYTHING = ['buyer', 'auditor', 'administrator'];

/** Who may take a stored file away. */
@Injectable()
export class FileAccess {
  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
    private readonly records: RecordQueries,
  ) {}

  /**
   * Whether `by` may: buyers, auditors and administrators all; others what they uploaded, what belongs to a case of which they may read a
   * document, and what a document names that they may read (`of`, as `documents/id`).
   */
  async mayTake(id: string, of: string | null, by: Actor): Promise<boolean> {
    const file = await this.database.row<{ caseId: string | null; by: string }>(
      `SELECT case_id AS "caseId", created_by AS by FROM files WHERE id = $1`,
      [id],
    );
    if (!file) return false;
    if (by.roles.some((role) => READ_EVERYTHING.includes(role)) || file.by === by.id) return true;
    if (of !== null && (await this.isNamedBy(id, of, by))) return true;
    return file.caseId !== null && (await this.records.ofCases([file.caseId], by)).length > 0;
  }

  private async isNamedBy(id: string, of: string, by: Actor): Promise<boolean> {
    const [documents, recordId] = of.split('/');
    const registered = this.registry.addressed(documents ?? '');
    const found = registered && (await this.records.one(registered, recordId ?? '', by));
    if (!registered || !found) return false;
    const facts = found.record as unknown as Record<string, unknown>;
    return registered.workflow.facts.some(({ name, kind }) => kind === 'files' && [facts[name]].flat().includes(id));
  }
}
