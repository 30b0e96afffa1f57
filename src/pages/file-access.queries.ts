import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { RecordQueries } from '../engine/record-queries.js';
import { type Actor, type FactSpec, SYSTEM, type WorkflowRecord } from '../engine/workflow.js';
import { WorkflowRegistry } from '../engine/workflow-registry.js';

const READ_EVERYTHING = ['buyer', 'auditor', 'administrator'];

/** Who may take a stored file away. */
@Injectable()
export class FileAccess {
  private readonly subjects = new Map<string, (record: WorkflowRecord) => { workflow: string; id: string }>();

  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
    private readonly records: RecordQueries,
  ) {}

  /** Records of `workflow` are about another document: whoever may read one may take that document's files by way of it. */
  through<Facts extends WorkflowRecord>(workflow: string, subject: (record: Facts) => { workflow: string; id: string }): void {
    this.subjects.set(workflow, subject as (record: WorkflowRecord) => { workflow: string; id: string });
  }

  /**
   * Whether `by` may: buyers, auditors and administrators all; others what they uploaded, and what a document names that they may read: the one
   * they came from (`of`, as `documents/id`) or another of the file's case. To belong to the case is not enough: vendors' quotes do, too.
   */
  async mayTake(id: string, of: string | null, by: Actor): Promise<boolean> {
    const file = await this.database.row<{ caseId: string | null; by: string }>(
      `SELECT case_id AS "caseId", created_by AS by FROM files WHERE id = $1`,
      [id],
    );
    if (!file) return false;
    if (by.roles.some((role) => READ_EVERYTHING.includes(role)) || file.by === by.id) return true;
    if (of !== null && (await this.isNamedBy(id, of, by))) return true;
    if (file.caseId === null) return false;
    for (const { documents, id: recordId } of await this.records.ofCases([file.caseId], by)) {
      if (await this.isNamedBy(id, `${documents}/${recordId}`, by)) return true;
    }
    return false;
  }

  private async isNamedBy(id: string, of: string, by: Actor): Promise<boolean> {
    const [documents, recordId] = of.split('/');
    const registered = this.registry.addressed(documents ?? '');
    const found = registered && (await this.records.one(registered, recordId ?? '', by));
    if (!registered || !found) return false;
    if (names(registered.workflow.facts, found.record as unknown as Record<string, unknown>, id)) return true;
    const subject = this.subjects.get(registered.workflow.name)?.(found.record);
    return subject !== undefined && this.isInSubject(id, subject);
  }

  private async isInSubject(id: string, subject: { workflow: string; id: string }): Promise<boolean> {
    if (!this.registry.knows(subject.workflow)) return false;
    const registered = this.registry.named(subject.workflow);
    const found = await this.records.one(registered, subject.id, SYSTEM);
    return found !== null && names(registered.workflow.facts, found.record as unknown as Record<string, unknown>, id);
  }
}

/** Whether a `files` fact, in the document or in its rows, holds the id. */
function names(specs: readonly FactSpec[], facts: Record<string, unknown>, id: string): boolean {
  return specs.some(({ name, kind, columns }) => {
    const held = [facts[name]].flat();
    if (kind === 'files') return held.includes(id);
    return (
      columns !== undefined &&
      held.some((row) => typeof row === 'object' && row !== null && names(columns, row as Record<string, unknown>, id))
    );
  });
}
