import { Decimal, decimal, type Amount } from './money.js';
import type { Problem } from './problem.js';
import { leaveOneOut, weightRanges, type LeftOut, type WeightRange } from './scoring-sensitivity.js';

/** Something options are judged by. `bounds` are frozen before the values are known; without them the best value given is the yardstick. */
export interface Criterion {
  id: string;
  name: string;
  weight: Amount;
  direction: 'benefit' | 'cost';
  bounds?: { low: Amount; high: Amount } | null;
}

/** An option with its value on every criterion, in the criterion's unit. */
export interface Scorable {
  id: string;
  name: string;
  values: Readonly<Record<string, Amount>>;
}

/** How a criterion's values became shares: `ratio` is x/max or min/x, `bounds` the place between frozen bounds, `equal` gives all 1. */
export type Normalisation = 'ratio' | 'bounds' | 'equal';

/** A criterion as it was used: weight as share of all weights, and the yardsticks. */
export interface UsedCriterion {
  id: string;
  name: string;
  direction: 'benefit' | 'cost';
  weight: Decimal;
  normalisation: Normalisation;
  low: Decimal;
  high: Decimal;
}

/** An option's weighted sum (0 … 1), its rank (equal scores share one, the next is left out: 1, 1, 3) and the shares behind it. */
export interface Score {
  id: string;
  name: string;
  score: Decimal;
  rank: number;
  normalised: Record<string, Decimal>;
  /** Options that are nowhere worse and somewhere better. */
  dominatedBy: string[];
}

/** Scores in the order the options were given, with what would be asked about them. */
export interface Scoring {
  method: string;
  criteria: UsedCriterion[];
  scores: Score[];
  /** Best score and not dominated; several on a tie. */
  winners: string[];
  leaveOneOut: LeftOut[];
  weightRanges: WeightRange[];
}

/**
 * Weighted sum of normalised values. Weights are divided by their sum. A criterion on which all options are equal gives everyone 1 and so
 * decides nothing. Values beyond frozen bounds count as at the bound. Scores are not rounded; they are equal when 30 decimals agree.
 * Answers `scoring.noOptions`, `scoring.weights` (negative, or all zero), `scoring.missingValue`, `scoring.bounds` (low not below high)
 * or `scoring.ratio` (a ratio cannot use negative values, nor zero as cost: give bounds).
 */
export function weightedScores(criteria: readonly Criterion[], options: readonly Scorable[]): Scoring | Problem {
  const basis = scoreOnly(criteria, options);
  if ('code' in basis) return basis;
  return {
    method: 'Weighted sum; ratio to the best value (x/max, min/x) unless bounds were frozen beforehand.',
    ...basis,
    leaveOneOut: leaveOneOut(basis.winners, options, (remaining) => {
      const again = scoreOnly(criteria, remaining);
      return 'code' in again ? [] : again.winners;
    }),
    weightRanges: weightRanges(basis),
  };
}

/** Whether the first option is nowhere worse than the second and somewhere better, on the criteria that have weight. */
export function dominates(better: Scorable, worse: Scorable, criteria: readonly Criterion[]): boolean {
  const gains = criteria
    .filter((criterion) => decimal(criterion.weight).gt(0))
    .map((criterion) => {
      const order = decimal(better.values[criterion.id] ?? '0').cmp(worse.values[criterion.id] ?? '0');
      return criterion.direction === 'benefit' ? order : -order;
    });
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
}

/** The scores without their sensitivity: what one scenario needs. */
export function scoreOnly(
  criteria: readonly Criterion[],
  options: readonly Scorable[],
): { criteria: UsedCriterion[]; scores: Score[]; winners: string[] } | Problem {
  const fault = faultIn(criteria, options);
  if (fault !== null) return fault;
  const totalWeight = criteria.reduce((total, criterion) => total.plus(criterion.weight), new Decimal(0));
  const used = criteria.map((criterion) => usedCriterion(criterion, options, totalWeight));

  const unranked = options.map((option) => {
    const normalised = Object.fromEntries(
      used.map((criterion) => [criterion.id, share(decimal(option.values[criterion.id] ?? '0'), criterion)]),
    );
    const score = used.reduce(
      (total, criterion) => total.plus(criterion.weight.times(normalised[criterion.id] ?? 0)),
      new Decimal(0),
    );
    const dominatedBy = options.filter((other) => dominates(other, option, criteria)).map((other) => other.id);
    return { id: option.id, name: option.name, score: score.toDecimalPlaces(30), normalised, dominatedBy };
  });
  const scores = unranked.map((option) => ({
    ...option,
    rank: 1 + unranked.filter((other) => other.score.gt(option.score)).length,
  }));
  const best = scores
    .filter((option) => option.dominatedBy.length === 0)
    .reduce((top, option) => Math.min(top, option.rank), Infinity);
  const winners = scores.filter((option) => option.rank === best && option.dominatedBy.length === 0).map((option) => option.id);
  return { criteria: used, scores, winners };
}

function faultIn(criteria: readonly Criterion[], options: readonly Scorable[]): Problem | null {
  const weights = criteria.map((criterion) => decimal(criterion.weight));
  if (options.length === 0) return { code: 'scoring.noOptions', say: 'There is nothing to score; add an option.' };
  if (weights.some((weight) => weight.lt(0)) || !weights.some((weight) => weight.gt(0))) {
    return { code: 'scoring.weights', say: 'Weights must not be negative, and at least one must be above zero.' };
  }
  for (const criterion of criteria) {
    const without = options.find((option) => option.values[criterion.id] === undefined);
    if (without)
      return { code: 'scoring.missingValue', say: `Give ${without.name} a value for ${criterion.name}.`, field: criterion.id };
    if (criterion.bounds) {
      if (decimal(criterion.bounds.low).lt(criterion.bounds.high)) continue;
      return {
        code: 'scoring.bounds',
        say: `The lower bound of ${criterion.name} must be below the upper one.`,
        field: criterion.id,
      };
    }
    const values = options.map((option) => decimal(option.values[criterion.id] ?? '0'));
    const lowest = Decimal.min(...values);
    if (lowest.eq(Decimal.max(...values))) continue;
    if (lowest.lt(0) || (lowest.isZero() && criterion.direction === 'cost')) {
      return {
        code: 'scoring.ratio',
        say: `${criterion.name} has a value that no ratio can be taken of; set bounds for it.`,
        field: criterion.id,
      };
    }
  }
  return null;
}

function usedCriterion(criterion: Criterion, options: readonly Scorable[], totalWeight: Decimal): UsedCriterion {
  const values = options.map((option) => decimal(option.values[criterion.id] ?? '0'));
  const low = criterion.bounds ? decimal(criterion.bounds.low) : Decimal.min(...values);
  const high = criterion.bounds ? decimal(criterion.bounds.high) : Decimal.max(...values);
  const normalisation = criterion.bounds ? 'bounds' : low.eq(high) ? 'equal' : 'ratio';
  const { id, name, direction } = criterion;
  return { id, name, direction, weight: decimal(criterion.weight).div(totalWeight), normalisation, low, high };
}

function share(value: Decimal, { normalisation, direction, low, high }: UsedCriterion): Decimal {
  if (normalisation === 'equal') return new Decimal(1);
  if (normalisation === 'ratio') return direction === 'benefit' ? value.div(high) : low.div(value);
  const place = Decimal.min(Decimal.max(value, low), high).minus(low).div(high.minus(low));
  return direction === 'benefit' ? place : new Decimal(1).minus(place);
}
