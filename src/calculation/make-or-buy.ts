import { breakEvenVolume, type BreakEven } from './break-even.js';
import { crossoverMonths } from './cash-flow.js';
import { flips, type Flip } from './make-or-buy-flips.js';
import { preferred, reckoned, scored, type DecisionBasis, type OptionResult } from './make-or-buy-options.js';
import { decisionReasons, type DecisionReason } from './make-or-buy-reasons.js';
import { decimal } from './money.js';
import type { Problem } from './problem.js';
import type { Scoring } from './scoring.js';

/** What is recommended; `outcome` is what the request would be decided as. */
export interface Recommendation {
  optionId: string;
  outcome: 'in_house' | 'outsource' | 'hybrid';
  reasons: DecisionReason[];
  flip: Flip[];
}

/** A make-or-buy decision reckoned: every figure that its page and document show. */
export interface MakeOrBuy {
  method: string;
  /** In the order given. */
  options: OptionResult[];
  scoring: Scoring | null;
  /** Months at which cumulative cost changes the lead, for each pair of options that has any. */
  crossovers: { a: string; b: string; months: number[] }[];
  /** Of the first make against the first buy option that state a volume cost; null when either does not. */
  breakEven: BreakEven | null;
  /** null when no option can be done; `reasons` then says why. */
  recommendation: Recommendation | null;
  reasons: DecisionReason[];
}

const outcomes = { make: 'in_house', buy: 'outsource', hybrid: 'hybrid' } as const;

/**
 * Reckons and compares options to make, buy or do both. Options that need free capacity which is not there are reckoned but left out of
 * the scoring, before it is normalised; a dominated option is never recommended; a tie goes to the lower cost, then make, hybrid, buy.
 * The order of the options does not matter, nor does the unit that money is counted in. Answers the scoring's problems
 * (`scoring.weights`, `scoring.missingValue`, `scoring.ratio`, `scoring.bounds`) `decision.noOptions`,
 * `decision.horizon` or `decision.discountRate`.
 */
export function makeOrBuy(basis: DecisionBasis): MakeOrBuy | Problem {
  if (basis.options.length === 0) return { code: 'decision.noOptions', say: 'Add at least one option to make or to buy.' };
  if (!Number.isInteger(basis.horizonMonths) || basis.horizonMonths < 1) {
    return {
      code: 'decision.horizon',
      say: 'The horizon must be a whole number of months, at least one.',
      field: 'horizonMonths',
    };
  }
  if (decimal(basis.discountRate).lte(-1)) {
    return { code: 'decision.discountRate', say: 'The discount rate must be above −100 % a year.', field: 'discountRate' };
  }
  const plain = reckoned(basis);
  const candidates = basis.options.flatMap((option) => {
    const result = plain.find(({ id, isFeasible }) => id === option.id && isFeasible);
    return result ? [{ option, presentCost: result.presentCost }] : [];
  });
  const scoring = candidates.length > 0 ? scored(basis, candidates) : null;
  if (scoring !== null && 'code' in scoring) return scoring;

  const options = plain.map((result) => ({ ...result, ...placeOf(result, scoring) }));
  const winnerId = scoring === null ? null : preferred(candidates, scoring.winners);
  const winner = options.find(({ id }) => id === winnerId) ?? null;
  const breakEven = breakEvenOf(basis);
  const reasons = decisionReasons(basis, options, winner, scoring, breakEven);

  return {
    method: scoring?.method ?? 'Net present cost',
    options,
    scoring,
    crossovers: crossoversOf(options),
    breakEven,
    recommendation:
      winner === null || scoring === null
        ? null
        : { optionId: winner.id, outcome: outcomes[winner.kind], reasons, flip: flips(basis, candidates, winner.id, scoring) },
    reasons,
  };
}

function placeOf({ id }: OptionResult, scoring: Scoring | null) {
  const place = scoring?.scores.find((score) => score.id === id);
  return { score: place?.score ?? null, rank: place?.rank ?? null, dominatedBy: place?.dominatedBy ?? [] };
}

function crossoversOf(options: readonly OptionResult[]): MakeOrBuy['crossovers'] {
  return options
    .flatMap((a, index) =>
      options.slice(index + 1).map((b) => ({ a: a.id, b: b.id, months: crossoverMonths(a.monthly, b.monthly) })),
    )
    .filter(({ months }) => months.length > 0);
}

function breakEvenOf({ options }: DecisionBasis): BreakEven | null {
  const make = options.find((option) => option.kind === 'make' && option.volume)?.volume;
  const buy = options.find((option) => option.kind === 'buy' && option.volume)?.volume;
  if (!make || !buy) return null;
  return breakEvenVolume({ fixedMake: make.fixed, variableMake: make.perUnit, fixedBuy: buy.fixed, buyPrice: buy.perUnit });
}
