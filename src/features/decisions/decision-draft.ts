import { monthIndex } from '../../calculation/calendar-months.js';
import { Decimal, moneyText } from '../../calculation/money.js';
import type { ResourceCard } from '../resources/resource.queries.js';
import type { RequestCard } from '../requests/request.queries.js';
import type { CostLine, CriterionLine, OptionKind } from './decision.facts.js';

/** What a decision begins with; amounts are decimal text in the request's currency. */
export interface DecisionDraft {
  horizonMonths: number;
  costs: CostLine[];
  criteria: CriterionLine[];
  assumptions: string;
}

interface Span {
  fromMonth: number;
  months: number;
}

/**
 * The costs that are known when a request has been analysed: our own at internal rates for the demand, buying at the estimate spread over the
 * months of the demand, and where only part of the demand fits, that part ourselves and the rest bought at its share of the estimate.
 * `thisMonth` ('YYYY-MM') is month 0. What is not known is left out and named among the assumptions.
 */
export function decisionDraft(request: RequestCard, resources: readonly ResourceCard[], thisMonth: string): DecisionDraft {
  const offsetOf = (month: string) => Math.max(0, monthIndex(month) - monthIndex(thisMonth));
  const offsets = request.demand.map(({ month }) => offsetOf(month));
  const span: Span =
    offsets.length === 0
      ? { fromMonth: 1, months: 1 }
      : { fromMonth: Math.min(...offsets), months: Math.max(...offsets) - Math.min(...offsets) + 1 };
  const priced = resources.filter(({ currency }) => currency === request.currency);
  const shortShare = shareShort(request);
  const bought =
    request.estimate === null
      ? []
      : [buyLine('buy', 'Buying, as estimated in the request', request.estimate, span, request.currency)];
  const whole = internalCosts('make', request, priced, offsetOf, (demand) => demand);
  const hybrid =
    request.estimate !== null && whole.length > 0 && shortShare.gt(0) && shortShare.lt(1)
      ? [
          ...internalCosts('hybrid', request, priced, offsetOf, (demand, short) => Decimal.max(demand.minus(short), 0)),
          buyLine(
            'hybrid',
            'Buying what our own means lack, by its share of the estimate',
            request.estimate.times(shortShare),
            span,
            request.currency,
          ),
        ]
      : [];
  const costs = [...whole, ...bought, ...hybrid];
  return {
    horizonMonths: Math.min(240, Math.max(12, span.fromMonth + span.months - 1)),
    costs,
    criteria: startingCriteria(costs),
    assumptions: assumptions(request, resources, hybrid.length > 0).join('\n'),
  };
}

/** Consecutive months with the same cost become one line. */
function internalCosts(
  option: OptionKind,
  request: RequestCard,
  resources: readonly ResourceCard[],
  offsetOf: (month: string) => number,
  share: (demand: Decimal, short: Decimal) => Decimal,
): CostLine[] {
  const shorts = new Map(request.sufficiency?.rows.map((row) => [`${row.resourceId} ${row.month}`, row.short]) ?? []);
  return resources.flatMap((resource) => {
    const byMonth = new Map<number, Decimal>();
    for (const [month, demand] of demandOf(request, resource.id)) {
      const quantity = share(demand, shorts.get(`${resource.id} ${month}`) ?? new Decimal(0));
      if (quantity.gt(0)) byMonth.set(offsetOf(month), (byMonth.get(offsetOf(month)) ?? new Decimal(0)).plus(quantity));
    }
    const lines: CostLine[] = [];
    for (const [offset, quantity] of [...byMonth].sort(([one], [other]) => one - other)) {
      const amount = moneyText(quantity.times(resource.rate), request.currency);
      const last = lines.at(-1);
      if (last && last.amount === amount && last.months !== null && last.fromMonth + last.months === offset) last.months += 1;
      else
        lines.push({
          ...{ option, label: `${resource.title}, ${resource.rate.toFixed()} ${resource.currency} per ${resource.unit}` },
          ...{ timing: 'monthly', fromMonth: offset, months: 1, amount, indexation: null },
        });
    }
    return lines;
  });
}

function demandOf(request: RequestCard, resourceId: string): Map<string, Decimal> {
  const byMonth = new Map<string, Decimal>();
  for (const line of request.demand) {
    if (line.resourceId === resourceId) byMonth.set(line.month, (byMonth.get(line.month) ?? new Decimal(0)).plus(line.quantity));
  }
  return byMonth;
}

function buyLine(option: OptionKind, label: string, total: Decimal, { fromMonth, months }: Span, currency: string): CostLine {
  return {
    option,
    label,
    timing: 'monthly',
    fromMonth,
    months,
    amount: moneyText(total.div(months), currency),
    indexation: null,
  };
}

/** The part of the demand that the register lacks, 0 … 1: the mean over resources and months, so that units do not mix. */
function shareShort({ sufficiency }: RequestCard): Decimal {
  const rows = sufficiency?.rows ?? [];
  if (rows.length === 0) return new Decimal(0);
  return rows
    .reduce((total, { short, demand }) => total.plus(Decimal.min(short.div(demand), 1)), new Decimal(0))
    .div(rows.length);
}

/** Criteria begin level, so that they decide nothing until somebody who knows moves them. */
function startingCriteria(costs: readonly CostLine[]): CriterionLine[] {
  const score = (kind: OptionKind) => (costs.some(({ option }) => option === kind) ? '5' : null);
  const level = { make: score('make'), buy: score('buy'), hybrid: score('hybrid') };
  return [
    { name: 'Ready when it is needed', weight: '20', ...level },
    { name: 'Know-how kept in the house', weight: '15', ...level },
    { name: 'Independence and low risk', weight: '15', ...level },
  ];
}

function assumptions(request: RequestCard, resources: readonly ResourceCard[], isHybrid: boolean): string[] {
  const foreign = resources.filter(({ currency }) => currency !== request.currency);
  const unmatched = request.demand.filter(({ resourceId }) => resourceId === null);
  return [
    ...(request.registerSays === null ? [] : [`The register says: ${request.registerSays}`]),
    'Doing it ourselves is priced at the internal rates of the register.',
    request.estimate === null
      ? 'The request gives no estimate for buying: add the costs of buying before scoring.'
      : 'Buying is priced at the estimate of the request, in equal monthly parts.',
    ...(isHybrid ? ['Doing part of it ourselves takes what is free and buys the rest at its share of the estimate.'] : []),
    ...foreign.map(
      ({ title, rate, currency }) =>
        `${title} is left out: its rate is ${rate.toFixed()} ${currency}; add its cost in ${request.currency}.`,
    ),
    ...(unmatched.length > 0
      ? [`Not in the register and so not priced: ${[...new Set(unmatched.map(({ what }) => what))].join(', ')}.`]
      : []),
    'All criteria beside money begin at 5 of 10: change them to what you know.',
  ];
}
