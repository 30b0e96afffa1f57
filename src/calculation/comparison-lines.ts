import type { ExchangeRate } from './exchange.js';
import { Decimal, decimal, type Amount } from './money.js';
import type { Problem } from './problem.js';

/** A line of the RFQ. With `termMonths` the unit price is for a unit and a month; null: the price is for the unit, once. Optional lines stay out of totals. */
export interface RfqLine {
  id: string;
  lot: string | null;
  description: string;
  quantity: Amount;
  unit: string;
  termMonths: number | null;
  isOptional?: boolean;
}

/** One vendor's prices, line by line in the RFQ's order; totals in the comparison's currency over the term. */
export interface ColumnPrices {
  vendorId: string;
  counts: boolean;
  rate: ExchangeRate | null;
  problem: Problem | null;
  /** As quoted, in the vendor's currency; null where there is none. */
  unitPrices: (Decimal | null)[];
  /** In the comparison's currency, not rounded. */
  comparedUnitPrices: (Decimal | null)[];
  totals: (Decimal | null)[];
}

/** One vendor's price for one line; nulls where it gave none (or no exchange rate is known). */
export interface ComparedCell {
  vendorId: string;
  /** As quoted, in the vendor's currency. */
  unitPrice: Decimal | null;
  /** In the comparison's currency, not rounded. */
  comparedUnitPrice: Decimal | null;
  /** Quantity × unit price × months of the term, in the comparison's currency. */
  total: Decimal | null;
  isBest: boolean;
  isWorst: boolean;
  /** (Price − best) / best; null without both or when the best is zero. */
  aboveBest: Decimal | null;
}

/** A line with its cells in vendor order; best and worst are totals over the term among vendors that compete. */
export interface ComparedLine {
  line: RfqLine;
  cells: ComparedCell[];
  best: Decimal | null;
  worst: Decimal | null;
  /** (Worst − best) / best; null with fewer than two prices or a best of zero. */
  spread: Decimal | null;
  /** Competing vendors that priced it. */
  offers: number;
  bestVendorIds: string[];
}

/** What one unit price of a line comes to: quantity × months of the term (once without a term). */
export function lineFactor(line: RfqLine): Decimal {
  return decimal(line.quantity).times(line.termMonths ?? 1);
}

/** The rows of the comparison, in the RFQ's order; `factors` are the lines' own, see `lineFactor`. Prices are compared per unit, so a line of quantity zero still has a best one. */
export function compareLines(
  lines: readonly RfqLine[],
  factors: readonly Decimal[],
  columns: readonly ColumnPrices[],
): ComparedLine[] {
  return lines.map((line, index) => {
    const prices = columns.map((column) => column.comparedUnitPrices[index] ?? null);
    const competing = prices.filter((price, column): price is Decimal => price !== null && (columns[column]?.counts ?? false));
    const best = competing.length > 0 ? Decimal.min(...competing) : null;
    const worst = competing.length > 0 ? Decimal.max(...competing) : null;
    const factor = factors[index] ?? new Decimal(0);

    const cells = columns.map((column, place): ComparedCell => {
      const price = prices[place] ?? null;
      const marks = column.counts && price !== null && best !== null && worst !== null;
      return {
        vendorId: column.vendorId,
        unitPrice: column.unitPrices[index] ?? null,
        comparedUnitPrice: price,
        total: column.totals[index] ?? null,
        isBest: marks && price.eq(best),
        isWorst: marks && price.eq(worst) && worst.gt(best),
        aboveBest: marks && best.gt(0) ? price.minus(best).div(best) : null,
      };
    });
    return {
      line,
      cells,
      best: best?.times(factor) ?? null,
      worst: worst?.times(factor) ?? null,
      spread: best && worst && competing.length > 1 && best.gt(0) ? worst.minus(best).div(best) : null,
      offers: competing.length,
      bestVendorIds: cells.filter((cell) => cell.isBest).map((cell) => cell.vendorId),
    };
  });
}
