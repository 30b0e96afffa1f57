import { laterReadings, mergedLines, totalOf, withAnswer } from './quote-content.facts.js';
import type { QuoteAnswer, QuoteEvent, QuoteFacts } from './quote.facts.js';

/** The quote as it is, and one of the events `Type`. */
interface Heard<Type extends QuoteEvent['type']> {
  context: QuoteFacts;
  event: Extract<QuoteEvent, { type: Type }>;
}

/** The answer alone, without what stands beside it in an event or a row. */
export const answerOf = ({ currency, lines, validUntil, paymentTerms }: QuoteAnswer): QuoteAnswer => ({
  currency,
  lines: lines.map(({ lineId, unitPrice, leadDays, note, notOffered }) => ({ lineId, unitPrice, leadDays, note, notOffered })),
  validUntil,
  paymentTerms,
});

/** The vendor's answer, as of when it reached us; it settles the readings that came before it. */
export const submitted = ({ context, event }: Heard<'submit' | 'replace'>, isLate = false): Partial<QuoteFacts> => {
  const at = event.receivedAt ?? event.at;
  return {
    ...withAnswer(context, answerOf(event), { ...event, name: event.by.name, at, isLate, roundId: null }),
    reading: laterReadings(context.reading, at.toISOString()),
  };
};

/** An answer that a buyer wrote down for the vendor, and where it is from. */
export const entered = ({ context, event }: Heard<'enter'>, isLate = false): Partial<QuoteFacts> => ({
  ...withAnswer(context, answerOf(event), {
    ...event,
    name: event.by.name,
    channel: 'buyer',
    letterId: null,
    isLate,
    roundId: null,
  }),
  reason: `Entered on the vendor’s behalf: ${event.source}`,
});

/** One more reading that waits for the buyer. */
export const received = ({ context, event }: Heard<'receiveForReview'>): Partial<QuoteFacts> => {
  const { letterId, receivedAt, channel, currency, lines, validUntil, paymentTerms, seems, question = null, problems } = event;
  const pending = {
    version: context.version + 1,
    letterId,
    receivedAt,
    channel,
    currency,
    lines,
    validUntil,
    paymentTerms,
    seems,
    question,
    problems,
  };
  return { reading: [...(context.reading ?? []), pending] };
};

/** The oldest reading as the buyer put it right, as of when its letter came. */
export const accepted = ({ context, event }: Heard<'accept'>, isLate = false): Partial<QuoteFacts> => {
  const [first] = context.reading ?? [];
  if (!first) return {};
  const origin = {
    known: event.known,
    name: event.by.name,
    at: new Date(first.receivedAt),
    channel: first.channel,
    letterId: first.letterId,
    isLate,
    roundId: null,
  };
  return {
    ...withAnswer(context, answerOf(event), origin),
    reading: laterReadings(context.reading, first.receivedAt),
    reason: event.note,
  };
};

/** The readings without the oldest. */
export const rejected = ({ context, event }: Heard<'reject'>): Partial<QuoteFacts> => ({
  reading: withoutOldest(context),
  reason: event.note,
});

/** The readings without the oldest, which was dealt with elsewhere. */
export const setAside = ({ context }: Heard<'setAside'>): Partial<QuoteFacts> => ({ reading: withoutOldest(context) });

function withoutOldest({ reading }: QuoteFacts): QuoteFacts['reading'] {
  const rest = (reading ?? []).slice(1);
  return rest.length > 0 ? rest : null;
}

/** The same answer, now to the RFQ as it is. */
export const reconfirmed = ({ context, event }: Heard<'reconfirm'>): Partial<QuoteFacts> =>
  withAnswer(context, answerOf(context), {
    known: event.known,
    at: event.at,
    name: event.by.name,
    channel: context.channel ?? 'page',
    letterId: null,
    isLate: false,
    roundId: context.roundId,
  });

/** The answer with a round's figures in the places of those before. */
export const improved = ({ context, event }: Heard<'improve'>): Partial<QuoteFacts> =>
  withAnswer(
    context,
    {
      ...answerOf(context),
      lines: mergedLines(context.lines, event.lines),
      validUntil: event.validUntil ?? context.validUntil,
    },
    {
      known: event.known,
      at: event.at,
      name: event.by.name,
      channel: event.channel ?? (event.by.kind === 'vendor' ? 'page' : 'buyer'),
      letterId: event.letterId ?? null,
      isLate: false,
      roundId: event.roundId,
    },
  );

/** A late or outdated answer, counted as one to the RFQ as it is. */
export const admitted = ({ context, event }: Heard<'admit'>): Partial<QuoteFacts> => ({
  rfqRevision: event.known.rfq.revision,
  total: totalOf(context.lines, event.known.rfq.lines),
  reason: event.reason,
});

/** The last day on which the answer stands. */
export const prolonged = ({ event }: Heard<'prolong'>): Partial<QuoteFacts> => ({
  validUntil: event.validUntil,
  validThrough: event.known.endOf(event.validUntil, event.known.rfq.zone),
});
