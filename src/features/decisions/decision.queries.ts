import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import type { DecisionFacts } from './decision.facts.js';

/** A decision as other features see it; `value` is in `currency`. */
export type DecisionCard = Omit<DecisionFacts, 'caseId' | 'approvalComment' | 'reopenReason' | 'dueAt'>;

const columns = `id, number, title, state, version, request_id AS "requestId", request_number AS "requestNumber", requester_id AS "requesterId",
  author_id AS "authorId", author_name AS "authorName", writer_ids AS "writerIds", currency, discount_rate AS "discountRate",
  horizon_months AS "horizonMonths", money_weight AS "moneyWeight", costs, criteria, assumptions, result, outcome,
  deviation_reason AS "deviationReason", value, proposed_at AS "proposedAt", document_file_id AS "documentFileId",
  budget_line_id AS "budgetLineId", approval_round AS "approvalRound", reservation`;

/** Reads decisions. */
@Injectable()
export class DecisionQueries {
  constructor(private readonly database: Database) {}

  /** The decision, or null. */
  async byId(id: string): Promise<DecisionCard | null> {
    const row = await this.database.row<Stored<DecisionCard>>(`SELECT ${columns} FROM decisions WHERE id::text = $1`, [id]);
    return row ? card(row) : null;
  }

  /** The case's decision that is not superseded, or null. */
  async ofCase(caseId: string): Promise<DecisionCard | null> {
    const row = await this.database.row<Stored<DecisionCard>>(
      `SELECT ${columns} FROM decisions WHERE case_id::text = $1 AND state <> 'superseded' ORDER BY created_at DESC LIMIT 1`,
      [caseId],
    );
    return row ? card(row) : null;
  }

  /** Approved decisions to buy, in whole or part, newest first: an RFQ may begin from them. */
  async toBuy(): Promise<DecisionCard[]> {
    const rows = await this.database.rows<Stored<DecisionCard>>(
      `SELECT ${columns} FROM decisions WHERE state = 'approved' AND outcome IN ('outsource', 'hybrid') ORDER BY updated_at DESC LIMIT 500`,
    );
    return rows.map(card);
  }
}

function card(row: Stored<DecisionCard>): DecisionCard {
  return {
    ...row,
    discountRate: new Decimal(row.discountRate),
    moneyWeight: new Decimal(row.moneyWeight),
    value: row.value === null ? null : new Decimal(row.value),
  };
}
