import fc from 'fast-check';
import { netPresentCost } from '../../src/calculation/cash-flow.js';
import { makeOrBuy, type MakeOrBuy } from '../../src/calculation/make-or-buy.js';
import type { DecisionBasis, DecisionOption } from '../../src/calculation/make-or-buy-options.js';
import { Decimal } from '../../src/calculation/money.js';
import type { Problem } from '../../src/calculation/problem.js';
import { sufficiency } from '../../src/calculation/sufficiency.js';

const register = (capacity: string) => [
  {
    resourceId: 'eng',
    name: 'Engineers',
    unit: 'FTE',
    warnAboveShare: null,
    months: ['2027-01', '2027-02', '2027-03'].map((month, index) => ({ month, capacity: index === 2 ? '9' : capacity })),
  },
];
const enough = sufficiency([{ resourceId: 'eng', month: '2027-01', quantity: '4' }], register('5'));
const short = sufficiency([{ resourceId: 'eng', month: '2027-01', quantity: '4' }], register('3'));

function anOption(kind: DecisionOption['kind'], setUp: string, monthly: string, quality = '5'): DecisionOption {
  return {
    id: kind,
    name: { make: 'In-house', buy: 'Outsourcing', hybrid: 'Hybrid' }[kind],
    kind,
    streams: [
      { kind: 'one_off', label: 'set-up', amount: setUp, month: 0 },
      { kind: 'monthly', label: 'running', amount: monthly, from: 1, to: 36 },
    ],
    values: { quality },
  };
}

function aDecision(over: Partial<DecisionBasis> = {}): DecisionBasis {
  return {
    currency: 'EUR',
    discountRate: '0.06',
    horizonMonths: 36,
    options: [anOption('make', '50000', '8000'), anOption('buy', '5000', '10500')],
    criteria: [{ id: 'quality', name: 'Quality', weight: '40', direction: 'benefit', bounds: { low: '0', high: '10' } }],
    moneyWeight: '60',
    sufficiency: enough,
    ...over,
  };
}

function decided(answer: MakeOrBuy | Problem): MakeOrBuy {
  if ('code' in answer) throw new Error(answer.say);
  return answer;
}

const codes = (found: MakeOrBuy) => found.reasons.map((reason) => reason.code);

describe('make or buy', () => {
  it('recommends the cheaper of two equally good options, with reasons in figures', () => {
    const found = decided(makeOrBuy(aDecision()));
    expect(found.recommendation).toMatchObject({ optionId: 'make', outcome: 'in_house' });
    expect(codes(found)).toEqual(
      expect.arrayContaining([
        'decision.capacity',
        'decision.cost',
        'decision.score',
        'decision.dominated',
        'decision.crossover',
      ]),
    );
    const cost = found.reasons.find((reason) => reason.code === 'decision.cost');
    expect(cost?.say.replaceAll('\u00a0', ' ')).toMatch(
      /^In-house costs 313 \d{3}\.\d\d EUR in present value over 36 months at 6 % a year, \d.* less than Outsourcing\.$/,
    );
    expect(found.crossovers).toEqual([{ a: 'make', b: 'buy', months: [19] }]);
  });

  it('leaves making out when free capacity is short, and says when it would do', () => {
    const found = decided(makeOrBuy(aDecision({ sufficiency: short })));
    expect(found.recommendation).toMatchObject({ optionId: 'buy', outcome: 'outsource' });
    expect(found.options[0]).toMatchObject({ isFeasible: false, score: null, rank: null });
    expect(codes(found)).toEqual(expect.arrayContaining(['decision.shortage', 'decision.notFeasible']));
    expect(found.recommendation?.flip).toEqual([
      expect.objectContaining({ code: 'flip.start', figures: { option: 'make', start: '2027-03' } }),
    ]);
  });

  it('recommends nothing when nothing can be done', () => {
    const found = decided(makeOrBuy(aDecision({ sufficiency: short, options: [anOption('make', '0', '1')] })));
    expect(found.recommendation).toBeNull();
    expect(codes(found)).toContain('decision.nothingFeasible');
  });

  it('gives the discount at which the other option is recommended: just there, not before', () => {
    const basis = aDecision({ options: [anOption('make', '50000', '8000', '6'), anOption('buy', '5000', '10500', '5')] });
    const flip = decided(makeOrBuy(basis)).recommendation?.flip.find((one) => one.code === 'flip.discount');
    const factorOff = Number(flip?.figures.discountShare);
    expect(factorOff).toBeGreaterThan(0);
    const withDiscount = (share: number) => {
      const [make, buy] = basis.options;
      if (!make || !buy) throw new Error('options');
      const streams = buy.streams.map((stream) => ({
        ...stream,
        amount: new Decimal(stream.amount.toString()).times(1 - share),
      }));
      return decided(makeOrBuy({ ...basis, options: [make, { ...buy, streams }] })).recommendation?.optionId;
    };
    expect(withDiscount(factorOff + 1e-5)).toBe('buy');
    expect(withDiscount(factorOff - 1e-5)).toBe('make');
  });

  it('gives the discount rate that turns the answer', () => {
    // Making costs more at once and less later: the dearer money is, the better buying looks.
    const options = [anOption('make', '80000', '8000'), anOption('buy', '0', '10500')];
    const found = decided(makeOrBuy(aDecision({ options })));
    expect(found.recommendation?.optionId).toBe('make');
    const flip = found.recommendation?.flip.find((one) => one.code === 'flip.rate');
    const rate = flip?.figures.rate ?? '0';
    const at = (value: string) => options.map((option) => netPresentCost(option.streams, value, 36));
    const [make, buy] = at(rate);
    expect(
      make
        ?.minus(buy ?? 0)
        .abs()
        .lt(1),
    ).toBe(true);
  });

  it('reckons the break-even volume where both sides follow one', () => {
    const volume = (fixed: string, perUnit: string) => ({ fixed, perUnit });
    const [make, buy] = aDecision().options;
    if (!make || !buy) throw new Error('options');
    const found = decided(
      makeOrBuy(
        aDecision({
          options: [
            { ...make, volume: volume('40000', '5.5') },
            { ...buy, volume: volume('0', '8') },
          ],
        }),
      ),
    );
    expect(found.breakEven).toMatchObject({ kind: 'volume', makeIsCheaper: 'above' });
    expect(codes(found)).toContain('decision.breakEven');
  });

  it('falls back to the lower cost, then to doing it ourselves, on a tie', () => {
    const options = [anOption('buy', '0', '100'), anOption('hybrid', '0', '100'), anOption('make', '0', '100')];
    expect(decided(makeOrBuy(aDecision({ options }))).recommendation?.optionId).toBe('make');
  });

  it('answers what cannot be reckoned with a problem', () => {
    expect(makeOrBuy(aDecision({ options: [] }))).toMatchObject({ code: 'decision.noOptions' });
    expect(makeOrBuy(aDecision({ horizonMonths: 0 }))).toMatchObject({ code: 'decision.horizon' });
    expect(makeOrBuy(aDecision({ discountRate: '-1' }))).toMatchObject({ code: 'decision.discountRate' });
    expect(makeOrBuy(aDecision({ criteria: [{ id: 'risk', name: 'Risk', weight: '1', direction: 'cost' }] }))).toMatchObject({
      code: 'scoring.missingValue',
    });
  });

  it('copes with an option that earns money', () => {
    const options = [anOption('make', '-5000', '10'), anOption('buy', '100', '10')];
    expect(decided(makeOrBuy(aDecision({ options }))).recommendation?.optionId).toBe('make');
  });

  const options = fc
    .tuple(
      ...(['make', 'buy', 'hybrid'] as const).map((kind) =>
        fc
          .tuple(fc.nat(50_000), fc.integer({ min: 1, max: 12_000 }), fc.nat(10))
          .map(([setUp, monthly, quality]) => anOption(kind, String(setUp), String(monthly), String(quality))),
      ),
    )
    .map((all) => all);

  it('never recommends a dominated option, nor minds the order or the unit of money', () => {
    fc.assert(
      fc.property(options, fc.integer({ min: 2, max: 1000 }), (all, factor) => {
        const found = decided(makeOrBuy(aDecision({ options: all })));
        const winner = found.options.find(({ id }) => id === found.recommendation?.optionId);
        expect(winner?.dominatedBy).toEqual([]);
        const scaled = all.map((option) => ({
          ...option,
          streams: option.streams.map((stream) => ({ ...stream, amount: new Decimal(stream.amount.toString()).times(factor) })),
        }));
        const again = decided(makeOrBuy(aDecision({ options: [...scaled].reverse() })));
        expect(again.recommendation?.optionId).toBe(found.recommendation?.optionId);
      }),
      { numRuns: 25 },
    );
  });
});
