import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import { Database } from '../../database/database.js';
import type { Stored } from '../../database/stored.js';
import { Missing } from '../../engine/errors.js';
import type { QuoteFacts } from './quote.facts.js';

export type { PendingReading, QuoteAnswer, QuoteLine, QuoteRevision } from './quote.facts.js';

/** A quote as other features and pages see it. */
export type QuoteView = Omit<QuoteFacts, 'title' | 'validThrough' | 'dueAt'>;

const COLUMNS = `id, number, state, version, case_id AS "caseId", rfq_id AS "rfqId", rfq_number AS "rfqNumber", buyer_id AS "buyerId",
  invitation_id AS "invitationId", vendor_id AS "vendorId", vendor_name AS "vendorName", rfq_revision AS "rfqRevision", revision, currency, lines,
  valid_until AS "validUntil", payment_terms AS "paymentTerms", channel, letter_id AS "letterId", submitted_at AS "submittedAt",
  content_hash AS "contentHash", total, revisions, round_id AS "roundId", reading, draft, is_extra AS "isExtra", reason`;

/** States in which a quote stands: it can be compared, negotiated and awarded. */
const standingStates = ['submitted', 'best_and_final', 'awarded', 'partially_awarded'] as const;

/** Reads quotes. */
@Injectable()
export class QuoteQueries {
  constructor(private readonly database: Database) {}

  /** The quote, or null. */
  async byId(id: string): Promise<QuoteView | null> {
    return (await this.views('id::text = $1', [id]))[0] ?? null;
  }

  /** The quote. @throws Missing */
  async one(id: string): Promise<QuoteView> {
    const quote = await this.byId(id);
    if (!quote) throw new Missing('quote');
    return quote;
  }

  /** Every quote of an RFQ, drafts included, by vendor. */
  ofRfq(rfqId: string): Promise<QuoteView[]> {
    return this.views('rfq_id = $1', [rfqId]);
  }

  /** The quotes of these ids; unknown ones are left out. */
  those(ids: readonly string[]): Promise<QuoteView[]> {
    return this.views('id = ANY($1::uuid[])', [ids]);
  }

  /** The vendor's quote: its one quote, not a late extra; or null. */
  async ofInvitation(invitationId: string): Promise<QuoteView | null> {
    return (await this.views('invitation_id = $1 AND NOT is_extra', [invitationId]))[0] ?? null;
  }

  /** Late answers beside the vendor's quote. */
  extrasOf(invitationId: string): Promise<QuoteView[]> {
    return this.views('invitation_id = $1 AND is_extra', [invitationId]);
  }

  /** Whether another quote of the same invitation stands. */
  async otherStands(invitationId: string, quoteId: string): Promise<boolean> {
    const other = await this.database.row(`SELECT FROM quotes WHERE invitation_id = $1 AND id <> $2 AND state = ANY($3)`, [
      invitationId,
      quoteId,
      [...standingStates, 'stale'],
    ]);
    return other !== null;
  }

  /** Quotes with answers that wait for a person, oldest first. */
  inReview(): Promise<QuoteView[]> {
    return this.views('reading IS NOT NULL', [], 'updated_at');
  }

  private async views(where: string, values: unknown[], order = 'lower(vendor_name), is_extra, id'): Promise<QuoteView[]> {
    const rows = await this.database.rows<Stored<QuoteView>>(
      `SELECT ${COLUMNS} FROM quotes WHERE ${where} ORDER BY ${order}`,
      values,
    );
    return rows.map((row) => ({ ...row, total: row.total === null ? null : new Decimal(row.total) }));
  }
}
