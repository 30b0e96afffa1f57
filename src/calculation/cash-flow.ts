import { Decimal, decimal, type Amount } from './money.js';

/**
 * One cost of an option, in the decision's currency; a cost is positive, an income (residual value, avoided fee) negative.
 * Month 0 is the day of the decision, month m the end of the m-th month after it. `yearlyIndexation` (0.03 is 3 % a year) raises
 * a monthly amount every twelve months after `from`.
 */
export type CostStream =
  | { kind: 'one_off'; label: string; amount: Amount; month: number }
  | { kind: 'monthly'; label: string; amount: Amount; from: number; to: number; yearlyIndexation?: Amount };

/** Costs month by month, index 0 … horizon. What falls after the horizon is left out, so that options are compared over the same time. */
export function monthlyCosts(streams: readonly CostStream[], horizonMonths: number): Decimal[] {
  const costs = Array.from({ length: horizonMonths + 1 }, () => new Decimal(0));
  const add = (month: number, amount: Decimal) => {
    const already = costs[month];
    if (already !== undefined) costs[month] = already.plus(amount);
  };
  for (const stream of streams) {
    if (stream.kind === 'one_off') {
      add(stream.month, decimal(stream.amount));
      continue;
    }
    const step = new Decimal(1).plus(stream.yearlyIndexation ?? '0');
    let amount = decimal(stream.amount);
    for (let month = stream.from; month <= Math.min(stream.to, horizonMonths); month++) {
      if (month > stream.from && (month - stream.from) % 12 === 0) amount = amount.times(step);
      add(month, amount);
    }
  }
  return costs;
}

/**
 * Present value of monthly amounts (index 0 undiscounted) at a yearly effective rate: month m is divided by (1 + rate)^(m/12), so that
 * twelve months discount exactly one year. Rate 0 gives the plain sum; the rate must be above −1.
 */
export function presentValue(monthly: readonly Decimal[], yearlyRate: Amount): Decimal {
  const perMonth = new Decimal(1).plus(yearlyRate).pow(new Decimal(-1).div(12));
  // Horner from the last month on: one multiplication a month instead of one power.
  return monthly.reduceRight((later, amount) => later.times(perMonth).plus(amount), new Decimal(0));
}

/** Net present value of an option's costs over the horizon: the smaller, the cheaper. */
export function netPresentCost(streams: readonly CostStream[], yearlyRate: Amount, horizonMonths: number): Decimal {
  return presentValue(monthlyCosts(streams, horizonMonths), yearlyRate);
}

/** The equal yearly amount (paid at each year's end) with the same present value, for options of unequal length: NPV·r / (1 − (1+r)^−n). At rate 0 it is NPV/n. */
export function equivalentAnnualCost(presentCost: Amount, yearlyRate: Amount, years: Amount): Decimal {
  const rate = decimal(yearlyRate);
  const value = decimal(presentCost);
  if (rate.isZero()) return value.div(years);
  return value.times(rate).div(new Decimal(1).minus(rate.plus(1).pow(decimal(years).neg())));
}

/** Running totals of monthly amounts. */
export function cumulative(monthly: readonly Decimal[]): Decimal[] {
  let total = new Decimal(0);
  return monthly.map((amount) => (total = total.plus(amount)));
}

/**
 * The months in which the lead changes between two options' cumulative costs (not discounted): from each such month on the other one
 * has cost less so far. Equal totals change nothing by themselves. Empty when one leads all the time.
 */
export function crossoverMonths(a: readonly Decimal[], b: readonly Decimal[]): number[] {
  const totalsOfA = cumulative(a);
  const totalsOfB = cumulative(b);
  const months: number[] = [];
  let lead = 0;
  for (let month = 0; month < Math.min(a.length, b.length); month++) {
    const ahead = (totalsOfB[month] ?? new Decimal(0)).cmp(totalsOfA[month] ?? new Decimal(0));
    if (ahead !== 0 && lead !== 0 && ahead !== lead) months.push(month);
    if (ahead !== 0) lead = ahead;
  }
  return months;
}

/** First month from which the cumulative gain (saving less cost, index 0 is now) is not negative and stays so to the end; null if it never pays back. */
export function paybackMonth(gains: readonly Decimal[]): number | null {
  const lastShort = cumulative(gains).findLastIndex((total) => total.lt(0));
  return lastShort + 1 < gains.length ? lastShort + 1 : null;
}
