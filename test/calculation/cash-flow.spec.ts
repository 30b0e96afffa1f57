import fc from 'fast-check';
import { breakEvenVolume, indifferencePrice, relevantCost, type CostLine } from '../../src/calculation/break-even.js';
import {
  crossoverMonths,
  equivalentAnnualCost,
  monthlyCosts,
  netPresentCost,
  paybackMonth,
  presentValue,
  type CostStream,
} from '../../src/calculation/cash-flow.js';
import { Decimal, sum } from '../../src/calculation/money.js';
import { expectNear, onExample, texts } from './worked-examples.js';

const monthly = (amount: string, from: number, to: number, yearlyIndexation?: string): CostStream => ({
  kind: 'monthly',
  label: 'fee',
  amount,
  from,
  to,
  yearlyIndexation,
});
const oneOff = (amount: string, month: number): CostStream => ({ kind: 'one_off', label: 'set-up', amount, month });
const flows = (...amounts: string[]) => amounts.map((amount) => new Decimal(amount));

const stream: fc.Arbitrary<CostStream> = fc.oneof(
  fc.record({
    kind: fc.constant('one_off' as const),
    label: fc.constant('x'),
    amount: fc.nat(100_000).map(String),
    month: fc.nat(36),
  }),
  fc.record({
    kind: fc.constant('monthly' as const),
    label: fc.constant('x'),
    amount: fc.nat(10_000).map(String),
    from: fc.nat(36),
    to: fc.nat(48),
    yearlyIndexation: fc.nat(20).map((percent) => String(percent / 100)),
  }),
);

describe('present value', () => {
  onExample<
    { rate: number; in_house_annual: number; years: number; outsource: number[] },
    { pv_in_house: number; pv_outsource: number }
  >(
    'make-or-buy/npv-printing-in-house-vs-outsource',
    'discounts twelve months as exactly one year',
    ({ inputs, expected, tolerance }) => {
      const rate = String(inputs.rate);
      const inHouse = inputs.outsource.map((_, year) => oneOff(String(inputs.in_house_annual), 12 * (year + 1)));
      const outsource = inputs.outsource.map((amount, year) => oneOff(String(amount), 12 * (year + 1)));
      expectNear(netPresentCost(inHouse, rate, 12 * inputs.years), expected.pv_in_house, tolerance);
      expectNear(netPresentCost(outsource, rate, 12 * inputs.years), expected.pv_outsource, tolerance);
    },
  );

  it('is the plain sum at rate zero and leaves month 0 undiscounted', () => {
    const costs = monthlyCosts([oneOff('1000', 0), monthly('100', 1, 12)], 12);
    expect(presentValue(costs, '0').toFixed()).toBe('2200');
    expect(netPresentCost([oneOff('1000', 0)], '0.5', 12).toFixed()).toBe('1000');
  });

  it('raises a monthly amount every twelve months after its start and stops at the horizon', () => {
    const costs = monthlyCosts([monthly('100', 4, 100, '0.10')], 28);
    expect(texts([3, 4, 15, 16, 27, 28].map((month) => costs[month]?.toNumber() ?? -1))).toEqual([
      '0',
      '100',
      '100',
      '110',
      '110',
      '121',
    ]);
    expect(costs).toHaveLength(29);
  });

  it('does not depend on the order of the streams and scales with all money', () => {
    fc.assert(
      fc.property(fc.array(stream, { maxLength: 6 }), fc.integer({ min: 2, max: 50 }), (streams, factor) => {
        const value = netPresentCost(streams, '0.07', 36);
        const larger = streams.map((one) => ({ ...one, amount: new Decimal(one.amount).times(factor) }));
        expectNear(netPresentCost([...streams].reverse(), '0.07', 36), value.toNumber(), 1e-6);
        expect(netPresentCost(larger, '0.07', 36).minus(value.times(factor)).abs().lt('1e-20')).toBe(true);
      }),
    );
  });

  it('falls as the rate rises', () => {
    const streams = [monthly('100', 1, 36)];
    expect(netPresentCost(streams, '0.08', 36).lt(netPresentCost(streams, '0.05', 36))).toBe(true);
  });

  it('spreads over the years so that the equal amounts have the same present value', () => {
    const yearly = equivalentAnnualCost('1000', '0.1', '3');
    expect(sum([1, 2, 3].map((year) => yearly.div(new Decimal('1.1').pow(year)))).toFixed(20)).toBe('1000.00000000000000000000');
    expect(equivalentAnnualCost('900', '0', '3').toFixed()).toBe('300');
  });
});

describe('crossover and payback', () => {
  it('names the month from which the other option has cost less', () => {
    const make = monthlyCosts([oneOff('1000', 0), monthly('10', 1, 24)], 24);
    const buy = monthlyCosts([monthly('110', 1, 24)], 24);
    expect(crossoverMonths(make, buy)).toEqual([11]);
    expect(crossoverMonths(buy, make)).toEqual([11]);
    expect(crossoverMonths(buy, buy)).toEqual([]);
  });

  it('pays back from the month after which it is never short again', () => {
    expect(paybackMonth(flows('-100', '40', '40', '40'))).toBe(3);
    expect(paybackMonth(flows('-100', '120', '-50', '40'))).toBe(3);
    expect(paybackMonth(flows('0', '5'))).toBe(0);
    expect(paybackMonth(flows('-100', '40'))).toBeNull();
  });
});

describe('break-even', () => {
  onExample<
    { fixed_make: number; var_make: number; buy_price: number },
    { break_even_units: number; at_15000: { buy: number; make: number } }
  >('make-or-buy/breakeven-16000', 'is where both sides cost the same', ({ inputs, expected, tolerance }) => {
    const [fixedMake, variableMake, buyPrice] = texts([inputs.fixed_make, inputs.var_make, inputs.buy_price]);
    const found = breakEvenVolume({
      fixedMake: fixedMake ?? '',
      variableMake: variableMake ?? '',
      fixedBuy: '0',
      buyPrice: buyPrice ?? '',
    });
    expect(found).toMatchObject({ kind: 'volume', makeIsCheaper: 'above' });
    expectNear(found.kind === 'volume' ? found.volume : null, expected.break_even_units, tolerance);
    const make: CostLine[] = [
      { label: 'variable', amount: variableMake ?? '', per: 'unit' },
      { label: 'fixed', amount: fixedMake ?? '', per: 'period' },
    ];
    expectNear(relevantCost(make, '15000'), expected.at_15000.make, tolerance);
    expectNear(
      relevantCost([{ label: 'price', amount: buyPrice ?? '', per: 'unit' }], '15000'),
      expected.at_15000.buy,
      tolerance,
    );
  });

  it('says dominance, never a negative volume', () => {
    const costs = { fixedMake: '100', variableMake: '5', fixedBuy: '0', buyPrice: '4' };
    expect(breakEvenVolume(costs)).toEqual({ kind: 'dominates', option: 'buy' });
    expect(breakEvenVolume({ ...costs, fixedMake: '-1', buyPrice: '5' })).toEqual({ kind: 'dominates', option: 'make' });
    expect(breakEvenVolume({ ...costs, fixedMake: '0', buyPrice: '5' })).toEqual({ kind: 'equal' });
  });

  it('never answers a volume below or at zero, and costs are equal at it', () => {
    const amount = fc.integer({ min: -1000, max: 1000 }).map(String);
    fc.assert(
      fc.property(fc.record({ fixedMake: amount, variableMake: amount, fixedBuy: amount, buyPrice: amount }), (costs) => {
        const found = breakEvenVolume(costs);
        if (found.kind !== 'volume') return;
        expect(found.volume.gt(0)).toBe(true);
        const make = found.volume.times(costs.variableMake).plus(costs.fixedMake);
        expect(make.minus(found.volume.times(costs.buyPrice).plus(costs.fixedBuy)).abs().lt('1e-30')).toBe(true);
      }),
    );
  });
});

describe('relevant cost', () => {
  interface PartS6 {
    units: number;
    per_unit: { dm: number; dl: number; voh: number; foh_avoidable: number };
    buy_price: number;
    opportunity_rent: number;
  }
  onExample<PartS6, { make_without_opportunity: number; make_with_opportunity: number; buy: number }>(
    'make-or-buy/mob-s6-part',
    'counts avoidable cost and the opportunity once',
    ({ inputs, expected, tolerance }) => {
      const { dm, dl, voh, foh_avoidable } = inputs.per_unit;
      const lines = texts([dm, dl, voh, foh_avoidable]).map((amount): CostLine => ({ label: 'cost', amount, per: 'unit' }));
      const units = String(inputs.units);
      expectNear(relevantCost(lines, units), expected.make_without_opportunity, tolerance);
      expectNear(relevantCost(lines, units, String(inputs.opportunity_rent)), expected.make_with_opportunity, tolerance);
      expectNear(indifferencePrice(relevantCost(lines, units), '0', units), 19, tolerance);
    },
  );

  onExample<
    {
      units: number;
      per_unit: { dm: number; dl: number; voh: number; foh_traceable: number };
      avoidable_share_of_traceable: number;
      buy_price: number;
    },
    { make: number; buy: number; advantage: number }
  >('make-or-buy/mob-troy-engines-15800', 'takes only the avoidable share of fixed cost', ({ inputs, expected, tolerance }) => {
    const { dm, dl, voh, foh_traceable } = inputs.per_unit;
    const lines: CostLine[] = [
      ...texts([dm, dl, voh]).map((amount): CostLine => ({ label: 'variable', amount, per: 'unit' })),
      { label: 'fixed', amount: String(foh_traceable), per: 'unit', avoidable: String(inputs.avoidable_share_of_traceable) },
    ];
    const make = relevantCost(lines, String(inputs.units));
    const buy = relevantCost([{ label: 'price', amount: String(inputs.buy_price), per: 'unit' }], String(inputs.units));
    expectNear(make, expected.make, tolerance);
    expectNear(buy.minus(make), expected.advantage, tolerance);
  });

  onExample<
    {
      units: number;
      internal_variable: number;
      buy_price: number;
      freight: number;
      quality: number;
      fixed_overhead_avoidable: number;
    },
    { buy_landed_unit: number; saving_from_make: number }
  >('make-or-buy/mfgcalcs-landed-buy', 'holds the landed price against making', ({ inputs, expected, tolerance }) => {
    const units = String(inputs.units);
    const buy = texts([inputs.buy_price, inputs.freight, inputs.quality]).map((amount): CostLine => ({
      label: 'landed',
      amount,
      per: 'unit',
    }));
    const make: CostLine[] = [
      { label: 'variable', amount: String(inputs.internal_variable), per: 'unit' },
      { label: 'overhead', amount: String(inputs.fixed_overhead_avoidable), per: 'period' },
    ];
    expectNear(relevantCost(buy, '1'), expected.buy_landed_unit, tolerance);
    expectNear(relevantCost(buy, units).minus(relevantCost(make, units)), expected.saving_from_make, tolerance);
  });
});
