import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Missing } from '../../engine/errors.js';
import type { RfqFacts } from './rfq.facts.js';

export { isPrice } from './rfq-content.facts.js';
export type { RfqCriterion, RfqLine, RfqLot } from './rfq.facts.js';

/** An RFQ as other features and pages see it. */
export type RfqView = Omit<RfqFacts, 'pendingAwards' | 'awardedPartly' | 'dueAt'>;

/** What rules of other documents ask of an RFQ. */
export type RfqTerms = Pick<
  RfqFacts,
  'id' | 'number' | 'state' | 'closesAt' | 'questionsUntil' | 'zone' | 'currency' | 'revision' | 'lines'
>;

const COLUMNS = `id, number, state, version, case_id AS "caseId", title, decision_id AS "decisionId", family, kind, currency, lots, lines, terms,
  criteria, closes_at AS "closesAt", zone, questions_until AS "questionsUntil", remind_at AS "remindAt", vendor_ids AS "vendorIds",
  min_vendors AS "minVendors", revision, amendments, buyer_id AS "buyerId", buyer_name AS "buyerName", budget_line_id AS "budgetLineId",
  document_file_id AS "documentFileId", document_revision AS "documentRevision", published_at AS "publishedAt", closed_at AS "closedAt", reason`;

/** Reads RFQs. */
@Injectable()
export class RfqQueries {
  constructor(private readonly database: Database) {}

  /** The RFQ with its lines, or null. */
  byId(id: string): Promise<RfqView | null> {
    return this.database.row<RfqView>(`SELECT ${COLUMNS} FROM rfqs WHERE id::text = $1`, [id]);
  }

  /** The RFQ with its lines. @throws Missing */
  async one(id: string): Promise<RfqView> {
    const rfq = await this.byId(id);
    if (!rfq) throw new Missing('rfq');
    return rfq;
  }

  /** The RFQs of a case, newest first. */
  ofCase(caseId: string): Promise<RfqView[]> {
    return this.database.rows<RfqView>(`SELECT ${COLUMNS} FROM rfqs WHERE case_id::text = $1 ORDER BY created_at DESC`, [caseId]);
  }

  /** What the rules of invitations, questions and quotes ask. @throws Missing */
  async terms(id: string): Promise<RfqTerms> {
    const terms = await this.database.row<RfqTerms>(
      `SELECT id, number, state, closes_at AS "closesAt", questions_until AS "questionsUntil", zone, currency, revision, lines FROM rfqs WHERE id = $1`,
      [id],
    );
    if (!terms) throw new Missing('rfq');
    return terms;
  }

  /** The database's time, by which deadlines are judged. */
  async now(): Promise<Date> {
    const row = await this.database.row<{ now: Date }>(`SELECT clock_timestamp() AS now`);
    return row?.now ?? new Date();
  }
}
