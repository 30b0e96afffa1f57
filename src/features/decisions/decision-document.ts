import { Decimal } from '../../calculation/money.js';
import type { Settings } from '../../settings.js';
import type { RequestCard } from '../requests/request.queries.js';
import type { DecisionOutcome, OptionKind } from './decision.facts.js';
import type { DecisionCard } from './decision.queries.js';

const outcomes: Record<DecisionOutcome, string> = {
  in_house: 'Do the work ourselves',
  outsource: 'Buy the work from a vendor',
  hybrid: 'Do part of the work ourselves and buy the rest',
};

const options: Record<OptionKind, string> = { make: 'In-house', buy: 'Outsourcing', hybrid: 'Hybrid' };

/** What the template of the decision document is given. */
export function decisionDocument(decision: DecisionCard, request: RequestCard, settings: Settings) {
  const { result, currency } = decision;
  const recommended = result?.recommendation?.outcome ?? null;
  return {
    number: decision.number,
    title: decision.title,
    from: settings.buyerName,
    zone: settings.timeZone,
    request: {
      number: request.number,
      requesterName: request.requesterName,
      need: request.need,
      requirements: request.requirements,
      neededOn: request.neededOn,
      registerSays: request.registerSays,
    },
    authorName: decision.authorName,
    proposedAt: decision.proposedAt,
    round: decision.approvalRound,
    outcome: decision.outcome ? outcomes[decision.outcome] : null,
    value: decision.value,
    currency,
    recommended: recommended ? outcomes[recommended] : null,
    deviationReason: decision.deviationReason,
    assumptions: decision.assumptions,
    discountRate: decision.discountRate,
    horizonMonths: decision.horizonMonths,
    method: result?.method ?? '',
    options: (result?.options ?? []).map(({ name, isFeasible, presentCost, totalCost, annualCost, score, rank }) => ({
      name,
      isFeasible,
      rank,
      presentCost: rounded(presentCost, 2),
      totalCost: rounded(totalCost, 2),
      annualCost: rounded(annualCost, 2),
      score: score === null ? null : rounded(score, 3),
    })),
    reasons: (result?.reasons ?? []).map(({ say }) => say),
    flips: (result?.flips ?? []).map(({ say }) => say),
    weights: (result?.weights ?? []).map(({ name, weight }) => ({ name, weight })),
    criteria: decision.criteria,
    costs: decision.costs.map((line) => ({
      option: options[line.option],
      label: line.label,
      amount: line.amount,
      isMonthly: line.timing === 'monthly',
      fromMonth: line.fromMonth,
      toMonth: line.months === null ? decision.horizonMonths : line.fromMonth + line.months - 1,
      indexation: line.indexation === null || new Decimal(line.indexation).isZero() ? null : line.indexation,
    })),
    capacity: (request.sufficiency?.rows ?? []).map(({ name, unit, month, demand, free, short }) => ({
      name,
      unit,
      month,
      demand,
      free,
      short,
    })),
  };
}

const rounded = (figure: string, decimals: number): string => new Decimal(figure).toDecimalPlaces(decimals).toFixed();
