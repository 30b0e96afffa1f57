import { Decimal, decimal, type Amount } from './money.js';
import type { Problem } from './problem.js';

/**
 * How a price becomes a share of the price points. `relative` (Pmin/P) and `differenceFromLowest` (1 − (P − L)/L, at least 0) depend on
 * the other bids, so a bid that does not win can change who does; `absolute` ((high − P)/(high − low), kept within 0 … 1) does not, its
 * bounds are fixed in the RFQ before opening.
 */
export type PriceFormula =
  { kind: 'relative' } | { kind: 'differenceFromLowest' } | { kind: 'absolute'; low: Amount; high: Amount };

/** A bid to be scored; quality in points, price in the RFQ's currency. */
export interface PricedBid {
  id: string;
  price: Amount;
  quality: Amount;
}

/** Score = quality × qualityWeight + price share × pricePoints: 50/50 is 0.5 and 50; points on top of 70 for price is 1 and 70. */
export interface AwardFormula {
  price: PriceFormula;
  qualityWeight: Amount;
  pricePoints: Amount;
}

/** A bid's points, not rounded; equal totals share a rank. */
export interface AwardScore {
  id: string;
  priceShare: Decimal;
  pricePoints: Decimal;
  qualityPoints: Decimal;
  total: Decimal;
  rank: number;
}

/** Scores in the order given; `winners` are all that share rank 1; `without` tells for each bid who would win had it not come. */
export interface AwardScores {
  scores: AwardScore[];
  winners: string[];
  without: { id: string; winners: string[]; changesWinner: boolean }[];
}

/**
 * The price share (0 … 1) of every price, in the order given. Where the lowest price is zero, free bids get 1 and all others 0.
 * Answers `price.negative` for a negative price and `price.bounds` when the fixed bounds are not in order.
 */
export function priceShares(formula: PriceFormula, prices: readonly Amount[]): Decimal[] | Problem {
  const values = prices.map(decimal);
  if (values.some((price) => price.lt(0))) {
    return {
      code: 'price.negative',
      say: 'A negative price cannot be scored; ask the vendor for a price and book the credit apart.',
    };
  }
  if (formula.kind === 'absolute') {
    const [low, high] = [decimal(formula.low), decimal(formula.high)];
    if (low.gte(high)) return { code: 'price.bounds', say: 'The lower price bound must be below the upper one.' };
    return values.map((price) => within(high.minus(price).div(high.minus(low))));
  }
  const lowest = values.length > 0 ? Decimal.min(...values) : new Decimal(0);
  if (lowest.isZero()) return values.map((price) => new Decimal(price.isZero() ? 1 : 0));
  return values.map((price) =>
    formula.kind === 'relative' ? lowest.div(price) : within(new Decimal(1).minus(price.minus(lowest).div(lowest))),
  );
}

/** Price and quality together, with ranks, ties and the test by leaving each bid out. Pass only bids that are still in: disqualify before scoring. */
export function awardScores(formula: AwardFormula, bids: readonly PricedBid[]): AwardScores | Problem {
  const scores = scoresOf(formula, bids);
  if (!Array.isArray(scores)) return scores;
  const winners = firsts(scores);
  const without = bids.map(({ id }) => {
    const again = scoresOf(
      formula,
      bids.filter((bid) => bid.id !== id),
    );
    const now = Array.isArray(again) ? firsts(again) : [];
    return { id, winners: now, changesWinner: !winners.includes(id) && now.join() !== winners.join() };
  });
  return { scores, winners, without };
}

function scoresOf(formula: AwardFormula, bids: readonly PricedBid[]): AwardScore[] | Problem {
  const shares = priceShares(
    formula.price,
    bids.map((bid) => bid.price),
  );
  if (!Array.isArray(shares)) return shares;
  const unranked = bids.map((bid, index) => {
    const priceShare = shares[index] ?? new Decimal(0);
    const pricePoints = priceShare.times(formula.pricePoints);
    const qualityPoints = decimal(bid.quality).times(formula.qualityWeight);
    return { id: bid.id, priceShare, pricePoints, qualityPoints, total: pricePoints.plus(qualityPoints).toDecimalPlaces(30) };
  });
  return unranked.map((score) => ({ ...score, rank: 1 + unranked.filter((other) => other.total.gt(score.total)).length }));
}

function firsts(scores: readonly AwardScore[]): string[] {
  return scores.filter((score) => score.rank === 1).map((score) => score.id);
}

function within(share: Decimal): Decimal {
  return Decimal.max(0, Decimal.min(1, share));
}
