import { Injectable } from '@nestjs/common';
import { Decimal } from '../../calculation/money.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import { Missing } from '../../engine/errors.js';
import type { AwardFacts, AwardKnown } from './award.facts.js';

export type { AwardLine, ComparedQuote, FrozenComparison } from './award.facts.js';

/** An award as other features and pages see it. */
export type AwardView = Omit<AwardFacts, 'budgetRate' | 'dueAt'>;

const columns = `id, number, state, version, case_id AS "caseId", title, rfq_id AS "rfqId", rfq_number AS "rfqNumber", lines, total, currency,
  budget_line_id AS "budgetLineId", budget_amount AS "budgetAmount", budget_currency AS "budgetCurrency", comparison, warnings, justification,
  low_price_answer AS "lowPriceAnswer", author_id AS "authorId", author_name AS "authorName", author_ids AS "authorIds",
  approval_round AS "approvalRound", approval_comment AS "approvalComment", reason, next_in_rank AS "nextInRank", activated_at AS "activatedAt"`;

/** Reads awards. */
@Injectable()
export class AwardQueries {
  constructor(private readonly database: Database) {}

  /** The award, or null. */
  async byId(id: string): Promise<AwardView | null> {
    return (await this.views('id::text = $1', [id]))[0] ?? null;
  }

  /** The award. @throws Missing */
  async one(id: string): Promise<AwardView> {
    const award = await this.byId(id);
    if (!award) throw new Missing('award');
    return award;
  }

  /** Every award of an RFQ, oldest first. */
  ofRfq(rfqId: string): Promise<AwardView[]> {
    return this.views('rfq_id::text = $1', [rfqId]);
  }

  /** Every award of a case, oldest first. */
  ofCase(caseId: string): Promise<AwardView[]> {
    return this.views('case_id::text = $1', [caseId]);
  }

  /** The lines of an RFQ that awards hold, pending approval or active. */
  heldLines(rfqId: string): Promise<AwardKnown['heldLines']> {
    return this.database.rows<AwardKnown['heldLines'][number]>(
      `SELECT held.line_id AS "lineId", award.id AS "awardId", award.number AS "awardNumber", award.state
       FROM award_lines AS held JOIN awards AS award ON award.id = held.award_id WHERE held.rfq_id = $1 ORDER BY held.line_id`,
      [rfqId],
    );
  }

  private async views(where: string, values: unknown[]): Promise<AwardView[]> {
    const rows = await this.database.rows<Stored<AwardView>>(
      `SELECT ${columns} FROM awards WHERE ${where} ORDER BY created_at, number`,
      values,
    );
    return rows.map((row) => ({
      ...row,
      total: new Decimal(row.total),
      budgetAmount: row.budgetAmount === null ? null : new Decimal(row.budgetAmount),
    }));
  }
}
