import { abnormallyLow } from '../../calculation/abnormally-low.js';
import { comparison, type Comparison } from '../../calculation/comparison.js';
import { lineFactor } from '../../calculation/comparison-lines.js';
import type { RateTable } from '../../calculation/exchange.js';
import { Decimal, formatMoney, formatPercent, roundMoney, sum } from '../../calculation/money.js';
import type { Reason } from '../../engine/workflow.js';
import type { AwardLine, Choice, ComparedQuote, FrozenComparison, Proposal } from './award.facts.js';

/** A line of the RFQ as an award needs it. */
export interface AskedLine {
  id: string;
  position: number;
  lot: string | null;
  description: string;
  quantity: string;
  unit: string;
  termMonths: number | null;
}

/** A quote as an award needs it; `firstLines` are the prices of its first revision. */
export interface OfferedQuote {
  id: string;
  vendorId: string;
  vendorName: string;
  state: string;
  revision: number;
  rfqRevision: number;
  contentHash: string | null;
  currency: string;
  lines: readonly { lineId: string; unitPrice: string | null }[];
  firstLines: readonly { lineId: string; unitPrice: string | null }[];
  isExtra: boolean;
}

/** Everything that an award is drawn up from. */
export interface AwardGrounds {
  rfq: { number: string; currency: string; revision: number; lines: readonly AskedLine[] };
  quotes: readonly OfferedQuote[];
  rates: RateTable;
  ratesOn: string;
  /** Lines that other awards hold already. */
  heldLineIds: readonly string[];
  budget: { id: string; currency: string } | null;
}

/** How lines are filled where the buyer names none. */
export const awardBases = ['best_complete_quote', 'cheapest_per_line'] as const;

/** States in which awards are drawn up from an RFQ. */
export const awardableRfqStates: readonly string[] = ['closed', 'award_pending', 'partially_awarded'];

/** States in which a quote may be awarded. */
const awardableStates: readonly string[] = ['submitted', 'best_and_final', 'partially_awarded'];

/** Whether the quote may be awarded: it stands, and it answers the RFQ as it is now. */
const isAwardable = (quote: { state: string; rfqRevision: number }, rfq: { revision: number }): boolean =>
  awardableStates.includes(quote.state) && quote.rfqRevision >= rfq.revision;

/**
 * Draws up an award from the chosen quotes; without a choice from the best complete quote, or (none complete, or asked for) from the cheapest
 * of each line that is still free. Each line's amount is rounded to the currency and the total is their sum. Answers the reason where
 * a line or quote cannot be awarded.
 */
export function drawnUp(grounds: AwardGrounds, chosen: readonly Choice[], basis: string | null): Proposal | Reason {
  const { rfq, rates, ratesOn, budget } = grounds;
  const frozen = frozenComparison(grounds);
  const choices = chosen.length > 0 ? chosen : proposedChoices(grounds, frozen, basis);
  if (choices.length === 0) {
    return {
      code: 'award.nothingToAward',
      say: `No quote for a line of ${rfq.number} that is still free can be awarded.`,
      field: 'lines',
    };
  }
  const lines: AwardLine[] = [];
  for (const [index, choice] of choices.entries()) {
    const line = awardLine(grounds, frozen, choice, `lines[${index}]`);
    if ('code' in line) return line;
    if (lines.some(({ lineId }) => lineId === line.lineId)) {
      return {
        code: 'award.lineTwice',
        say: `Line ${line.position} is in the list twice; keep one.`,
        field: `lines[${index}].lineId`,
      };
    }
    lines.push(line);
  }
  lines.sort((one, other) => one.position - other.position);
  const total = sum(lines.map(({ amount }) => amount));
  const found = budget ? rates.rate(rfq.currency, budget.currency, ratesOn) : null;
  if (found && 'code' in found) return { ...found, field: 'budgetLineId' };
  return {
    lines,
    total,
    currency: rfq.currency,
    budgetLineId: budget?.id ?? null,
    budgetAmount: budget && found ? roundMoney(total.times(found.rate), budget.currency) : null,
    budgetCurrency: budget?.currency ?? null,
    budgetRate: found?.rate ?? null,
    comparison: frozen,
    warnings: warningsOf(lines, frozen),
  };
}

/** The vendors of an award with what each gets, in the order of their lines. */
export function winnersOf(
  lines: readonly AwardLine[],
): { quoteId: string; vendorId: string; vendorName: string; total: Decimal; lines: AwardLine[] }[] {
  const byQuote = new Map<string, AwardLine[]>();
  for (const line of lines) byQuote.set(line.quoteId, [...(byQuote.get(line.quoteId) ?? []), line]);
  return [...byQuote].map(([quoteId, theirs]) => ({
    quoteId,
    vendorId: theirs[0].vendorId,
    vendorName: theirs[0].vendorName,
    total: sum(theirs.map(({ amount }) => amount)),
    lines: theirs,
  }));
}

/**
 * Why a quote was not chosen, in words for its vendor: how many quotes were compared, its own rank by total price, and by about how much it
 * was above the quote that was chosen. Who was chosen and every price of others stay confidential, as this quote's own prices do.
 */
export function reasonForLosing(award: { lines: AwardLine[]; comparison: FrozenComparison }, quoteId: string): string {
  const { quotes, askedLines } = award.comparison;
  const winners = winnersOf(award.lines);
  const chosen = winners.length === 1 ? 'Another quote was chosen.' : 'The work was divided among other quotes.';
  const own = quotes.find((quote) => quote.quoteId === quoteId);
  if (!own) return chosen;
  if (own.rank !== null && own.total !== null) {
    const ranked = quotes.filter(({ rank }) => rank !== null);
    const isWhole = winners.length === 1 && award.lines.length === askedLines;
    const [winner] = isWhole ? ranked.filter((quote) => quote.quoteId === winners[0].quoteId) : [];
    const place =
      ranked.length === 1
        ? 'yours was the only quote for everything'
        : `your quote came ${ordinal(own.rank)} of ${ranked.length}`;
    return `${chosen} By total price ${place}${winner?.total ? distance(own.total, winner.total) : '.'}`;
  }
  if (!own.counts) return `${chosen} Your quote could not take part, because it was ${own.state.replaceAll('_', ' ')}.`;
  if (!own.isComplete)
    return `${chosen} Your quote had prices for ${own.pricedLines} of ${askedLines} lines, so it has no rank by total price.`;
  return `${chosen} Your quote could not be compared, because no exchange rate for ${own.currency} was known.`;
}

/** How far a total is above the chosen one, in whole per cent: near enough to learn from, too rough to reckon the other price. */
function distance(own: string, chosen: string): string {
  if (new Decimal(chosen).lte(0)) return '.';
  const share = new Decimal(own).div(chosen).minus(1);
  if (share.lte(0)) return '; what decided was not the price.';
  return share.lt('0.01')
    ? ', less than 1 % above the quote that was chosen.'
    : `, about ${formatPercent(share, 0)} above the quote that was chosen.`;
}

/** The best ranked quote that gets nothing in these lines, as a sentence; null where there is none. */
export function nextInRank(lines: readonly AwardLine[], { quotes, currency }: FrozenComparison): string | null {
  const won = new Set(lines.map(({ quoteId }) => quoteId));
  const [next] = quotes
    .flatMap(({ quoteId, rank, total, vendorName }) =>
      rank !== null && total !== null && !won.has(quoteId) ? [{ rank, total, vendorName }] : [],
    )
    .sort((one, other) => one.rank - other.rank);
  return next ? `Next in rank is ${next.vendorName} (${ordinal(next.rank)}, ${formatMoney(next.total, currency)}).` : null;
}

function frozenComparison({ rfq, quotes, rates, ratesOn }: AwardGrounds): FrozenComparison {
  // A quote that answers an older revision does not compete, whatever its state says.
  const considered = quotes.filter(({ revision, isExtra }) => revision > 0 && !isExtra);
  const column = (quote: OfferedQuote, lines: OfferedQuote['lines']) => ({
    vendorId: quote.id,
    vendorName: quote.vendorName,
    currency: quote.currency,
    state: awardableStates.includes(quote.state) && !isAwardable(quote, rfq) ? 'stale' : quote.state,
    isLate: quote.state === 'late',
    lines: [...lines],
  });
  const terms = { currency: rfq.currency, ratesOn };
  const now = comparison(
    rfq.lines,
    considered.map((quote) => column(quote, quote.lines)),
    rates,
    terms,
  );
  const first = comparison(
    rfq.lines,
    considered.map((quote) => column(quote, quote.firstLines)),
    rates,
    terms,
  );
  const low = lowBids(now, first);
  return {
    currency: rfq.currency,
    ratesOn,
    askedLines: rfq.lines.length,
    bestTotal: now.bestTotal?.toFixed() ?? null,
    bestMix: now.bestMix?.toFixed() ?? null,
    quotes: considered.map((quote, index): ComparedQuote => {
      const vendor = now.vendors[index];
      return {
        quoteId: quote.id,
        vendorId: quote.vendorId,
        vendorName: quote.vendorName,
        state: vendor.state,
        revision: quote.revision,
        contentHash: quote.contentHash,
        currency: quote.currency,
        rate: vendor.rate?.rate.toFixed() ?? null,
        rateOn: vendor.rate?.on ?? null,
        rateSource: vendor.rate?.source ?? null,
        total: vendor.total?.toFixed() ?? null,
        firstTotal: first.vendors[index].total?.toFixed() ?? null,
        rank: vendor.rank,
        counts: vendor.counts,
        isComplete: vendor.isComplete,
        pricedLines: vendor.pricedLines,
        abnormallyLow: low.get(quote.id) ?? [],
        prices: now.lines.flatMap(({ line, cells }) => {
          const cell = cells[index];
          return cell.unitPrice === null
            ? []
            : [{ lineId: line.id, unitPrice: cell.unitPrice.toFixed(), amount: cell.total?.toFixed() ?? null }];
        }),
      };
    }),
  };
}

function lowBids(now: Comparison, first: Comparison): Map<string, ComparedQuote['abnormallyLow']> {
  const bids = now.vendors.flatMap((vendor, index) => {
    const initial = first.vendors[index]?.total ?? null;
    return vendor.rank !== null && vendor.total && initial ? [{ id: vendor.vendorId, initial, final: vendor.total }] : [];
  });
  return new Map(
    abnormallyLow(bids).map(({ id, reasons, belowMean, belowNext }) => [
      id,
      reasons.map((reason) => ({
        reason,
        share: ((reason === 'belowMean' ? belowMean : belowNext) ?? new Decimal(0)).toDecimalPlaces(4).toFixed(),
      })),
    ]),
  );
}

function proposedChoices({ rfq, heldLineIds }: AwardGrounds, frozen: FrozenComparison, basis: string | null): Choice[] {
  const free = rfq.lines.filter(({ id }) => !heldLineIds.includes(id));
  const competing = frozen.quotes.filter(({ counts, state }) => counts && awardableStates.includes(state));
  const best = competing.filter(({ rank }) => rank !== null).sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0))[0];
  if (best && basis !== 'cheapest_per_line') return free.map(({ id }) => ({ lineId: id, quoteId: best.quoteId }));
  return free.flatMap(({ id }) => {
    const offers = competing.flatMap(({ quoteId, prices }) => {
      const amount = prices.find(({ lineId }) => lineId === id)?.amount ?? null;
      return amount === null ? [] : [{ quoteId, amount: new Decimal(amount) }];
    });
    const cheapest = offers.reduce<(typeof offers)[number] | null>(
      (low, offer) => (low && low.amount.lte(offer.amount) ? low : offer),
      null,
    );
    return cheapest ? [{ lineId: id, quoteId: cheapest.quoteId }] : [];
  });
}

function awardLine(
  { rfq, quotes, heldLineIds }: AwardGrounds,
  frozen: FrozenComparison,
  { lineId, quoteId }: Choice,
  at: string,
): AwardLine | Reason {
  const line = rfq.lines.find(({ id, position }) => id === lineId || String(position) === lineId);
  if (!line)
    return {
      code: 'award.unknownLine',
      say: `${rfq.number} has no line “${lineId}”; name a line by its number.`,
      field: `${at}.lineId`,
    };
  if (heldLineIds.includes(line.id))
    return { code: 'award.lineHeld', say: `Line ${line.position} is in another award already.`, field: `${at}.lineId` };
  const quote = quotes.find(({ id }) => id === quoteId);
  const compared = frozen.quotes.find((one) => one.quoteId === quoteId);
  if (!quote || !compared)
    return {
      code: 'award.unknownQuote',
      say: `This is no quote for ${rfq.number}; choose one of its quotes.`,
      field: `${at}.quoteId`,
    };
  if (!isAwardable(quote, rfq)) return notAwardable(quote, rfq, `${at}.quoteId`);
  const price = quote.lines.find((one) => one.lineId === line.id)?.unitPrice ?? null;
  if (price === null)
    return {
      code: 'award.lineNotPriced',
      say: `${quote.vendorName} gave no price for line ${line.position}.`,
      field: `${at}.quoteId`,
    };
  if (compared.rate === null) {
    return {
      code: 'award.noRate',
      say: `There is no exchange rate from ${quote.currency} to ${rfq.currency} for ${frozen.ratesOn}; load the reference rates first.`,
      field: `${at}.quoteId`,
    };
  }
  return {
    lineId: line.id,
    position: line.position,
    description: line.description,
    quoteId: quote.id,
    vendorId: quote.vendorId,
    vendorName: quote.vendorName,
    quantity: line.quantity,
    unit: line.unit,
    termMonths: line.termMonths,
    unitPrice: price,
    currency: quote.currency,
    amount: roundMoney(new Decimal(price).times(lineFactor(line)).times(compared.rate), rfq.currency).toFixed(),
    rate: compared.rate,
  };
}

function notAwardable(quote: OfferedQuote, rfq: { revision: number }, field: string): Reason {
  const state = awardableStates.includes(quote.state) && quote.rfqRevision < rfq.revision ? 'stale' : quote.state;
  const advice: Record<string, string> = {
    stale: 'ask the vendor to confirm or replace it first',
    late: 'admit it first, with a reason, or choose another',
    expired: 'ask the vendor to prolong it first',
    manual_review: 'settle its review first',
  };
  return {
    code: 'award.quoteNotStanding',
    say: `The quote of ${quote.vendorName} is ${state.replaceAll('_', ' ')}; ${advice[state] ?? 'choose another'}.`,
    field,
  };
}

function warningsOf(lines: readonly AwardLine[], { quotes }: FrozenComparison): string[] {
  const won = new Set(lines.map(({ quoteId }) => quoteId));
  return quotes
    .filter(({ quoteId, abnormallyLow: low }) => won.has(quoteId) && low.length > 0)
    .map(
      ({ vendorName, abnormallyLow: low }) =>
        `The quote of ${vendorName} is abnormally low: ${low
          .map(
            ({ reason, share }) =>
              `${formatPercent(share)} below ${reason === 'belowMean' ? 'the mean of the others' : 'the next quote'}`,
          )
          .join(' and ')}.`,
    );
}

function ordinal(rank: number): string {
  const tens = rank % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${suffix}`;
}
