import { Decimal, decimal, sum, type Amount } from './money.js';

/** One remaining bid: what it was first and after negotiation or auction (the same when there was none), in one currency. */
export interface LowBid {
  id: string;
  initial: Amount;
  final: Amount;
}

/** How far one bid lies below the others, and which thresholds that crosses. */
export interface AbnormallyLow {
  id: string;
  /** 1 − final / mean of the others' initial amounts; null with fewer than two bids. */
  belowMean: Decimal | null;
  /** 1 − final / next higher final; null for the highest bid. */
  belowNext: Decimal | null;
  /** A share of at least 0.40 below the mean, of at least 0.30 below the next. */
  reasons: ('belowMean' | 'belowNext')[];
}

const meanShare = '0.40';
const nextShare = '0.30';

/**
 * Bids so low that the vendor must be asked to explain: never a ground to reject by itself. Prozorro's rule; needs two bids. Thresholds
 * are met at exactly 0.40 and 0.30, compared without division, so that 350 against 500 is flagged. Pass only bids still in competition.
 * The answer keeps the order given; equal bids are both held against the next higher one, so that two low ones do
 * not hide each other.
 */
export function abnormallyLow(bids: readonly LowBid[]): AbnormallyLow[] {
  const finals = bids.map((bid) => decimal(bid.final)).sort((a, b) => a.cmp(b));
  const initials = sum(bids.map((bid) => bid.initial));
  const others = bids.length - 1;

  return bids.map(({ id, initial, final }) => {
    const price = decimal(final);
    if (others < 1) return { id, belowMean: null, belowNext: null, reasons: [] };
    const othersInitial = initials.minus(initial);
    const next = finals.find((other) => other.gt(price)) ?? null;
    const reasons: AbnormallyLow['reasons'] = [];
    if (othersInitial.gt(0) && price.times(others).lte(othersInitial.times(new Decimal(1).minus(meanShare))))
      reasons.push('belowMean');
    if (next?.gt(0) && price.lte(next.times(new Decimal(1).minus(nextShare)))) reasons.push('belowNext');
    return {
      id,
      belowMean: othersInitial.gt(0) ? new Decimal(1).minus(price.times(others).div(othersInitial)) : null,
      belowNext: next?.gt(0) ? new Decimal(1).minus(price.div(next)) : null,
      reasons,
    };
  });
}

/** Quartiles by linear interpolation between order statistics (R type 7) and the fences 1.5 interquartile ranges outside them. */
export interface Fences {
  q1: Decimal;
  q3: Decimal;
  low: Decimal;
  high: Decimal;
}

/** Tukey's fences of a set of prices; null for fewer than four, which say nothing about spread. */
export function fences(prices: readonly Amount[]): Fences | null {
  if (prices.length < 4) return null;
  const sorted = prices.map(decimal).sort((a, b) => a.cmp(b));
  const q1 = quantile(sorted, '0.25');
  const q3 = quantile(sorted, '0.75');
  const reach = q3.minus(q1).times('1.5');
  return { q1, q3, low: q1.minus(reach), high: q3.plus(reach) };
}

/** Which bids lie outside the fences of all of them, strictly; none for fewer than four bids. */
export function outliers(bids: readonly { id: string; final: Amount }[]): { low: string[]; high: string[] } {
  const limits = fences(bids.map((bid) => bid.final));
  if (limits === null) return { low: [], high: [] };
  return {
    low: bids.filter((bid) => decimal(bid.final).lt(limits.low)).map((bid) => bid.id),
    high: bids.filter((bid) => decimal(bid.final).gt(limits.high)).map((bid) => bid.id),
  };
}

function quantile(sorted: readonly Decimal[], share: string): Decimal {
  const position = new Decimal(share).times(sorted.length - 1);
  const below = sorted[position.floor().toNumber()] ?? new Decimal(0);
  const above = sorted[position.ceil().toNumber()] ?? below;
  return below.plus(above.minus(below).times(position.minus(position.floor())));
}
