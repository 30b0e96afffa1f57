import fc from 'fast-check';
import { comparison, type QuoteColumn } from '../../src/calculation/comparison.js';
import type { RfqLine } from '../../src/calculation/comparison-lines.js';
import { RateTable } from '../../src/calculation/exchange.js';
import { Decimal } from '../../src/calculation/money.js';
import { expectNear } from './worked-examples.js';

const rates = new RateTable([
  { currency: 'USD', on: '2026-03-30', rate: '1.25', source: 'ECB' },
  { currency: 'GBP', on: '2026-03-30', rate: '0.80', source: 'ECB' },
]);
const terms = { currency: 'EUR', ratesOn: '2026-03-30' };
const aLine = (id: string, over: Partial<RfqLine> = {}): RfqLine => ({
  id,
  lot: null,
  description: id,
  quantity: '1',
  unit: 'unit',
  termMonths: null,
  ...over,
});
const aQuote = (vendorId: string, prices: Record<string, string | null>, over: Partial<QuoteColumn> = {}): QuoteColumn => ({
  vendorId,
  vendorName: vendorId.toUpperCase(),
  currency: 'EUR',
  state: 'submitted',
  isLate: false,
  lines: Object.entries(prices).map(([lineId, unitPrice]) => ({ lineId, unitPrice })),
  ...over,
});
const compared = (lines: RfqLine[], quotes: QuoteColumn[]) => comparison(lines, quotes, rates, terms);

describe('comparison', () => {
  it('brings currencies, quantities and term to one total', () => {
    const lines = [aLine('vm', { quantity: '10', termMonths: 36 }), aLine('setup')];
    const found = compared(lines, [
      aQuote('a', { vm: '50', setup: '1000' }),
      aQuote('b', { vm: '50', setup: '1000' }, { currency: 'USD', oneOff: '250' }),
    ]);
    expect(found.vendors.map((vendor) => vendor.total?.toFixed(2))).toEqual(['19000.00', '15400.00']);
    expect(found.vendors.map((vendor) => vendor.rank)).toEqual([2, 1]);
    expect(found.vendors[1]?.rate).toMatchObject({ on: '2026-03-30', source: 'ECB' });
    expect(found.lines[0]?.cells[1]).toMatchObject({ isBest: true, unitPrice: new Decimal(50) });
    expectNear(found.lines[0]?.cells[1]?.comparedUnitPrice, 40, 1e-20);
    expectNear(found.spread, 19000 / 15400 - 1, 1e-12);
    expectNear(found.vendors[0]?.aboveBest, 19000 / 15400 - 1, 1e-12);
    expect(found.bestMix?.toFixed(2)).toBe('15200.00');
  });

  it('marks all equal bests, and a worst only where it is dearer', () => {
    const found = compared(
      [aLine('x'), aLine('y')],
      [aQuote('a', { x: '5', y: '5' }), aQuote('b', { x: '5', y: '7' }), aQuote('c', { x: '5', y: '7' })],
    );
    expect(found.lines[0]?.cells.map((cell) => [cell.isBest, cell.isWorst])).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
    expect(found.lines[1]?.cells.map((cell) => [cell.isBest, cell.isWorst])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ]);
    expect(found.vendors.map((vendor) => [vendor.rank, vendor.isBest, vendor.isWorst])).toEqual([
      [1, true, false],
      [2, false, true],
      [2, false, true],
    ]);
  });

  it('never gives an incomplete quote the best total, but its line may be best', () => {
    const found = compared([aLine('x'), aLine('y')], [aQuote('a', { x: '5', y: '5' }), aQuote('b', { x: '1', y: null })]);
    expect(found.vendors[1]).toMatchObject({ isComplete: false, pricedLines: 1, askedLines: 2, rank: null, isBest: false });
    expect(found.vendors[1]?.total?.toFixed()).toBe('1');
    expect(found.lines[0]?.bestVendorIds).toEqual(['b']);
    expect(found.bestTotal?.toFixed()).toBe('10');
    expect(found.vendors[0]).toMatchObject({ isBest: true, isWorst: false });
    expect(compared([aLine('x'), aLine('y')], [aQuote('b', { x: '1' })])).toMatchObject({ bestTotal: null, bestMix: null });
  });

  it('shows late and withdrawn quotes without marks or rank', () => {
    const found = compared(
      [aLine('x')],
      [aQuote('a', { x: '5' }), aQuote('b', { x: '1' }, { isLate: true }), aQuote('c', { x: '2' }, { state: 'withdrawn' })],
    );
    expect(found.vendors.map((vendor) => [vendor.counts, vendor.rank])).toEqual([
      [true, 1],
      [false, null],
      [false, null],
    ]);
    expect(found.lines[0]).toMatchObject({ offers: 1, bestVendorIds: ['a'] });
    expect(found.lines[0]?.cells[1]).toMatchObject({ isBest: false, isWorst: false, aboveBest: null });
    expect(found.vendors[1]?.total?.toFixed()).toBe('1');
  });

  it('says which rate is missing instead of guessing it', () => {
    const found = compared([aLine('x')], [aQuote('a', { x: '5' }), aQuote('b', { x: '1' }, { currency: 'JPY' })]);
    expect(found.vendors[1]).toMatchObject({ total: null, rank: null, problem: { code: 'exchange.missingRate' } });
    expect(found.lines[0]?.cells[1]).toMatchObject({ comparedUnitPrice: null, total: null, isBest: false });
  });

  it('counts a free price and refuses a negative one', () => {
    const found = compared([aLine('x')], [aQuote('a', { x: '0' }), aQuote('b', { x: '-1' })]);
    expect(found.vendors.map((vendor) => vendor.rank)).toEqual([1, null]);
    expect(found.vendors[0]).toMatchObject({ isBest: true, aboveBest: null });
  });

  it('keeps optional lines out of totals and completeness for everyone', () => {
    const found = compared(
      [aLine('x'), aLine('extra', { isOptional: true })],
      [aQuote('a', { x: '5' }), aQuote('b', { x: '6', extra: '1' })],
    );
    expect(found.vendors.map((vendor) => [vendor.isComplete, vendor.total?.toFixed(), vendor.rank])).toEqual([
      [true, '5', 1],
      [true, '6', 2],
    ]);
    expect(found.lines[1]?.bestVendorIds).toEqual(['b']);
  });

  it('names the cheapest whole offers for every lot', () => {
    const lines = [aLine('x', { lot: '1' }), aLine('y', { lot: '1' }), aLine('z', { lot: '2' })];
    const found = compared(lines, [
      aQuote('a', { x: '5', y: '5', z: '9' }),
      aQuote('b', { x: '1', z: '3' }),
      aQuote('c', { x: '4', y: '6', z: '3' }),
    ]);
    expect(found.lots.map((lot) => [lot.lot, lot.best?.toFixed(), lot.bestVendorIds])).toEqual([
      ['1', '10', ['a', 'c']],
      ['2', '3', ['b', 'c']],
    ]);
    expect(found.lots[0]?.totals[1]).toBeNull();
  });

  it('has nothing to mark without quotes or without lines', () => {
    expect(compared([aLine('x')], [])).toMatchObject({ vendors: [], bestTotal: null, spread: null });
    expect(compared([], [aQuote('a', {})]).vendors[0]).toMatchObject({ isComplete: false, total: null, rank: null });
  });

  const price = fc.option(fc.nat(100).map(String), { nil: null });
  const quotes = fc
    .array(fc.record({ x: price, y: price }), { minLength: 1, maxLength: 6 })
    .map((all) => all.map((prices, index) => aQuote(`v${index}`, prices)));
  const two = [aLine('x', { quantity: '3' }), aLine('y', { quantity: '2', termMonths: 12 })];

  it('ranks the same in any order of vendors, and doubling quantities doubles every total', () => {
    fc.assert(
      fc.property(quotes, (all) => {
        const found = compared(two, all);
        const reversed = compared(two, [...all].reverse());
        expect([...reversed.vendors].reverse()).toEqual(found.vendors);
        const doubled = compared(
          two.map((line) => ({ ...line, quantity: new Decimal(line.quantity.toString()).times(2) })),
          all,
        );
        expect(doubled.vendors.map((vendor) => vendor.total?.toFixed())).toEqual(
          found.vendors.map((vendor) => vendor.total?.times(2).toFixed()),
        );
        expect(doubled.vendors.map((vendor) => vendor.rank)).toEqual(found.vendors.map((vendor) => vendor.rank));
      }),
    );
  });

  it('has no complete quote below the mix of best lines', () => {
    fc.assert(
      fc.property(quotes, (all) => {
        const { vendors, bestMix } = compared(two, all);
        for (const vendor of vendors) if (vendor.rank !== null && bestMix !== null) expect(vendor.total?.gte(bestMix)).toBe(true);
      }),
    );
  });

  it('draws 20 vendors × 200 lines whole', () => {
    const lines = Array.from({ length: 200 }, (_, index) =>
      aLine(`l${index}`, { lot: String(index % 5), quantity: '7', termMonths: 36 }),
    );
    const all = Array.from({ length: 20 }, (_, vendor) =>
      aQuote(
        `v${vendor}`,
        Object.fromEntries(lines.map(({ id }, index) => [id, `${100 + ((vendor * 7 + index * 3) % 50)}.25`])),
        {
          currency: ['EUR', 'USD', 'GBP'][vendor % 3] ?? 'EUR',
        },
      ),
    );
    const found = compared(lines, all);

    expect(found.vendors.every((vendor) => vendor.isComplete)).toBe(true);
    expect(found.lines.every((line) => line.cells.length === 20)).toBe(true);
  });
});
