import { crossoverMonths } from './cash-flow.js';
import type { BreakEven } from './break-even.js';
import type { DecisionBasis, OptionResult } from './make-or-buy-options.js';
import { formatMoney, formatNumber, formatPercent, type Decimal } from './money.js';
import type { Scoring } from './scoring.js';

/** One sentence for or against, made from figures only; figures are decimal text. */
export interface DecisionReason {
  code:
    | 'decision.capacity'
    | 'decision.shortage'
    | 'decision.cost'
    | 'decision.score'
    | 'decision.tie'
    | 'decision.crossover'
    | 'decision.breakEven'
    | 'decision.dominated'
    | 'decision.fragile'
    | 'decision.notFeasible'
    | 'decision.nothingFeasible';
  say: string;
  figures: Record<string, string>;
}

/** The reasons for recommending `winner` (null: nothing can be done), the weightiest first. */
export function decisionReasons(
  basis: DecisionBasis,
  results: readonly OptionResult[],
  winner: OptionResult | null,
  scoring: Scoring | null,
  breakEven: BreakEven | null,
): DecisionReason[] {
  const rivals = results.filter((result) => result.isFeasible && result !== winner);
  return [
    ...capacityReasons(basis),
    ...results.flatMap((result) => (result.isFeasible ? [] : [notFeasible(result)])),
    ...(winner === null ? [nothingFeasible] : []),
    ...(winner === null ? [] : rivals.map((rival) => costReason(basis, winner, rival))),
    ...(winner === null ? [] : rivals.map((rival) => scoreReason(winner, rival))),
    ...results.flatMap((result) => dominatedReasons(result, results)),
    ...(winner === null ? [] : rivals.flatMap((rival) => crossoverReasons(winner, rival))),
    ...breakEvenReasons(breakEven),
    ...(scoring === null ? [] : fragileReasons(scoring, results)),
  ];
}

const nothingFeasible: DecisionReason = {
  code: 'decision.nothingFeasible',
  say: 'None of the options can be done; add an option to buy, move the start or free capacity.',
  figures: {},
};

function capacityReasons({ sufficiency }: DecisionBasis): DecisionReason[] {
  if (sufficiency === null) return [];
  const first = sufficiency.firstShortage;
  const warnings = sufficiency.warnings.map(({ say, useShare }) => ({
    code: 'decision.capacity' as const,
    say,
    figures: { useShare: useShare?.toFixed(4) ?? '' },
  }));
  if (first === null) return [{ code: 'decision.capacity', say: sufficiency.say, figures: {} }, ...warnings];
  const figures = {
    resource: first.resourceId,
    month: first.month,
    short: first.short.toFixed(),
    shortages: String(sufficiency.shortages.length),
  };
  return [{ code: 'decision.shortage', say: sufficiency.say, figures }];
}

function notFeasible(result: OptionResult): DecisionReason {
  const say = `${result.name} needs free capacity that is not there, so it is not compared further.`;
  return { code: 'decision.notFeasible', say, figures: { option: result.id, presentCost: result.presentCost.toFixed(2) } };
}

function costReason(
  { currency, horizonMonths, discountRate }: DecisionBasis,
  winner: OptionResult,
  rival: OptionResult,
): DecisionReason {
  const saving = rival.presentCost.minus(winner.presentCost);
  const share = rival.presentCost.isZero() ? '' : ` (${formatPercent(saving.abs().div(rival.presentCost.abs()))})`;
  const difference = saving.isZero()
    ? 'the same as'
    : `${formatMoney(saving.abs(), currency)}${share} ${saving.gt(0) ? 'less' : 'more'} than`;
  const cost = formatMoney(winner.presentCost, currency);
  return {
    code: 'decision.cost',
    say: `${winner.name} costs ${cost} in present value over ${horizonMonths} months at ${formatPercent(discountRate)} a year, ${difference} ${rival.name}.`,
    figures: { option: winner.id, presentCost: winner.presentCost.toFixed(2), rival: rival.id, saving: saving.toFixed(2) },
  };
}

function scoreReason(winner: OptionResult, rival: OptionResult): DecisionReason {
  const [best, other] = [winner.score, rival.score];
  const figures = { option: winner.id, score: text(best), rival: rival.id, rivalScore: text(other) };
  if (best !== null && other !== null && best.eq(other)) {
    return {
      code: 'decision.tie',
      say: `${winner.name} and ${rival.name} score the same, ${shown(best)}; the lower cost decides, then doing the work ourselves.`,
      figures,
    };
  }
  return {
    code: 'decision.score',
    say: `${winner.name} scores ${shown(best)} on the weighted criteria, ${rival.name} ${shown(other)}.`,
    figures,
  };
}

function dominatedReasons(result: OptionResult, results: readonly OptionResult[]): DecisionReason[] {
  const better = results.find(({ id }) => id === result.dominatedBy[0]);
  if (better === undefined) return [];
  const say = `${result.name} is nowhere better and somewhere worse than ${better.name}, so it is not recommended at any weights.`;
  return [{ code: 'decision.dominated', say, figures: { option: result.id, by: better.id } }];
}

function crossoverReasons(winner: OptionResult, rival: OptionResult): DecisionReason[] {
  const [first] = crossoverMonths(winner.monthly, rival.monthly);
  if (first === undefined) return [];
  const winnerLedFirst = leadsAtFirst(winner.monthly, rival.monthly);
  const [before, after] = winnerLedFirst ? [winner, rival] : [rival, winner];
  const say = `Until month ${first} ${before.name} has cost less so far; from then on ${after.name} has.`;
  return [{ code: 'decision.crossover', say, figures: { month: String(first), before: before.id, after: after.id } }];
}

function leadsAtFirst(ours: readonly Decimal[], theirs: readonly Decimal[]): boolean {
  const month = ours.findIndex((amount, index) => !amount.eq(theirs[index] ?? amount));
  return month >= 0 && (ours[month]?.lt(theirs[month] ?? 0) ?? false);
}

function breakEvenReasons(breakEven: BreakEven | null): DecisionReason[] {
  if (breakEven === null) return [];
  if (breakEven.kind === 'volume') {
    const side = breakEven.makeIsCheaper;
    const say = `Making and buying cost the same at a volume of ${formatNumber(breakEven.volume)}; making is cheaper ${side} it.`;
    return [{ code: 'decision.breakEven', say, figures: { volume: breakEven.volume.toFixed(4), makeIsCheaper: side } }];
  }
  const say =
    breakEven.kind === 'equal'
      ? 'Making and buying cost the same at every volume.'
      : `${breakEven.option === 'make' ? 'Making' : 'Buying'} is never dearer, at any volume: there is no break-even volume.`;
  return [{ code: 'decision.breakEven', say, figures: {} }];
}

function fragileReasons({ leaveOneOut }: Scoring, results: readonly OptionResult[]): DecisionReason[] {
  return leaveOneOut
    .filter((left) => left.changesWinner)
    .map((left) => {
      const name = results.find(({ id }) => id === left.id)?.name ?? left.id;
      const say = `Without ${name}, which does not win itself, another option would win: freeze the bounds of the criteria before deciding.`;
      return { code: 'decision.fragile' as const, say, figures: { without: left.id, winner: left.winners[0] ?? '' } };
    });
}

function shown(score: Decimal | null): string {
  return score === null ? 'nothing' : formatNumber(score, 3);
}

function text(score: Decimal | null): string {
  return score?.toFixed(6) ?? '';
}
