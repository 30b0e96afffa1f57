import { monthlyCosts, presentValue } from './cash-flow.js';
import { chosen, moneyCriterion, type Candidate, type DecisionBasis } from './make-or-buy-options.js';
import { Decimal, decimal, formatMoney, formatPercent } from './money.js';
import type { Scoring } from './scoring.js';

/** A change that would turn the recommendation; figures are decimal text, shares as 0.12 for 12 %. */
export interface Flip {
  code: 'flip.discount' | 'flip.increase' | 'flip.rate' | 'flip.weight' | 'flip.start';
  say: string;
  figures: Record<string, string>;
}

/** What would turn the recommendation: a discount of each rival, a higher price of the winner, another discount rate, another weight of money, a later start. */
export function flips(basis: DecisionBasis, candidates: readonly Candidate[], winnerId: string, scoring: Scoring): Flip[] {
  const winner = candidates.find(({ option }) => option.id === winnerId);
  if (winner === undefined) return [];
  const rivals = candidates.filter((candidate) => candidate !== winner);
  return [
    ...rivals.flatMap((rival) => discountFlip(basis, candidates, rival, winner)),
    ...(rivals.length > 0 ? increaseFlip(basis, candidates, winner) : []),
    ...(rivals.length > 0 ? rateFlip(basis, candidates, winnerId) : []),
    ...weightFlip(scoring, winner),
    ...startFlip(basis, candidates),
  ];
}

function discountFlip(basis: DecisionBasis, candidates: readonly Candidate[], rival: Candidate, winner: Candidate): Flip[] {
  if (rival.presentCost.lte(0)) return [];
  const wins = (factor: Decimal) => winnerAt(basis, candidates, rival, factor) === rival.option.id;
  const factor = turn(new Decimal(1), new Decimal('0.01'), wins);
  if (factor === null) return [];
  const discount = new Decimal(1).minus(factor);
  const cost = rival.presentCost.times(factor);
  return [
    {
      code: 'flip.discount',
      say: `${rival.option.name} would be recommended instead of ${winner.option.name} if it cost ${formatPercent(discount)} less, at most ${formatMoney(cost, basis.currency)} in present value.`,
      figures: { option: rival.option.id, discountShare: discount.toFixed(6), presentCost: cost.toFixed(2) },
    },
  ];
}

function increaseFlip(basis: DecisionBasis, candidates: readonly Candidate[], winner: Candidate): Flip[] {
  if (winner.presentCost.lte(0)) return [];
  const loses = (factor: Decimal) => winnerAt(basis, candidates, winner, factor) !== winner.option.id;
  const factor = turn(new Decimal(1), new Decimal(10), loses);
  if (factor === null) return [];
  const increase = factor.minus(1);
  const cost = winner.presentCost.times(factor);
  return [
    {
      code: 'flip.increase',
      say: `${winner.option.name} would no longer be recommended if it cost ${formatPercent(increase)} more, ${formatMoney(cost, basis.currency)} in present value.`,
      figures: { option: winner.option.id, increaseShare: increase.toFixed(6), presentCost: cost.toFixed(2) },
    },
  ];
}

/** The discount rate nearest to the given one, between 0 and 30 % a year, at which another option wins; sought in steps of one percent, then narrowed. */
function rateFlip(basis: DecisionBasis, candidates: readonly Candidate[], winnerId: string): Flip[] {
  const monthly = candidates.map(({ option }) => ({ option, costs: monthlyCosts(option.streams, basis.horizonMonths) }));
  const winnerAtRate = (rate: Decimal) =>
    chosen(
      basis,
      monthly.map(({ option, costs }) => ({ option, presentCost: presentValue(costs, rate) })),
    );
  const other = (rate: Decimal) => winnerAtRate(rate) !== winnerId;
  const given = decimal(basis.discountRate);
  const step = new Decimal('0.01');
  const found = [1, -1].flatMap((direction) => {
    for (
      let rate = given, next = given.plus(step.times(direction));
      next.gte(0) && next.lte('0.30');
      rate = next, next = next.plus(step.times(direction))
    ) {
      if (other(next)) return turn(rate, next, other) ?? [];
    }
    return [];
  });
  const [nearest] = found.sort((a, b) => a.minus(given).abs().cmp(b.minus(given).abs()));
  if (nearest === undefined) return [];
  const instead = winnerAtRate(nearest);
  const name = candidates.find(({ option }) => option.id === instead)?.option.name ?? 'another option';
  return [
    {
      code: 'flip.rate',
      say: `At a discount rate of ${formatPercent(nearest)} a year instead of ${formatPercent(given)}, ${name} would be recommended.`,
      figures: { rate: nearest.toFixed(6), option: typeof instead === 'string' ? instead : '' },
    },
  ];
}

function weightFlip(scoring: Scoring, winner: Candidate): Flip[] {
  const range = scoring.weightRanges.find(({ criterionId }) => criterionId === moneyCriterion);
  if (range === undefined || range.from.eq(range.to) || (range.from.isZero() && range.to.eq(1))) return [];
  return [
    {
      code: 'flip.weight',
      say: `${winner.option.name} stays best while money weighs between ${formatPercent(range.from)} and ${formatPercent(range.to)}; it weighs ${formatPercent(range.weight)}.`,
      figures: { from: range.from.toFixed(6), to: range.to.toFixed(6), weight: range.weight.toFixed(6) },
    },
  ];
}

function startFlip({ options, sufficiency }: DecisionBasis, candidates: readonly Candidate[]): Flip[] {
  const excluded = options.filter((option) => !candidates.some((candidate) => candidate.option === option));
  const start = sufficiency?.earliestStart ?? null;
  if (start === null || excluded.length === 0) return [];
  return excluded.map((option) => ({
    code: 'flip.start',
    say: `${option.name} could be done from free capacity if the work started in ${start}.`,
    figures: { option: option.id, start },
  }));
}

function winnerAt(basis: DecisionBasis, candidates: readonly Candidate[], changed: Candidate, factor: Decimal) {
  return chosen(
    basis,
    candidates.map((candidate) =>
      candidate === changed ? { ...candidate, presentCost: candidate.presentCost.times(factor) } : candidate,
    ),
  );
}

/** The first value, between the present one and a far one, at which the answer has changed; found by halving 30 times, null when it holds even there. */
function turn(present: Decimal, far: Decimal, changed: (value: Decimal) => boolean): Decimal | null {
  if (!changed(far)) return null;
  let [before, after] = [present, far];
  for (let round = 0; round < 30; round++) {
    const middle = before.plus(after).div(2);
    if (changed(middle)) after = middle;
    else before = middle;
  }
  return after;
}
