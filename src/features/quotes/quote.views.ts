import { Decimal } from 'decimal.js';
import type { RfqView } from '../rfqs/rfq.queries.js';
import { totalOf } from './quote-content.facts.js';
import type { PendingReading, QuoteLine, QuoteRevision } from './quote.queries.js';

/** A line of a quote beside what was asked. */
export interface ShownQuoteLine extends QuoteLine {
  position: number;
  description: string;
  quantity: string;
  unit: string;
  termMonths: number | null;
  /** Quantity × unit price × months, null without a price. */
  total: Decimal | null;
  answer: 'priced' | 'not offered' | 'no price';
}

/** The lines of an answer in the RFQ's order; lines of the RFQ that it does not know have no price. */
export function shownQuoteLines(rfq: Pick<RfqView, 'lines'>, lines: readonly QuoteLine[]): ShownQuoteLine[] {
  return rfq.lines.map((asked) => {
    const line = lines.find(({ lineId }) => lineId === asked.id);
    const shown = line ?? { lineId: asked.id, unitPrice: null, leadDays: null, note: null, notOffered: false };
    return {
      ...shown,
      position: asked.position,
      description: asked.description,
      quantity: asked.quantity,
      unit: asked.unit,
      termMonths: asked.termMonths,
      total: totalOf([shown], rfq.lines),
      answer: shown.unitPrice !== null ? 'priced' : shown.notOffered ? 'not offered' : 'no price',
    };
  });
}

/** What a receipt is made from: one submitted answer, as it was understood. */
export function receiptModel(rfq: RfqView, revision: QuoteRevision) {
  const lines = shownQuoteLines(rfq, revision.lines);
  return {
    rfq,
    revision,
    submittedAt: new Date(revision.submittedAt),
    lines,
    total: revision.total === null ? null : new Decimal(revision.total),
    unpriced: lines.filter(({ answer }) => answer === 'no price').length,
    enteredByBuyer: revision.channel === 'buyer' && revision.roundId === null,
    isRound: revision.roundId !== null,
    way: ways[revision.channel],
    closesAt: rfq.closesAt,
  };
}

/** What a letter about an unread answer is made from. */
export function unreadModel(rfq: RfqView, reading: PendingReading) {
  return {
    rfq,
    receivedAt: new Date(reading.receivedAt),
    problems: reading.problems,
    lines: shownQuoteLines(rfq, reading.lines).filter(({ answer }) => answer !== 'no price'),
    currency: reading.currency,
  };
}

/** How an answer came, for people. */
export const ways = {
  workbook: 'by workbook',
  reply: 'by e-mail',
  page: 'on the private page',
  buyer: 'entered by the buyer',
} as const;
