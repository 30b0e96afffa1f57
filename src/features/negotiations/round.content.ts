import { Decimal, sum } from '../../calculation/money.js';
import { bafoSaving, concessions, negotiationSaving } from '../../calculation/savings.js';
import type {
  NegotiatedLine,
  NegotiatedQuote,
  RoundFacts,
  RoundKnown,
  RoundOffer,
  RoundPlan,
  RoundResult,
  RoundTarget,
} from './round.facts.js';

/** States in which a quote can be negotiated. */
const negotiableStates: readonly string[] = ['submitted', 'best_and_final'];

/** Whether the quote can take part in a round. */
export const isNegotiable = (quote: Pick<NegotiatedQuote, 'state' | 'isStale' | 'isExtra' | 'total'>): boolean =>
  negotiableStates.includes(quote.state) && !quote.isStale && !quote.isExtra && quote.total !== null;

/** The quotes that take part, in the order given; without any named, every quote that can. Unknown ones are left out (a rule names them). */
export function targetsOf({ rfq, quotes, rates }: RoundKnown, asked: RoundPlan['targets']): RoundTarget[] {
  const wanted =
    asked.length > 0 ? asked : quotes.filter(isNegotiable).map(({ id }) => ({ quoteId: id, target: null, message: null }));
  return wanted.flatMap(({ quoteId, target, message }) => {
    const quote = quotes.find(({ id }) => id === quoteId);
    if (!quote || quote.total === null) return [];
    return [
      {
        quoteId,
        invitationId: quote.invitationId,
        vendorId: quote.vendorId,
        vendorName: quote.vendorName,
        currency: quote.currency,
        currentTotal: quote.total,
        isComplete: rfq.lines.every(({ id }) => quote.lines.some(({ lineId, unitPrice }) => lineId === id && unitPrice !== null)),
        rate: rates[quote.currency] ?? null,
        target,
        message,
      },
    ];
  });
}

/** The lines of the quote with the new prices in their places; a line is named by its id or its number in the RFQ. */
export function improvedLines(
  { rfq }: RoundKnown,
  quote: NegotiatedQuote,
  offered: readonly { lineId: string; unitPrice: string }[],
): NegotiatedLine[] {
  const prices = new Map(offered.map(({ lineId, unitPrice }) => [lineIdOf(rfq.lines, lineId), unitPrice]));
  return quote.lines.map((line) => {
    const unitPrice = prices.get(line.lineId) ?? null;
    return unitPrice === null ? { ...line } : { ...line, unitPrice, notOffered: false };
  });
}

/** The line's id, for an id or a number; null where the RFQ has no such line. */
export function lineIdOf(lines: RoundKnown['rfq']['lines'], named: string): string | null {
  return lines.find(({ id, position }) => id === named || String(position) === named)?.id ?? null;
}

/** Unit price × quantity × months over all priced lines, not rounded. */
export function totalOf({ rfq }: RoundKnown, lines: readonly NegotiatedLine[]): Decimal {
  return sum(
    lines.flatMap(({ lineId, unitPrice }) => {
      const asked = rfq.lines.find(({ id }) => id === lineId);
      return asked && unitPrice !== null ? [new Decimal(unitPrice).times(asked.quantity).times(asked.termMonths ?? 1)] : [];
    }),
  );
}

/** What stands for the quote in the round: its last offer, or what it entered with. */
export function standingTotal(facts: Pick<RoundFacts, 'targets' | 'offers'>, quoteId: string): string | null {
  return (
    facts.offers.findLast((offer) => offer.quoteId === quoteId)?.total ??
    facts.targets.find((target) => target.quoteId === quoteId)?.currentTotal ??
    null
  );
}

/** The offer as it is logged: what was conceded, as amount, as share, and as share of the gap to the target. */
export function loggedOffer(
  facts: RoundFacts,
  offer: { quoteId: string; total: Decimal; at: Date; byName: string; source: string | null },
): RoundOffer | null {
  const target = facts.targets.find(({ quoteId }) => quoteId === offer.quoteId);
  const previous = standingTotal(facts, offer.quoteId);
  if (!target || previous === null) return null;
  const [step] = concessions(
    [
      { round: 0, lines: [{ lineId: 'total', amount: previous }] },
      { round: 1, lines: [{ lineId: 'total', amount: offer.total }] },
    ],
    target.target === null ? {} : { total: target.target },
  ).total;
  return {
    quoteId: offer.quoteId,
    vendorName: target.vendorName,
    at: offer.at.toISOString(),
    byName: offer.byName,
    source: offer.source,
    currency: target.currency,
    previousTotal: previous,
    total: offer.total.toFixed(),
    concession: step.amount.toFixed(),
    share: shareText(step.share),
    shareOfGap: shareText(step.shareOfGap),
  };
}

/** What the round came to. Who did not answer stands at the previous offer. The best totals are those of complete quotes with a known rate. */
export function outcome(facts: RoundFacts): Pick<RoundFacts, 'results' | 'baseline' | 'bestTotal' | 'saving' | 'savingShare'> {
  const saved = facts.kind === 'bafo' ? bafoSaving : negotiationSaving;
  const results = facts.targets.map((target): RoundResult => {
    const after = standingTotal(facts, target.quoteId) ?? target.currentTotal;
    const { saving, share } = saved(target.currentTotal, after);
    return {
      quoteId: target.quoteId,
      vendorName: target.vendorName,
      answered: facts.offers.some(({ quoteId }) => quoteId === target.quoteId),
      currency: target.currency,
      before: target.currentTotal,
      after,
      saving: saving.toFixed(),
      share: shareText(share),
    };
  });
  const baseline = lowest(facts.targets, (target) => target.currentTotal);
  const bestTotal = lowest(facts.targets, ({ quoteId, currentTotal }) => standingTotal(facts, quoteId) ?? currentTotal);
  const whole = baseline && bestTotal ? saved(baseline, bestTotal) : null;
  return { results, baseline, bestTotal, saving: whole?.saving ?? null, savingShare: whole?.share?.toDecimalPlaces(6) ?? null };
}

function lowest(targets: readonly RoundTarget[], of: (target: RoundTarget) => string): Decimal | null {
  const totals = targets.flatMap((target) =>
    target.isComplete && target.rate !== null ? [new Decimal(of(target)).times(target.rate)] : [],
  );
  return totals.length > 0 ? Decimal.min(...totals) : null;
}

function shareText(share: Decimal | null): string | null {
  return share?.toDecimalPlaces(6).toFixed() ?? null;
}
