import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** An approved decision to buy for which no RFQ has been begun, or only one that came to nothing. */
export interface DecisionToSource {
  id: string;
  number: string;
  title: string;
  outcome: string;
  caseId: string;
  approvedAt: Date;
}

const OVER = `('cancelled', 'unsuccessful')`;

/** Finds decisions that wait for an RFQ. */
@Injectable()
export class SourcingQueries {
  constructor(private readonly database: Database) {}

  /** Those of these cases, or of all; the oldest first. */
  async decisions(caseIds: readonly string[] | null = null): Promise<DecisionToSource[]> {
    return this.database.rows<DecisionToSource>(
      `SELECT id, number, title, outcome, case_id AS "caseId", updated_at AS "approvedAt" FROM decisions
       WHERE state = 'approved' AND outcome IN ('outsource', 'hybrid') AND ($1::uuid[] IS NULL OR case_id = ANY($1))
         AND NOT EXISTS (SELECT FROM rfqs WHERE rfqs.case_id = decisions.case_id AND rfqs.state NOT IN ${OVER})
       ORDER BY updated_at LIMIT 500`,
      [caseIds],
    );
  }
}
