import { equivalentAnnualCost, monthlyCosts, presentValue, type CostStream } from './cash-flow.js';
import { Decimal, decimal, type Amount } from './money.js';
import type { Problem } from './problem.js';
import { scoreOnly, weightedScores, type Criterion, type Scorable, type Scoring } from './scoring.js';
import type { Sufficiency } from './sufficiency.js';

/** A way to get the work done: its costs in the decision's currency and its values on the criteria other than money. */
export interface DecisionOption {
  id: string;
  name: string;
  kind: 'make' | 'buy' | 'hybrid';
  streams: readonly CostStream[];
  values: Readonly<Record<string, Amount>>;
  /** Whether it can only be done when the register's free capacity suffices; absent: true for make, false for buy and hybrid. */
  needsFreeCapacity?: boolean;
  /** For the break-even volume: fixed cost and cost per unit over the same period; null or absent when cost does not follow a volume. */
  volume?: { fixed: Amount; perUnit: Amount } | null;
}

/** What a make-or-buy decision is reckoned from. `discountRate` is yearly and effective (0.06 is 6 %); real with real costs, nominal with nominal ones. */
export interface DecisionBasis {
  currency: string;
  discountRate: Amount;
  horizonMonths: number;
  options: readonly DecisionOption[];
  criteria: readonly Criterion[];
  /** Weight of net present cost beside the weights of the criteria. */
  moneyWeight: Amount;
  /** null when nothing was asked of the register. */
  sufficiency: Sufficiency | null;
}

/** An option reckoned: money and score side by side; score and rank are null for one that cannot be done. */
export interface OptionResult {
  id: string;
  name: string;
  kind: 'make' | 'buy' | 'hybrid';
  isFeasible: boolean;
  /** Net present cost over the horizon. */
  presentCost: Decimal;
  /** The equal yearly amount with the same present value. */
  annualCost: Decimal;
  monthly: Decimal[];
  score: Decimal | null;
  rank: number | null;
  dominatedBy: string[];
}

/** An option that can be done, with its present cost: what is chosen among. */
export interface Candidate {
  option: DecisionOption;
  presentCost: Decimal;
}

/** The id under which net present cost stands among the criteria. */
export const moneyCriterion = 'money';

/** Whether free capacity lets the option be done at all. */
export function isFeasible(option: DecisionOption, found: Sufficiency | null): boolean {
  return !(option.needsFreeCapacity ?? option.kind === 'make') || found === null || found.isSufficient;
}

/** The options with their costs, in the order given, not yet scored. */
export function reckoned(basis: DecisionBasis): OptionResult[] {
  return basis.options.map((option) => {
    const monthly = monthlyCosts(option.streams, basis.horizonMonths);
    const presentCost = presentValue(monthly, basis.discountRate);
    return {
      id: option.id,
      name: option.name,
      kind: option.kind,
      isFeasible: isFeasible(option, basis.sufficiency),
      presentCost,
      annualCost: equivalentAnnualCost(presentCost, basis.discountRate, new Decimal(basis.horizonMonths).div(12)),
      monthly,
      score: null,
      rank: null,
      dominatedBy: [],
    };
  });
}

/** Money and the other criteria in one weighted sum, with sensitivity. */
export function scored(basis: DecisionBasis, candidates: readonly Candidate[]): Scoring | Problem {
  return weightedScores(criteriaWithMoney(basis, candidates), candidates.map(scorable));
}

/** The id of the candidate to recommend, or the problem: best score, then the lower cost, then make before hybrid before buy, then the id. */
export function chosen(basis: DecisionBasis, candidates: readonly Candidate[]): string | Problem {
  const scoring = scoreOnly(criteriaWithMoney(basis, candidates), candidates.map(scorable));
  return 'code' in scoring ? scoring : preferred(candidates, scoring.winners);
}

/** Of equal winners, the one to recommend. */
export function preferred(candidates: readonly Candidate[], winners: readonly string[]): string {
  const order = { make: 0, hybrid: 1, buy: 2 };
  const [first] = candidates
    .filter(({ option }) => winners.includes(option.id))
    .sort(
      (a, b) =>
        a.presentCost.cmp(b.presentCost) || order[a.option.kind] - order[b.option.kind] || (a.option.id < b.option.id ? -1 : 1),
    );
  return first?.option.id ?? '';
}

function scorable({ option, presentCost }: Candidate): Scorable {
  return { id: option.id, name: option.name, values: { ...option.values, [moneyCriterion]: presentCost } };
}

function criteriaWithMoney(basis: DecisionBasis, candidates: readonly Candidate[]): Criterion[] {
  const costs = candidates.map((candidate) => candidate.presentCost);
  const low = costs.length > 0 ? Decimal.min(...costs) : new Decimal(0);
  const high = costs.length > 0 ? Decimal.max(...costs) : new Decimal(0);
  // No ratio can be taken of a cost that is zero or an income: the place between cheapest and dearest stands in for it.
  const bounds = low.lte(0) && low.lt(high) ? { low, high } : null;
  const money: Criterion = {
    id: moneyCriterion,
    name: 'Net present cost',
    weight: decimal(basis.moneyWeight),
    direction: 'cost',
    bounds,
  };
  return [money, ...basis.criteria];
}
