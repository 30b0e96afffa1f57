import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** A question as every invited vendor may see it: nothing says whose it was. */
export interface PublicQuestion {
  id: string;
  text: string;
  answer: string;
  answeredAt: Date;
}

/** A question as its asker and the buyer see it. */
export interface QuestionView {
  id: string;
  number: string;
  state: string;
  rfqId: string;
  rfqNumber: string;
  buyerId: string;
  invitationId: string | null;
  text: string;
  answer: string | null;
  channel: string;
  caseId: string | null;
  createdAt: Date;
  answeredAt: Date | null;
}

const COLUMNS = `id, number, state, rfq_id AS "rfqId", rfq_number AS "rfqNumber", buyer_id AS "buyerId", invitation_id AS "invitationId", text, answer,
  channel, case_id AS "caseId", created_at AS "createdAt", answered_at AS "answeredAt"`;

/** Reads questions. */
@Injectable()
export class QuestionQueries {
  constructor(private readonly database: Database) {}

  /** The question, or null. */
  byId(id: string): Promise<QuestionView | null> {
    return this.database.row<QuestionView>(`SELECT ${COLUMNS} FROM questions WHERE id::text = $1`, [id]);
  }

  /** Every question of an RFQ, oldest first: for the buyer. */
  ofRfq(rfqId: string): Promise<QuestionView[]> {
    return this.database.rows<QuestionView>(`SELECT ${COLUMNS} FROM questions WHERE rfq_id = $1 ORDER BY created_at`, [rfqId]);
  }

  /** Answered questions, oldest first: for every invited vendor. */
  answered(rfqId: string): Promise<PublicQuestion[]> {
    return this.database.rows<PublicQuestion>(
      `SELECT id, text, answer, answered_at AS "answeredAt" FROM questions WHERE rfq_id = $1 AND state = 'answered' ORDER BY answered_at`,
      [rfqId],
    );
  }

  /** What this vendor asked and has no published answer to, oldest first. */
  ownOf(invitationId: string): Promise<QuestionView[]> {
    return this.database.rows<QuestionView>(
      `SELECT ${COLUMNS} FROM questions WHERE invitation_id = $1 AND state <> 'answered' ORDER BY created_at`,
      [invitationId],
    );
  }
}
