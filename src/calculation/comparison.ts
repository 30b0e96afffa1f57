import { cheapestPerLot, type LotComparison } from './comparison-lots.js';
import { compareLines, lineFactor, type ColumnPrices, type ComparedLine, type RfqLine } from './comparison-lines.js';
import type { RateTable, ExchangeRate } from './exchange.js';
import { Decimal, decimal, type Amount } from './money.js';
import type { Problem } from './problem.js';

/** A vendor's quote as it stands, prices in its own currency; `oneOff` is added to its total once. */
export interface QuoteColumn {
  vendorId: string;
  vendorName: string;
  currency: string;
  state: string;
  isLate: boolean;
  lines: readonly { lineId: string; unitPrice: Amount | null }[];
  oneOff?: Amount | null;
}

/** What the comparison is made at: one currency, one rate day for all. */
export interface ComparisonTerms {
  currency: string;
  ratesOn: string;
}

/** One vendor's column head. Amounts are in the comparison's currency, not rounded. */
export interface ComparedVendor {
  vendorId: string;
  vendorName: string;
  currency: string;
  state: string;
  isLate: boolean;
  /** Whether its prices take part in best, worst and rank: not late, and in a state that counts. */
  counts: boolean;
  rate: ExchangeRate | null;
  problem: Problem | null;
  pricedLines: number;
  askedLines: number;
  isComplete: boolean;
  oneOff: Decimal;
  /** Of the priced lines that are not optional, over the term, with one-off costs; null without an exchange rate or without any price. */
  total: Decimal | null;
  /** 1 is the lowest total among complete quotes that count, equal totals share a rank; null for the others. */
  rank: number | null;
  isBest: boolean;
  isWorst: boolean;
  /** (Total − best total) / best total; null where there is no rank or the best total is zero. */
  aboveBest: Decimal | null;
}

/** Everything that the comparison page and the workbook draw; vendors are columns, in the order given, cells follow that order. */
export interface Comparison {
  currency: string;
  ratesOn: string;
  vendors: ComparedVendor[];
  lines: ComparedLine[];
  lots: LotComparison[];
  bestTotal: Decimal | null;
  worstTotal: Decimal | null;
  /** Worst less best total among ranked vendors, as share of the best; null with fewer than two or a best total of zero. */
  spread: Decimal | null;
  /** The sum of the best price of each line, whoever gave it, without one-off costs: no single quote can be lower; null while a line has no price. */
  bestMix: Decimal | null;
}

/** States in which a quote's prices are shown but do not compete. */
const notCompeting = new Set([
  'draft',
  'received',
  'manual_review',
  'superseded',
  'stale',
  'withdrawn',
  'late',
  'disqualified',
  'expired',
]);

/**
 * Sets quotes side by side: one currency at one rate day, totals over the term, best and worst per line and in total. All equal bests are
 * marked; worst is marked only where it is dearer than the best. Late quotes and those in a state that does not compete are shown without
 * marks or rank; incomplete ones compete line by line but never for the total. A negative price counts as none; prices for lines
 * that were not asked are left out. Linear in vendors × lines.
 */
export function comparison(
  lines: readonly RfqLine[],
  quotes: readonly QuoteColumn[],
  rates: RateTable,
  terms: ComparisonTerms,
): Comparison {
  const asked = lines.filter((line) => !line.isOptional).length;
  const factors = lines.map(lineFactor);
  const columns = quotes.map((quote) => pricesOf(quote, lines, factors, rates, terms));
  const compared = compareLines(lines, factors, columns);
  const unranked = quotes.map((quote, index) => vendorOf(quote, columns[index], lines, asked));

  const totals = unranked.flatMap((vendor) => (vendor.counts && vendor.isComplete && vendor.total ? [vendor.total] : []));
  const best = totals.length > 0 ? Decimal.min(...totals) : null;
  const worst = totals.length > 0 ? Decimal.max(...totals) : null;
  const mandatory = compared.filter((row) => !row.line.isOptional);
  return {
    currency: terms.currency,
    ratesOn: terms.ratesOn,
    vendors: unranked.map((vendor) => ranked(vendor, totals, best, worst)),
    lines: compared,
    lots: cheapestPerLot(compared, columns),
    bestTotal: best,
    worstTotal: worst,
    spread: best && worst && totals.length > 1 && best.gt(0) ? worst.minus(best).div(best) : null,
    bestMix: mandatory.reduce<Decimal | null>((mix, row) => (mix && row.best ? mix.plus(row.best) : null), new Decimal(0)),
  };
}

function pricesOf(
  quote: QuoteColumn,
  lines: readonly RfqLine[],
  factors: readonly Decimal[],
  rates: RateTable,
  terms: ComparisonTerms,
): ColumnPrices {
  const found = rates.rate(quote.currency, terms.currency, terms.ratesOn);
  const rate = 'code' in found ? null : found;
  const given = new Map(quote.lines.map((line) => [line.lineId, line.unitPrice]));
  const unitPrices = lines.map(({ id }) => {
    const text = given.get(id) ?? null;
    const price = text === null ? null : decimal(text);
    return price?.lt(0) ? null : price;
  });
  const comparedUnitPrices = unitPrices.map((price) => (price === null || rate === null ? null : exchanged(price, rate)));
  return {
    vendorId: quote.vendorId,
    counts: !quote.isLate && !notCompeting.has(quote.state),
    rate,
    problem: 'code' in found ? found : null,
    unitPrices,
    comparedUnitPrices,
    totals: comparedUnitPrices.map((price, index) => price?.times(factors[index] ?? 0) ?? null),
  };
}

function exchanged(price: Decimal, { from, to, rate }: ExchangeRate): Decimal {
  return from === to ? price : price.times(rate);
}

function vendorOf(
  quote: QuoteColumn,
  column: ColumnPrices | undefined,
  lines: readonly RfqLine[],
  askedLines: number,
): ComparedVendor {
  const rate = column?.rate ?? null;
  const mandatory = (column?.totals ?? []).filter((_, index) => !lines[index]?.isOptional);
  const pricedLines = (column?.unitPrices ?? []).filter((price, index) => price !== null && !lines[index]?.isOptional).length;
  const oneOff = decimal(quote.oneOff ?? '0').times(rate?.rate ?? 0);
  const total = mandatory.reduce<Decimal>((sum, price) => (price ? sum.plus(price) : sum), oneOff);
  return {
    vendorId: quote.vendorId,
    vendorName: quote.vendorName,
    currency: quote.currency,
    state: quote.state,
    isLate: quote.isLate,
    counts: column?.counts ?? false,
    rate,
    problem: column?.problem ?? null,
    pricedLines,
    askedLines,
    isComplete: pricedLines === askedLines && askedLines > 0,
    oneOff,
    total: rate === null || pricedLines === 0 ? null : total,
    rank: null,
    isBest: false,
    isWorst: false,
    aboveBest: null,
  };
}

function ranked(vendor: ComparedVendor, totals: readonly Decimal[], best: Decimal | null, worst: Decimal | null): ComparedVendor {
  const { total } = vendor;
  if (!vendor.counts || !vendor.isComplete || total === null || best === null || worst === null) return vendor;
  return {
    ...vendor,
    rank: 1 + totals.filter((other) => other.lt(total)).length,
    isBest: total.eq(best),
    isWorst: total.eq(worst) && worst.gt(best),
    aboveBest: best.gt(0) ? total.minus(best).div(best) : null,
  };
}
