import { lineFactor } from '../../calculation/comparison-lines.js';
import { Decimal, parseDecimal } from '../../calculation/money.js';
import type { PendingReading, QuoteAnswer, QuoteChannel, QuoteFacts, QuoteKnown, QuoteLine } from './quote.facts.js';

/** Each of the RFQ's lines once, in its order; a line of which the answer says nothing has no price. Prices without superfluous zeros. */
export function wholeAnswer(answer: QuoteAnswer, lines: QuoteKnown['rfq']['lines']): QuoteAnswer {
  const given = new Map(answer.lines.map((line) => [line.lineId, line]));
  return {
    currency: answer.currency,
    lines: lines.map(({ id }) => plainLine(id, given.get(id))),
    validUntil: answer.validUntil,
    paymentTerms: answer.paymentTerms,
  };
}

/**
 * The sum over priced lines of unit price × quantity × months (a line without a term counts once), in the quote's currency, not rounded;
 * null without any price.
 */
export function totalOf(lines: readonly QuoteLine[], asked: QuoteKnown['rfq']['lines']): Decimal | null {
  let total: Decimal | null = null;
  for (const line of lines) {
    const about = asked.find(({ id }) => id === line.lineId);
    if (!about || line.unitPrice === null) continue;
    const price = new Decimal(line.unitPrice).times(lineFactor({ ...about, lot: null, description: '', unit: '' }));
    total = (total ?? new Decimal(0)).plus(price);
  }
  return total;
}

/** The facts after `answer` was submitted. The hash is over who answers what, and every figure; not over when or by which way. */
export function withAnswer(
  facts: QuoteFacts,
  answer: QuoteAnswer,
  by: {
    known: QuoteKnown;
    at: Date;
    name: string;
    channel: QuoteChannel;
    letterId: string | null;
    isLate: boolean;
    roundId: string | null;
  },
): Partial<QuoteFacts> {
  const { rfq } = by.known;
  const whole = wholeAnswer(answer, rfq.lines);
  const total = totalOf(whole.lines, rfq.lines);
  const revision = facts.revision + 1;
  const contentHash = by.known.hash({
    rfqId: facts.rfqId,
    invitationId: facts.invitationId,
    rfqRevision: rfq.revision,
    ...whole,
  });
  const kept = {
    ...whole,
    revision,
    rfqRevision: rfq.revision,
    channel: by.channel,
    letterId: by.letterId,
    roundId: by.roundId,
    contentHash,
  };
  return {
    ...whole,
    rfqRevision: rfq.revision,
    revision,
    validThrough: whole.validUntil === null ? null : by.known.endOf(whole.validUntil, rfq.zone),
    channel: by.channel,
    letterId: by.letterId,
    submittedAt: by.at,
    contentHash,
    total,
    roundId: by.roundId,
    draft: null,
    revisions: [
      ...facts.revisions,
      {
        ...kept,
        version: facts.version + 1,
        submittedAt: by.at.toISOString(),
        byName: by.name,
        isLate: by.isLate,
        total: total?.toFixed() ?? null,
      },
    ],
  };
}

/** Readings that still wait after one that arrived at `receivedAt` was settled: only later ones. */
export function laterReadings(reading: PendingReading[] | null, receivedAt: string): PendingReading[] | null {
  const later = (reading ?? []).filter((one) => one.receivedAt > receivedAt);
  return later.length > 0 ? later : null;
}

/** The lines of `facts` with those of `improved` in their places. */
export function mergedLines(lines: readonly QuoteLine[], improved: readonly QuoteLine[]): QuoteLine[] {
  return lines.map((line) => improved.find(({ lineId }) => lineId === line.lineId) ?? line);
}

function plainLine(lineId: string, line: QuoteLine | undefined): QuoteLine {
  const price = line?.unitPrice == null ? null : parseDecimal(line.unitPrice);
  return {
    lineId,
    unitPrice: price?.toFixed() ?? null,
    leadDays: line?.leadDays ?? null,
    note: line?.note?.trim() || null,
    notOffered: price === null && (line?.notOffered ?? false),
  };
}
