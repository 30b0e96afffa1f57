import type { CostStream } from '../../calculation/cash-flow.js';
import { makeOrBuy, type MakeOrBuy } from '../../calculation/make-or-buy.js';
import type { DecisionBasis, DecisionOption } from '../../calculation/make-or-buy-options.js';
import { sum } from '../../calculation/money.js';
import { isProblem, type Problem } from '../../calculation/problem.js';
import type { Sufficiency } from '../../calculation/sufficiency.js';
import { all, byRole, bySystem, onceSent, type Rule } from '../../engine/workflow.js';
import type { CostLine, DecisionEvent, DecisionFacts, DecisionOutcome, DecisionResult, OptionKind } from './decision.facts.js';

type DecisionRule = Rule<DecisionFacts, DecisionEvent>;

const optionNames: Record<OptionKind, string> = {
  make: 'Doing it ourselves',
  buy: 'Buying it',
  hybrid: 'Doing part of it ourselves',
};

/** The option that an outcome stands for. */
export const optionOf: Record<DecisionOutcome, OptionKind> = { in_house: 'make', outsource: 'buy', hybrid: 'hybrid' };

/** Options are those that have a cost line; scores stand between bounds of 0 and 10 that were set before anyone scored. */
function basisOf(facts: DecisionFacts, sufficiency: Sufficiency | null): DecisionBasis {
  const kinds = (['make', 'buy', 'hybrid'] as const).filter((kind) => facts.costs.some(({ option }) => option === kind));
  return {
    currency: facts.currency,
    discountRate: facts.discountRate,
    horizonMonths: facts.horizonMonths,
    moneyWeight: facts.moneyWeight,
    sufficiency,
    criteria: facts.criteria.map(({ name, weight }, index) => ({
      id: `criteria[${index}]`,
      name,
      weight,
      direction: 'benefit',
      bounds: { low: '0', high: '10' },
    })),
    options: kinds.map((kind): DecisionOption => ({
      id: kind,
      kind,
      name: optionNames[kind],
      streams: facts.costs.filter(({ option }) => option === kind).map((line) => streamOf(line, facts.horizonMonths)),
      values: Object.fromEntries(
        facts.criteria.flatMap((criterion, index) => {
          const value = criterion[kind];
          return value === null ? [] : [[`criteria[${index}]`, value]];
        }),
      ),
    })),
  };
}

function streamOf({ label, timing, fromMonth, months, amount, indexation }: CostLine, horizonMonths: number): CostStream {
  return timing === 'one_off'
    ? { kind: 'one_off', label, amount, month: fromMonth }
    : {
        kind: 'monthly',
        label,
        amount,
        from: fromMonth,
        to: months === null ? horizonMonths : fromMonth + months - 1,
        yearlyIndexation: indexation ?? '0',
      };
}

const reckonings = new WeakMap<DecisionEvent, { facts: DecisionFacts; found: DecisionResult | Problem }>();

/** The decision reckoned from what is written in it and what the register said; or what is missing. */
export function reckon(facts: DecisionFacts, event: Extract<DecisionEvent, { type: 'score' }>): DecisionResult | Problem {
  const before = reckonings.get(event);
  // Guard and assignment ask the same in turn, and what would turn the answer takes many reckonings.
  if (before?.facts === facts) return before.found;
  const { sufficiency } = event.known;
  const answer = makeOrBuy(basisOf(facts, sufficiency));
  const found = isProblem(answer) ? answer : stored(answer, sufficiency, event.at);
  reckonings.set(event, { facts, found });
  return found;
}

function stored(found: MakeOrBuy, sufficiency: Sufficiency | null, at: Date): DecisionResult {
  const { method, options, scoring, crossovers, recommendation, reasons } = found;
  const chosen = options.find(({ id }) => id === recommendation?.optionId);
  const nameOf = new Map(scoring?.criteria.map(({ id, name }) => [id, name]) ?? []);
  return {
    method,
    options: options.map((option) => ({
      id: option.kind,
      name: option.name,
      isFeasible: option.isFeasible,
      presentCost: option.presentCost.toDecimalPlaces(6).toFixed(),
      annualCost: option.annualCost.toDecimalPlaces(6).toFixed(),
      totalCost: sum(option.monthly).toDecimalPlaces(6).toFixed(),
      monthly: option.monthly.map((amount) => amount.toDecimalPlaces(6).toFixed()),
      score: option.score?.toDecimalPlaces(6).toFixed() ?? null,
      rank: option.rank,
      dominatedBy: option.dominatedBy,
    })),
    weights:
      scoring?.criteria.map(({ name, weight, normalisation, low, high }) => ({
        name,
        weight: weight.toDecimalPlaces(6).toFixed(),
        normalisation,
        low: low.toDecimalPlaces(6).toFixed(),
        high: high.toDecimalPlaces(6).toFixed(),
      })) ?? [],
    shares:
      scoring?.scores.flatMap(({ id, normalised }) =>
        Object.entries(normalised).map(([criterion, share]) => ({
          option: options.find((option) => option.id === id)?.kind ?? 'make',
          criterion: nameOf.get(criterion) ?? criterion,
          share: share.toDecimalPlaces(6).toFixed(),
        })),
      ) ?? [],
    weightRanges:
      scoring?.weightRanges.map(({ criterionId, from, to }) => ({
        name: nameOf.get(criterionId) ?? criterionId,
        from: from.toDecimalPlaces(6).toFixed(),
        to: to.toDecimalPlaces(6).toFixed(),
      })) ?? [],
    crossovers,
    recommendation: recommendation && chosen ? { optionId: chosen.kind, outcome: recommendation.outcome } : null,
    reasons,
    flips: recommendation?.flip ?? [],
    sufficiency: sufficiency?.say ?? null,
    reckonedAt: at.toISOString(),
  };
}

const byABuyer: DecisionRule = byRole('decision.notBuyer', 'buyer', 'administrator');

const byItself: DecisionRule = bySystem('decision.byItself');

const costed: DecisionRule = ({ context }) =>
  context.costs.length > 0
    ? null
    : { code: 'decision.noOptions', say: 'Write down the costs of at least one way to get the work done.', field: 'costs' };

const reckonable: DecisionRule = ({ context, event }) => {
  if (event.type !== 'score') return null;
  const found = reckon(context, event);
  return isProblem(found) ? found : null;
};

const withinHorizon: DecisionRule = ({ event }) => {
  if (event.type !== 'edit') return null;
  const index = event.costs.findIndex(({ fromMonth }) => fromMonth > event.horizonMonths);
  return index === -1
    ? null
    : {
        code: 'decision.afterHorizon',
        say: `This cost begins after the horizon of ${event.horizonMonths} months; it would not count.`,
        field: `costs[${index}].fromMonth`,
      };
};

const outcomeReckoned: DecisionRule = ({ context, event }) =>
  event.type === 'propose' && !context.result?.options.some(({ id }) => id === optionOf[event.outcome])
    ? {
        code: 'decision.outcomeNotReckoned',
        say: 'This outcome has no costs in the decision; add them and score again, or choose another.',
        field: 'outcome',
      }
    : null;

const deviationExplained: DecisionRule = ({ context, event }) => {
  if (event.type !== 'propose' || (event.reason ?? '') !== '') return null;
  const recommended = context.result?.recommendation?.outcome ?? null;
  if (recommended === event.outcome) return null;
  return {
    code: 'decision.deviationReason',
    say:
      recommended === null
        ? 'None of the options can be done as it stands; say why this one is proposed all the same.'
        : `The figures recommend ${recommended.replace('_', '-')}; say why another outcome is proposed.`,
    field: 'reason',
  };
};

const ofThisRound: DecisionRule = ({ context, event }) =>
  'round' in event && event.round !== context.approvalRound
    ? { code: 'decision.otherRound', say: 'This belongs to an earlier version of the decision, which was changed since.' }
    : null;

const failed: DecisionRule = ({ event }) =>
  event.type === 'noteReservation' && !event.succeeded
    ? null
    : { code: 'decision.reservationHeld', say: 'The capacity is reserved; there is no failure to note.' };

/** Who may do what to a decision, and what must hold. One entry a guard of the machine. */
export const decisionRules = {
  editable: all(byABuyer, onceSent(withinHorizon)),
  scorable: all(byABuyer, costed, onceSent(reckonable)),
  proposable: all(byABuyer, onceSent(outcomeReckoned, deviationExplained)),
  withdrawable: byABuyer,
  documented: all(byItself, onceSent(ofThisRound)),
  decidable: all(byItself, onceSent(ofThisRound)),
  notReserved: all(byItself, onceSent(failed)),
  reserved: byItself,
  reopenable: byABuyer,
  supersedable: byItself,
};
