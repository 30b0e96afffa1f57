import { Injectable } from '@nestjs/common';
import type { ApprovalBand } from '../../calculation/approval-bands.js';
import { Decimal } from '../../calculation/money.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import type { Actor } from '../../engine/workflow.js';
import { WorkflowRegistry } from '../../engine/workflow-registry.js';
import type { ApprovalFacts, ApprovalKnown } from './approval.facts.js';

/** A step as other features and pages see it; `amount` is decimal text in `currency`. */
export type ApprovalView = Stored<Omit<ApprovalFacts, 'subjectVersion' | 'delegatedById' | 'remindAt' | 'dueAt'>>;

const columns = `id, number, state, version, title, case_id AS "caseId", subject_workflow AS "subjectWorkflow", subject_id AS "subjectId",
  subject_number AS "subjectNumber", subject_title AS "subjectTitle", subject_round AS "subjectRound", amount, currency, ordinal, steps, role,
  next_id AS "nextId", excluded_ids AS "excludedIds", decider_id AS "deciderId", decider_name AS "deciderName", decided_at AS "decidedAt",
  delegate_id AS "delegateId", delegate_name AS "delegateName", delegated_by_name AS "delegatedByName", comment, asked_text AS "askedText",
  asked_by_id AS "askedById", opened_at AS "openedAt", changes`;

const waitsFor = `state IN ('pending', 'delegated') AND (role = ANY($1::text[]) OR delegate_id = $2) AND NOT $2 = ANY(excluded_ids)
  AND NOT EXISTS (SELECT FROM approvals AS other WHERE other.subject_id = mine.subject_id AND other.subject_round = mine.subject_round
    AND other.state = 'approved' AND $2 IN (other.decider_id, other.delegated_by_id))`;

/** Reads approvals. */
@Injectable()
export class ApprovalQueries {
  constructor(
    private readonly database: Database,
    private readonly registry: WorkflowRegistry,
  ) {}

  /** The step, or null. */
  byId(id: string): Promise<ApprovalView | null> {
    return this.database.row<ApprovalView>(`SELECT ${columns} FROM approvals WHERE id::text = $1`, [id]);
  }

  /** All steps of all rounds for one subject, oldest first. */
  ofSubject(subjectId: string): Promise<ApprovalView[]> {
    return this.database.rows<ApprovalView>(
      `SELECT ${columns} FROM approvals WHERE subject_id::text = $1 ORDER BY subject_round, ordinal`,
      [subjectId],
    );
  }

  /** The steps that this person may decide now, longest waiting first. */
  pendingFor(by: Actor): Promise<ApprovalView[]> {
    return this.database.rows<ApprovalView>(
      `SELECT ${columns} FROM approvals AS mine WHERE ${waitsFor} ORDER BY opened_at, number`,
      [by.roles, by.id],
    );
  }

  /** How many steps this person may decide now. */
  async countPendingFor(by: Actor): Promise<number> {
    const row = await this.database.row<{ count: number }>(
      `SELECT count(*)::int AS count FROM approvals AS mine WHERE ${waitsFor}`,
      [by.roles, by.id],
    );
    return row?.count ?? 0;
  }

  /** The submission before `round`: the subject's version then, and what was decided about it; null before the second. */
  async roundBefore(
    subjectId: string,
    round: number,
  ): Promise<{ round: number; version: number; answers: { who: string; what: string; comment: string | null }[] } | null> {
    const rows = await this.database.rows<{
      round: number;
      version: number;
      state: string;
      deciderName: string | null;
      comment: string | null;
    }>(
      `SELECT subject_round AS round, subject_version AS version, state, decider_name AS "deciderName", comment FROM approvals
       WHERE subject_id = $1 AND subject_round =
         (SELECT max(subject_round) FROM approvals WHERE subject_id = $1 AND subject_round < $2) ORDER BY ordinal`,
      [subjectId, round],
    );
    const first = rows[0];
    if (!first) return null;
    const answers = rows.flatMap(({ deciderName, state, comment }) =>
      deciderName ? [{ who: deciderName, what: state, comment }] : [],
    );
    return { round: first.round, version: first.version, answers };
  }

  /** The subject's facts as they were at `version`, replayed from the audit chain: decimals and times as text. */
  async factsAt(subjectId: string, version: number): Promise<Record<string, unknown>> {
    const rows = await this.database.rows<{ body: string }>(
      `SELECT body FROM audit_entries WHERE record_id = $1 AND version <= $2 ORDER BY version`,
      [subjectId, version],
    );
    return Object.assign({}, ...rows.map(({ body }) => (JSON.parse(body) as { changed: Record<string, unknown> }).changed));
  }

  /** Ids of the subject's steps that are not decided, of every round but `exceptRound`. */
  async undecided(subjectId: string, exceptRound: number | null): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM approvals WHERE subject_id = $1 AND state IN ('waiting', 'pending', 'delegated', 'info_requested')
         AND ($2::integer IS NULL OR subject_round <> $2) ORDER BY ordinal DESC`,
      [subjectId, exceptRound],
    );
    return rows.map(({ id }) => id);
  }

  /** Ids of the subject's steps that are not decided, of rounds before `round`. */
  async undecidedBefore(subjectId: string, round: number): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM approvals WHERE subject_id = $1 AND subject_round < $2
         AND state IN ('waiting', 'pending', 'delegated', 'info_requested') ORDER BY ordinal DESC`,
      [subjectId, round],
    );
    return rows.map(({ id }) => id);
  }

  /** In whose names other steps of the round were approved: those who decided and, where they were delegates, those who delegated. */
  async deciders(subjectId: string, round: number, exceptId: string): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT unnest(array_remove(ARRAY[decider_id, delegated_by_id], NULL)) AS id FROM approvals
       WHERE subject_id = $1 AND subject_round = $2 AND id <> $3 AND state = 'approved'`,
      [subjectId, round, exceptId],
    );
    return rows.map(({ id }) => id);
  }

  /** The subject as it is now: state, version and, where its workflow counts them, the round of its submission; null where there is none. */
  async subject(workflow: string, id: string): Promise<ApprovalKnown['subject']> {
    if (!this.registry.knows(workflow)) return null;
    const { table, columns: kept } = this.registry.named(workflow).codec;
    const round = kept.some(({ property }) => property === 'approvalRound') ? 'approval_round' : 'NULL::integer';
    return this.database.row(`SELECT state, version, ${round} AS round FROM ${table} WHERE id = $1`, [id]);
  }

  /** The bands of the policy for a workflow in one currency; empty where none are set. */
  async bands(workflow: string, currency: string): Promise<ApprovalBand[]> {
    const rows = await this.database.rows<{ from: string; roles: string[] }>(
      `SELECT from_amount AS "from", roles FROM approval_bands WHERE subject_workflow = $1 AND currency = $2 ORDER BY from_amount`,
      [workflow, currency],
    );
    return rows.map(({ from, roles }) => ({ from: new Decimal(from), roles }));
  }

  /** What one unit of `currency` is worth in EUR by the newest stored rate; null without one. */
  async inEuro(currency: string): Promise<Decimal | null> {
    if (currency === 'EUR') return new Decimal(1);
    const row = await this.database.row<{ rate: string }>(
      `SELECT rate FROM exchange_rates WHERE currency = $1 ORDER BY on_day DESC LIMIT 1`,
      [currency],
    );
    return row ? new Decimal(1).div(row.rate) : null;
  }
}
